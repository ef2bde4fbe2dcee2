/** A message of the thread as the API answers it (C1, C19, D2, D11, Q14). Pure. */
import type * as z from 'zod';
import type { ThreadMessageSchema } from '#contract/conversations.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
import { resultView } from '#shared/messaging/result-view.ts';
import { foldStatus, shownStatus } from '#shared/messaging/status.ts';
import { recordedAt } from './fold-message.ts';
import { type ConversationTimes, inboundStatus } from './rules.ts';

export type ThreadMessageView = z.input<typeof ThreadMessageSchema>;

const statusOf = (message: MessageValue, times: ConversationTimes): ThreadMessageView['status'] => {
  const isInbound = message.direction === 'inbound' && message.status === 'received';
  if (isInbound) return inboundStatus(times, recordedAt(message));
  return shownStatus(
    message.status,
    message.facts.some(({ kind }) => kind === 'replied'),
  );
};

/**
 * @param body the text, null where it is not to be shown here
 * @param times of the conversation: what became of an inbound message follows from them
 */
export const threadMessageView = (
  message: MessageValue,
  body: string | null,
  times: ConversationTimes,
): ThreadMessageView => {
  const { failure } = foldStatus(message.facts, message.phase);
  const status = statusOf(message, times);
  const reasons = message.facts.flatMap((fact) =>
    (fact.kind === 'blocked' || fact.kind === 'skipped') && fact.kind === status ? fact.reasons : [],
  );
  return {
    messageId: message.messageId,
    channel: message.channel,
    direction: message.direction,
    status,
    notRead: message.direction === 'outbound' && status === 'delivered',
    purpose: message.purpose,
    origin: message.origin,
    template:
      message.template === null ? null : { templateId: message.template.templateId, name: message.template.name },
    addressId: message.addressId,
    recipient: message.recipient,
    subject: message.subject,
    preview: message.preview,
    body,
    attachments: [...message.attachments],
    result: resultView(message.result),
    attempts: message.attempts.length,
    failure:
      status !== 'failed' || failure === null
        ? null
        : { class: failure.class, code: failure.code, message: failure.diagnostic ?? null },
    reasons: [...new Set(reasons)],
    source: message.source,
    at: isoTime(message.acceptedAt),
    recordedAt: isoTime(recordedAt(message)),
    scheduledAt: isoTimeOrNull(message.sendAt),
    sentAt: isoTimeOrNull(message.sentAt),
  };
};
