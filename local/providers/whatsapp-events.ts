import { createHash } from 'node:crypto';
import type { MetaError } from './whatsapp-errors.ts';
import { userIdPattern } from './whatsapp-request.ts';

/** The account and region that AWS's documentation uses for examples. */
const accountId = '111122223333';
const arnPrefix = `arn:aws:social-messaging:us-east-1:${accountId}`;

/** One of the company's WhatsApp numbers under its two names. */
interface BusinessNumber {
  /** Meta's id: digits. */
  readonly metaPhoneNumberId: string;
  /** AWS's resource, which ends in the id that SendWhatsAppMessage takes without `phone-number-id-`. */
  readonly arn: string;
  readonly wabaId: string;
  readonly wabaArn: string;
  /** The number as customers see it, digits only. */
  readonly displayPhoneNumber: string;
}

/**
 * The business number behind an AWS id (`phone-number-id-…`), its ARN, or Meta's own id. The same id always gives
 * the same number; Meta's id of an AWS id is derived from it, since no account is there to ask.
 */
export const businessNumber = (phoneNumberId: string): BusinessNumber => {
  const id = (phoneNumberId.split('/').at(-1) ?? phoneNumberId).replace(/^phone-number-id-/, '');
  const wabaId = digits(`waba:${id}`, 15);
  return {
    metaPhoneNumberId: /^\d+$/.test(id) ? id : digits(`phone:${id}`, 15),
    arn: `${arnPrefix}:phone-number-id/${id}`,
    wabaId,
    wabaArn: `${arnPrefix}:waba/${createHash('md5').update(wabaId).digest('hex')}`,
    displayPhoneNumber: `569${digits(`display:${id}`, 8)}`,
  };
};

/** A message that the double took, kept for the events that are still to come. */
export interface SentWhatsApp {
  /** AWS's id: the answer of SendWhatsAppMessage and the header of the `accepted` event. */
  readonly messageId: string;
  /** Meta's id: `statuses[].id` of every event. */
  readonly wamid: string;
  readonly business: BusinessNumber;
  /** Digits without plus sign, or a user id. */
  readonly recipient: string;
  readonly type: string;
  readonly callbackData: string | undefined;
}

export const whatsAppStatuses = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'] as const;

export type WhatsAppStatus = (typeof whatsAppStatuses)[number];

/**
 * A status event (reference A.6). `accepted` comes from AWS itself: it alone carries AWS's message id, and it does
 * not carry the caller's callback data.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
 *
 * @param detail members that replace or complete those of the status
 */
export const statusEvent = (
  status: WhatsAppStatus,
  message: SentWhatsApp,
  at: Date,
  error?: MetaError,
  detail: Readonly<Record<string, unknown>> = {},
): object => {
  const seconds = Math.floor(at.getTime() / 1000);
  const category = message.type === 'template' ? 'utility' : 'service';
  const entry = {
    id: message.wamid,
    status,
    timestamp: String(seconds),
    ...personOf(message.recipient),
    ...(status !== 'accepted' && message.callbackData !== undefined
      ? { biz_opaque_callback_data: message.callbackData }
      : {}),
    ...(status === 'sent'
      ? {
          conversation: {
            id: createHash('md5').update(`${message.business.metaPhoneNumberId}:${message.recipient}`).digest('hex'),
            expiration_timestamp: String(seconds + 24 * 60 * 60),
            origin: { type: category },
          },
          pricing: { billable: true, pricing_model: 'PMP', category },
        }
      : {}),
    ...(error ? { errors: [errorEntry(error)] } : {}),
    ...detail,
  };
  const event = envelope(message.business, { statuses: [entry] }, at);
  return status === 'accepted' ? { ...event, messageId: message.messageId } : event;
};

/** A number, or the user id of somebody who shows none. */
const personOf = (recipient: string): object =>
  userIdPattern.test(recipient) ? { recipient_user_id: recipient } : { recipient_id: recipient };

/** An inbound message; its envelope has no `messageId` (captured event, reference §1.4). */
export const inboundEvent = (
  business: BusinessNumber,
  contact: { readonly waId: string | undefined; readonly userId?: string | undefined; readonly name: string },
  message: Readonly<Record<string, unknown>>,
  at: Date,
): object =>
  envelope(
    business,
    {
      contacts: [{ profile: { name: contact.name }, wa_id: contact.waId, user_id: contact.userId }],
      messages: [message],
    },
    at,
  );

/** Meta's error as it stands in `statuses[].errors` and in an unsupported inbound message. */
export const errorEntry = (error: MetaError): object => ({
  code: error.code,
  title: error.title,
  message: error.title,
  error_data: { details: error.details },
  href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes',
});

/**
 * Meta's news of a template, in AWS's header.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update/
 *
 * @param account AWS's id of the business account, `waba-…`
 */
export const templateEvent = (account: string, value: object, at: Date): object => {
  const wabaId = digits(`waba:${account}`, 15);
  const waba = { wabaId, arn: `${arnPrefix}:waba/${account.replace(/^waba-/, '')}` };
  return header({ MetaWabaIds: [waba], MetaPhoneNumberIds: [] }, wabaId, 'message_template_status_update', value, at);
};

const envelope = (business: BusinessNumber, value: object, at: Date): object => {
  const context = {
    MetaWabaIds: [{ wabaId: business.wabaId, arn: business.wabaArn }],
    MetaPhoneNumberIds: [{ metaPhoneNumberId: business.metaPhoneNumberId, arn: business.arn }],
  };
  const metadata = {
    display_phone_number: business.displayPhoneNumber,
    phone_number_id: business.metaPhoneNumberId,
  };
  return header(context, business.wabaId, 'messages', { messaging_product: 'whatsapp', metadata, ...value }, at);
};

/** AWS's header around Meta's webhook entry, which travels as a string. */
const header = (context: object, wabaId: string, field: string, value: object, at: Date): object => ({
  context,
  whatsAppWebhookEntry: JSON.stringify({ id: wabaId, changes: [{ value, field }] }),
  aws_account_id: accountId,
  // AWS writes nine fractional digits; JavaScript knows three.
  message_timestamp: at.toISOString().replace('Z', '000000Z'),
});

/** A stable number of `length` digits that does not begin with 0. */
const digits = (seed: string, length: number): string => {
  const value = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`).toString();
  return `1${value.slice(-(length - 1))}`;
};
