/** E-mail through SES v2: `Simple` content, so that no header can be injected (reliability §4.2). */

import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { quietClient } from '#platform/quiet-client.ts';
import type { AttachmentFiles } from '../../attachments/file-store.ts';
import { htmlOfParts } from '../../content/content-parts.ts';
import { answerHeaders } from '../../mail/answer-headers.ts';
import { type ReplyAddresses, replyAddressOf } from '../../mail/reply-address.ts';
import {
  attachmentGone,
  noSender,
  nothingToPrepare,
  outcomeOfError,
  type ProviderChannel,
  type RefusalMeaning,
  sendClientSettings,
} from '../channel.ts';

export type EmailPort = Pick<SESv2Client, 'send'>;

export const createEmailClient = (): SESv2Client => quietClient(new SESv2Client(sendClientSettings));

/** SES error names (API reference of SES v2, SendEmail). */
const meanings: Readonly<Record<string, RefusalMeaning>> = {
  MessageRejected: { class: 'CONTENT' },
  BadRequestException: { class: 'CONTENT' },
  LimitExceededException: { class: 'RETRY', retryable: true },
  AccountSuspendedException: { class: 'SENDER' },
  SendingPausedException: { class: 'SENDER' },
  MailFromDomainNotVerifiedException: { class: 'SENDER' },
  NotFoundException: { class: 'CONFIG' },
};

const quotedName = (name: string): string => `"${name.replace(/["\\\r\n]/g, '')}"`;

/**
 * @param configurationSet carries the event destinations and the suppression scope
 * @param replyAddresses make the address that brings an answer back to its conversation
 * @param files where the attachments of messages lie
 */
export const createEmailChannel = (
  client: EmailPort,
  configurationSet: string,
  replyAddresses: ReplyAddresses,
  files: Pick<AttachmentFiles, 'read'>,
): ProviderChannel => ({
  channel: 'email',
  weight: () => 1,
  async prepare(message) {
    if (message.files.length === 0) return nothingToPrepare;
    const contents: Uint8Array[] = [];
    for (const { key } of message.files) {
      const bytes = await files.read(key);
      if (bytes === undefined) return { kind: 'refused', outcome: attachmentGone };
      contents.push(bytes);
    }
    return { ...nothingToPrepare, contents };
  },
  async send(message, { contents }) {
    const sender = message.senders.email;
    if (sender === null) return noSender;
    const text = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const headers = answerHeaders(message);
    try {
      const { MessageId } = await client.send(
        new SendEmailCommand({
          FromEmailAddress: `${quotedName(sender.fromName)} <${sender.fromAddress}>`,
          // One recipient a message: a bounce is then nobody else's (reliability §0.6).
          Destination: { ToAddresses: [message.recipient] },
          ReplyToAddresses: [replyAddressOf(replyAddresses, message)],
          Content: {
            Simple: {
              Subject: text(message.subject ?? ''),
              Body: {
                Text: text(message.body),
                Html: text(htmlOfParts(message.parts ?? [{ kind: 'text', text: message.body }])),
              },
              ...(headers.length === 0 ? {} : { Headers: [...headers] }),
              ...(message.files.length === 0
                ? {}
                : {
                    Attachments: message.files.map(({ fileName, contentType }, position) => ({
                      FileName: fileName,
                      ContentType: contentType,
                      ContentDisposition: 'ATTACHMENT' as const,
                      ContentTransferEncoding: 'BASE64' as const,
                      RawContent: contents[position] ?? new Uint8Array(),
                    })),
                  }),
            },
          },
          ConfigurationSetName: configurationSet,
          TenantName: sender.tenantName,
          EmailTags: [
            { Name: 'tenantId', Value: message.tenant },
            { Name: 'customerId', Value: message.customerId },
            { Name: 'attemptId', Value: message.attemptId },
          ],
        }),
      );
      return MessageId === undefined
        ? { kind: 'unknown', detail: 'no message id' }
        : { kind: 'accepted', providerId: MessageId };
    } catch (error) {
      return outcomeOfError(error, ({ name }) => meanings[name]);
    }
  },
});
