/** WhatsApp through AWS End User Messaging Social; the body is Meta's own JSON. */

import {
  PostWhatsAppMessageMediaCommand,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging';
import { quietClient } from '#platform/quiet-client.ts';
import { isWhatsAppUserId } from '#shared/customers/whatsapp-user-id.ts';
import { whatsAppMediaOf } from '../../attachments/rules.ts';
import {
  attachmentGone,
  noSender,
  nothingToPrepare,
  type OutboundMessage,
  outcomeOfError,
  type ProviderChannel,
  type RefusalMeaning,
  sendClientSettings,
} from '../channel.ts';
import { classifyWhatsAppError } from './whatsapp-errors.ts';

export type WhatsAppPort = Pick<SocialMessagingClient, 'send'>;

/** Version of Meta's API that the message is written for. */
const metaApiVersion = 'v23.0';

export const createWhatsAppClient = (): SocialMessagingClient =>
  quietClient(new SocialMessagingClient(sendClientSettings));

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

const meaningOf = ({ name, message }: { name: string; message: string }): RefusalMeaning | undefined => {
  const code = metaCode(message);
  if (code === undefined) return meanings[name];
  const meaning = classifyWhatsAppError(code);
  return { class: meaning.class, retryable: meaning.class === 'RETRY', code: String(code) };
};

/**
 * A number stands in `to`, a user id in `recipient`: in `to` Meta would take it for a number, and lose the message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
 */
const recipientOf = ({ recipient }: OutboundMessage) =>
  isWhatsAppUserId(recipient) ? { recipient } : { to: recipient };

/** One medium with the text as its caption; audio has none (Meta: media messages). */
const mediaOf = ({ body, files: [file] }: OutboundMessage, id: string) => {
  const type = whatsAppMediaOf(file?.contentType ?? '') ?? 'document';
  const caption = body === '' || type === 'audio' ? {} : { caption: body };
  return { type, [type]: { id, ...caption, ...(type === 'document' ? { filename: file?.fileName } : {}) } };
};

const contentOf = (message: OutboundMessage, mediaId: string | undefined) =>
  message.template === null
    ? mediaId === undefined
      ? { type: 'text', text: { body: message.body } }
      : mediaOf(message, mediaId)
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

/** @param bucket where the attachments of messages lie; AWS reads them with this role's rights */
export const createWhatsAppChannel = (client: WhatsAppPort, bucket: string): ProviderChannel => ({
  channel: 'whatsapp',
  weight: () => 1,
  async prepare(message) {
    const [file] = message.files;
    const sender = message.senders.whatsapp;
    if (file === undefined || sender === null) return nothingToPrepare;
    try {
      const { mediaId } = await client.send(
        new PostWhatsAppMessageMediaCommand({
          originationPhoneNumberId: sender.phoneNumberId,
          sourceS3File: { bucketName: bucket, key: file.key },
        }),
      );
      return mediaId === undefined
        ? { kind: 'refused', outcome: attachmentGone }
        : { ...nothingToPrepare, mediaIds: [mediaId] };
    } catch (error) {
      const outcome = outcomeOfError(error, meaningOf);
      // A medium that was handed over twice harms nobody, so what is not certain is tried again.
      if (outcome.kind === 'unknown' || outcome.retryable) throw error;
      return { kind: 'refused', outcome };
    }
  },
  async send(message, { mediaIds: [mediaId] }) {
    const sender = message.senders.whatsapp;
    if (sender === null) return noSender;
    const body = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...recipientOf(message),
      biz_opaque_callback_data: [message.tenant, message.customerId, message.attemptId].join('|'),
      ...contentOf(message, mediaId),
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
      return outcomeOfError(error, meaningOf);
    }
  },
});
