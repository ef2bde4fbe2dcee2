/** The providers: whose events and codes are understood, and who sends on each channel. A bundle takes what it uses. */
import { ses } from './email/ses.ts';
import { sesSender } from './email/ses-sender.ts';
import type { ProviderReader } from './provider.ts';
import type { EmailSender, SmsSender, WhatsAppSender } from './sender.ts';
import { awsSms } from './sms/aws-sms.ts';
import { awsSmsSender } from './sms/aws-sms-sender.ts';
import { awsWhatsApp } from './whatsapp/aws-whatsapp.ts';
import { awsWhatsAppSender } from './whatsapp/aws-whatsapp-sender.ts';

/** In the order in which they are asked: the first that recognises a body reads it. SES takes any `eventType`: last. */
export const providers: readonly ProviderReader[] = [awsWhatsApp, awsSms, ses];

export const emailSender: EmailSender = sesSender;
export const smsSender: SmsSender = awsSmsSender;
export const whatsAppSender: WhatsAppSender = awsWhatsAppSender;
