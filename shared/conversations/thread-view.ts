/** A message of the thread as the API answers it (C1, C19, D2, D11, Q14). Pure. */
import type * as z from 'zod';
import type { ThreadMessageSchema } from '#contract/conversations.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { authorView } from '#shared/messaging/ledger/author-view.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { resultView } from '#shared/messaging/ledger/result-view.ts';
import { foldStatus, shownStatus, statusReasonsOf } from '#shared/messaging/ledger/status.ts';
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
  return {
    messageId: message.messageId,
    channel: message.channel,
    direction: message.direction,
    status,
    notRead: message.direction === 'outbound' && status === 'delivered',
    purpose: message.purpose,
    origin: message.origin,
    author: authorView(message),
    template:
      message.template === null ? null : { templateId: message.template.templateId, name: message.template.name },
    addressId: message.addressId,
    recipient: message.recipient,
    subject: message.subject,
    preview: message.preview,
    body,
    attachments: [...message.attachments],
    result: resultView(message),
    attempts: message.attempts.length,
    failure:
      status !== 'failed' || failure === null
        ? null
        : { class: failure.class, code: failure.code, message: failure.diagnostic ?? null },
    reasons: statusReasonsOf(message.facts, status),
    optOutQuestion: message.optOut ?? null,
    changed: message.changed === undefined ? null : { kind: message.changed.kind, at: isoTime(message.changed.at) },
    newNumber: message.newNumber ?? null,
    source: message.source,
    at: isoTime(message.acceptedAt),
    recordedAt: isoTime(recordedAt(message)),
    scheduledAt: isoTimeOrNull(message.sendAt),
    sentAt: isoTimeOrNull(message.sentAt),
  };
};
