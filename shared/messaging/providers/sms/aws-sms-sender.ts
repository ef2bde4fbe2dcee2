/** Sending through AWS End User Messaging SMS. */
import * as z from 'zod';
import { readSettings, type SmsSender } from '../sender.ts';
import { createAskNumber } from './account-standing.ts';
import { createOptOutList } from './opt-out-list.ts';
import { createSmsChannel, createSmsClient } from './sms.ts';

const SettingsSchema = z.object({ configurationSet: z.string().min(1) });

export const awsSmsSender: SmsSender = {
  openChannel: (settings) =>
    createSmsChannel(createSmsClient(), readSettings(SettingsSchema, settings).configurationSet),
  createAskStanding: () => createAskNumber(),
  createOptOutList: () => createOptOutList(),
};
