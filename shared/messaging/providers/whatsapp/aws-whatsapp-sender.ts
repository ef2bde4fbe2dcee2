/** Sending through AWS End User Messaging Social, which needs no settings: a company's numbers say all. */
import type { WhatsAppSender } from '../sender.ts';
import { createAskWhatsApp } from './account-standing.ts';
import { createWhatsAppChannel, createWhatsAppClient } from './whatsapp.ts';

export const awsWhatsAppSender: WhatsAppSender = {
  openChannel: (_settings, bucket) => createWhatsAppChannel(createWhatsAppClient(), bucket),
  createAskStanding: () => createAskWhatsApp(),
};
