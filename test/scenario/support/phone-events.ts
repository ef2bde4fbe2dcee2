import { randomUUID } from 'node:crypto';

/**
 * Events of AWS End User Messaging: SMS (with its EventBridge form and two-way messages) and Social (WhatsApp), in the
 * forms in which AWS documents them.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
 */

export interface SentText {
  readonly providerId: string;
  readonly recipient: string;
}

/** A delivery report of an SMS. */
export const smsReport = ({ providerId, recipient }: SentText, eventType: string, at = new Date()): object => ({
  eventType,
  eventVersion: '1.0',
  eventTimestamp: at.getTime(),
  isFinal: true,
  originationPhoneNumber: '+56900000001',
  destinationPhoneNumber: recipient,
  isoCountryCode: 'CL',
  messageId: providerId,
  messageRequestTimestamp: at.getTime() - 5_000,
  messageEncoding: 'GSM',
  messageType: 'TRANSACTIONAL',
  messageStatus: eventType.replace(/^TEXT_/, ''),
  messageStatusDescription: 'As the carrier told',
  totalMessageParts: 1,
  totalMessagePrice: 0.05,
  totalCarrierFee: 0,
});

/** The same report by EventBridge, which knows neither recipient nor context. */
export const smsNotification = (sent: SentText, eventType: string, at = new Date()): object => {
  const report = Object.entries(smsReport(sent, eventType, at)).filter(([name]) => name !== 'destinationPhoneNumber');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Text Message Delivery Status Updated',
    source: 'aws.sms-voice',
    account: '111122223333',
    time: at.toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: Object.fromEntries(report),
  };
};

/** A reply by SMS to one of our numbers. */
export const smsReply = (from: string, to: string, body: string, inboundMessageId: string = randomUUID()): object => ({
  originationNumber: from,
  destinationNumber: to,
  messageKeyword: 'KEYWORD_111122223333',
  messageBody: body,
  inboundMessageId,
});

const envelope = (phoneNumberId: string, value: object, field = 'messages'): object => ({
  context: {
    MetaWabaIds: [{ wabaId: '100200300400500', arn: 'arn:aws:social-messaging:us-east-1:111122223333:waba/6f' }],
    MetaPhoneNumberIds: [
      {
        metaPhoneNumberId: '900800700600500',
        arn: `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${phoneNumberId.replace(/^phone-number-id-/, '')}`,
      },
    ],
  },
  whatsAppWebhookEntry: JSON.stringify({
    id: '100200300400500',
    changes: [
      {
        field,
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '56900000011', phone_number_id: '900800700600500' },
          ...value,
        },
      },
    ],
  }),
  aws_account_id: '111122223333',
  message_timestamp: new Date().toISOString().replace('Z', '913057Z'),
});

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

/** A status of a WhatsApp message. `providerId` may be AWS's id (with `accepted` only) or the wamid. */
export const whatsAppStatus = (
  { providerId, recipient }: SentText,
  status: string,
  { at = new Date(), code, detail = {} }: { readonly at?: Date; readonly code?: number; readonly detail?: object } = {},
): object =>
  envelope('phone-number-id-any', {
    statuses: [
      {
        id: providerId,
        status,
        timestamp: seconds(at),
        recipient_id: recipient.replace('+', ''),
        ...(code === undefined
          ? {}
          : {
              errors: [
                {
                  code,
                  title: 'Failed',
                  message: 'Failed',
                  error_data: { details: 'Told by Meta.' },
                  href: 'https://x.example',
                },
              ],
            }),
        ...detail,
      },
    ],
  });

/** Whatever Meta tells of the company's WhatsApp number, in a change of the field. */
export const whatsAppChange = envelope;

/** A message of a customer to the company's WhatsApp number. */
export const whatsAppReply = (
  from: string,
  phoneNumberId: string,
  message: Readonly<Record<string, unknown>>,
  { at = new Date(), id = `wamid.${randomUUID()}` }: { readonly at?: Date; readonly id?: string } = {},
): object =>
  envelope(phoneNumberId, {
    contacts: [{ profile: { name: 'Rosa <b>' }, wa_id: from.replace('+', '') }],
    messages: [{ from: from.replace('+', ''), id, timestamp: seconds(at), ...message }],
  });
