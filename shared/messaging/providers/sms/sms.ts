/** SMS through AWS End User Messaging. */

import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { smsParts } from '#contract/sms-parts.ts';
import { quietClient } from '#platform/quiet-client.ts';
import {
  noSender,
  nothingToPrepare,
  outcomeOfError,
  type ProviderChannel,
  type RefusalMeaning,
  sendClientSettings,
} from '../channel.ts';

export type SmsPort = Pick<PinpointSMSVoiceV2Client, 'send'>;

export const createSmsClient = (): PinpointSMSVoiceV2Client =>
  quietClient(new PinpointSMSVoiceV2Client(sendClientSettings));

const meanings: Readonly<Record<string, RefusalMeaning>> = {
  ServiceQuotaExceededException: { class: 'SENDER' },
  AccessDeniedException: { class: 'CONFIG' },
  ResourceNotFoundException: { class: 'CONFIG' },
};

/** Reasons of AccessDeniedException by which AWS sends nothing for the account. */
const closedAccount: ReadonlySet<string> = new Set(['ACCOUNT_DISABLED', 'INSUFFICIENT_ACCOUNT_REPUTATION']);

/** Errors whose reason decides (API reference: ConflictException, ValidationException). */
const meaningOf = (error: unknown, name: string, message: string): RefusalMeaning | undefined => {
  const reason = String((error as { Reason?: unknown }).Reason ?? '');
  if (name === 'ConflictException') {
    return { class: reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT' ? 'OPT_OUT' : 'CONFIG' };
  }
  // Of all that is denied, this is said of our account.
  if (name === 'AccessDeniedException' && closedAccount.has(reason)) return { class: 'SENDER', code: reason };
  if (name !== 'ValidationException') return meanings[name];
  const fields = JSON.stringify((error as { Fields?: unknown }).Fields ?? []);
  return { class: /DestinationPhoneNumber/i.test(fields + message) ? 'HARD' : 'CONTENT' };
};

/** @param configurationSet carries the event destination of the delivery receipts */
export const createSmsChannel = (client: SmsPort, configurationSet: string): ProviderChannel => ({
  channel: 'sms',
  weight: (message) => smsParts(message.body).parts,
  prepare: async () => nothingToPrepare,
  async send(message) {
    const sender = message.senders.sms;
    if (sender === null) return noSender;
    try {
      const { MessageId } = await client.send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: message.recipient,
          OriginationIdentity: sender.originationIdentity,
          MessageBody: message.body,
          MessageType: 'TRANSACTIONAL',
          ConfigurationSetName: configurationSet,
          Context: { tenantId: message.tenant, customerId: message.customerId, attemptId: message.attemptId },
        }),
      );
      return MessageId === undefined
        ? { kind: 'unknown', detail: 'no message id' }
        : { kind: 'accepted', providerId: MessageId };
    } catch (error) {
      return outcomeOfError(error, ({ name, message: text }) => meaningOf(error, name, text));
    }
  },
});
