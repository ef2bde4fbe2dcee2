/** WhatsApp through AWS End User Messaging Social; the body is Meta's own JSON. */
import { SendWhatsAppMessageCommand, SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import {
  noSender,
  type OutboundMessage,
  outcomeOfError,
  type ProviderChannel,
  type RefusalMeaning,
  sendTimeoutMs,
} from './channel.ts';
import { classifyWhatsAppError } from './whatsapp-errors.ts';

export type WhatsAppPort = Pick<SocialMessagingClient, 'send'>;

/** Version of Meta's API that the message is written for. */
const metaApiVersion = 'v23.0';

/** One try only (reliability §5.2.3). */
export const createWhatsAppClient = (): SocialMessagingClient =>
  new SocialMessagingClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: sendTimeoutMs, throwOnRequestTimeout: true },
  });

const meanings: Readonly<Record<string, RefusalMeaning>> = {
  InvalidParametersException: { class: 'CONTENT' },
  ValidationException: { class: 'CONTENT' },
  AccessDeniedException: { class: 'CONFIG' },
  AccessDeniedByMetaException: { class: 'SENDER' },
  ResourceNotFoundException: { class: 'CONFIG' },
  LimitExceededException: { class: 'RETRY', retryable: true },
};

/** Meta's own code inside AWS's error text, for example `(#131026)` or `"code":131026` (S-META-ERR). */
const metaCode = (text: string): number | undefined => {
  const found = /(?:\(#|"code"\s*:\s*)(\d{1,6})\b/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};

const contentOf = (message: OutboundMessage) =>
  message.template === null
    ? { type: 'text', text: { body: message.body } }
    : {
        type: 'template',
        template: {
          name: message.template.name,
          language: { code: message.template.language },
          ...(message.template.values.length === 0
            ? {}
            : {
                components: [
                  { type: 'body', parameters: message.template.values.map((text) => ({ type: 'text', text })) },
                ],
              }),
        },
      };

export const createWhatsAppChannel = (client: WhatsAppPort): ProviderChannel => ({
  channel: 'whatsapp',
  weight: () => 1,
  async send(message) {
    const sender = message.senders.whatsapp;
    if (sender === null) return noSender;
    const body = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: message.recipient,
      biz_opaque_callback_data: [message.tenant, message.customerId, message.attemptId].join('|'),
      ...contentOf(message),
    };
    try {
      const { messageId } = await client.send(
        new SendWhatsAppMessageCommand({
          originationPhoneNumberId: sender.phoneNumberId,
          metaApiVersion,
          message: new TextEncoder().encode(JSON.stringify(body)),
        }),
      );
      return messageId === undefined
        ? { kind: 'unknown', detail: 'no message id' }
        : { kind: 'accepted', providerId: messageId };
    } catch (error) {
      return outcomeOfError(error, ({ name, message: text }) => {
        const code = metaCode(text);
        if (code === undefined) return meanings[name];
        const meaning = classifyWhatsAppError(code);
        return { class: meaning.class, retryable: meaning.class === 'RETRY' };
      });
    }
  },
});
