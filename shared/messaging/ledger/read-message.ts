/** A message as the API answers it: everything that made its status (F13). */
import type * as z from 'zod';
import type { MessageSchema } from '#contract/messages.ts';
import { isSendingChannel } from '#contract/vocabulary.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { authorView } from './author-view.ts';
import type { MessageValue } from './entities.ts';
import type { Fact } from './facts.ts';
import type { MessageStore } from './message-store.ts';
import { type ReceivedContentValue, tokenOfMessage } from './received-content.ts';
import { resultView } from './result-view.ts';
import { foldStatus } from './status.ts';
import { usefulUntil } from './useful-time.ts';

type MessageAnswer = z.input<typeof MessageSchema>;

const detailOf = (fact: Fact): string | undefined => {
  if (fact.kind === 'failed') return fact.diagnostic;
  if (fact.kind === 'unknown') return fact.detail;
  if (fact.kind === 'cancelled') return fact.reason;
  if (fact.kind === 'resolved') return fact.outcome;
  return fact.kind === 'deferred' ? `${fact.code}, ${isoTime(fact.until)}` : undefined;
};

const eventOf = (fact: Fact): MessageAnswer['events'][number] => {
  const detail = detailOf(fact);
  return {
    kind: fact.kind,
    at: isoTime(fact.at),
    recordedAt: isoTime(fact.recordedAt),
    ...(fact.statedAt === undefined ? {} : { statedAt: isoTime(fact.statedAt) }),
    ...('class' in fact ? { class: fact.class } : {}),
    ...('code' in fact ? { code: fact.code } : {}),
    ...('reasons' in fact ? { reasons: fact.reasons } : {}),
    ...('by' in fact && fact.by !== undefined ? { by: fact.by } : {}),
    ...(detail === undefined ? {} : { detail }),
  };
};

/** It is, or was, for the platform to send. */
const isSent = ({ direction, source, channel }: MessageValue): boolean =>
  direction === 'outbound' && source === 'platform' && isSendingChannel(channel);

const answerOf = (message: MessageValue, body: string, content: ReceivedContentValue | undefined): MessageAnswer => {
  const { status, progress, failure } = foldStatus(message.facts, message.phase);
  return {
    messageId: message.messageId,
    customerId: message.customerId,
    addressId: message.addressId,
    channel: message.channel,
    direction: message.direction,
    recipient: message.recipient === '' ? null : message.recipient,
    subject: message.subject,
    body: message.erasedAt === undefined ? body : null,
    templateId: message.template?.templateId ?? null,
    attachments: message.attachments,
    unverified: message.unverified,
    source: message.source,
    received: content === undefined ? null : receivedOf(content),
    purpose: message.purpose,
    origin: message.origin,
    author: authorView(message),
    status,
    progress,
    failure:
      failure === null
        ? null
        : {
            class: failure.class,
            code: failure.code,
            diagnostic: failure.diagnostic ?? null,
            at: isoTime(failure.at),
            retryable: failure.retryable,
          },
    acceptedAt: isoTime(message.acceptedAt),
    sendAt: isoTimeOrNull(message.sendAt),
    usefulUntil: isSent(message) ? isoTime(usefulUntil(message)) : null,
    sentAt: isoTimeOrNull(message.sentAt),
    result: resultView(message),
    attempts: message.attempts.map((attempt) => ({
      attemptId: attempt.attemptId,
      providerId: attempt.providerId,
      claimedAt: isoTime(attempt.claimedAt),
      outcome: attempt.outcome,
    })),
    events: message.facts.toSorted((a, b) => a.at - b.at || a.recordedAt - b.recordedAt).map(eventOf),
  };
};

const receivedOf = ({ sender, date, quoted, hasHtml, refused, notices }: ReceivedContentValue) => ({
  sender,
  date: date ?? null,
  quoted,
  hasHtml,
  refused,
  notices,
});

/** What came beside the words; SMS and calls bring nothing. */
/** What came with an inbound message, by its token; undefined: words alone. */
type FindReceived = (tenant: string, token: string) => Promise<ReceivedContentValue | undefined>;

const findContent = async (
  findReceived: FindReceived,
  { tenant, messageId, direction, channel }: MessageValue,
): Promise<ReceivedContentValue | undefined> => {
  const token = tokenOfMessage(messageId);
  if (direction === 'outbound' || (channel !== 'email' && channel !== 'whatsapp') || token === undefined)
    return undefined;
  return findReceived(tenant, token);
};

/** @throws Refusal NOT_FOUND, also for a message of another company */
export const readMessage = async (
  deps: { messages: Pick<MessageStore, 'find' | 'findBody'>; findReceived: FindReceived },
  tenant: string,
  messageId: string,
): Promise<MessageAnswer> => {
  const stored = await deps.messages.find(tenant, messageId, { consistent: true });
  if (stored === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
  const { value } = stored;
  const [body, content] = await Promise.all([deps.messages.findBody(value), findContent(deps.findReceived, value)]);
  return answerOf(value, body, content);
};
