/** The row of AWS End User Messaging Social in the registry; what it passes on is Meta's. */
import { type Enveloped, type EventBody, has, type ProviderReader } from '../provider.ts';
import { classifyWhatsAppError } from './whatsapp-errors.ts';
import { parseWhatsAppEvent, parseWhatsAppNotification } from './whatsapp-events.ts';

/** AWS's own form, which comes over EventBridge only. */
const isNotification = (body: EventBody, { source }: Enveloped): boolean =>
  source === 'aws.social-messaging' && !has(body, 'whatsAppWebhookEntry');

export const awsWhatsApp: ProviderReader = {
  id: 'aws-whatsapp',
  channel: 'whatsapp',
  recognises: (body, envelope) =>
    isNotification(body, envelope) || has(body, 'whatsAppWebhookEntry') || has(body, 'changes') || has(body, 'entry'),
  read: (body, envelope) =>
    isNotification(body, envelope)
      ? parseWhatsAppNotification(body, envelope.receivedAt)
      : parseWhatsAppEvent(body, envelope.receivedAt),
  classify: (code) => (/^\d{1,6}$/.test(code) ? classifyWhatsAppError(Number(code)) : undefined),
};
