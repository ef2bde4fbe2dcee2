/** One row of the register as people see it (B2–B22), now or as it was known at a past moment. Pure. */
import type { Interaction, InteractionStatus } from '#contract/interactions.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { authorView } from '#shared/messaging/ledger/author-view.ts';
import type { RegisterRow } from '#shared/messaging/ledger/register-row.ts';
import { resultView } from '#shared/messaging/ledger/result-view.ts';
import {
  foldStatus,
  foldStatusAsOf,
  type StatusView,
  shownStatus,
  statusReasonsOf,
} from '#shared/messaging/ledger/status.ts';

const shape = (
  row: RegisterRow,
  { status, failure, replied }: Pick<StatusView, 'status' | 'failure' | 'replied'>,
  sentAt: number | null,
): Interaction => ({
  messageId: row.messageId,
  customerId: row.customerId,
  customerName: row.customerName,
  documentType: row.document?.type ?? null,
  documentNumber: row.document?.number ?? null,
  direction: row.direction,
  channel: row.channel,
  // A follow-up without a call went to no address.
  recipient: row.recipient === '' ? null : row.recipient,
  status: shownStatus(status, replied),
  subject: row.subject,
  preview: row.preview,
  purpose: row.purpose,
  origin: row.origin,
  author: authorView(row),
  template: row.template === null ? null : { templateId: row.template.templateId, name: row.template.name },
  acceptedAt: isoTime(row.acceptedAt),
  scheduledAt: isoTime(row.sendAt ?? row.acceptedAt),
  sentAt: isoTimeOrNull(sentAt),
  advisorId: row.advisorId,
  segment: row.segment,
  portfolios: [...row.portfolios],
  previousMessageId: row.previousMessageId,
  failure:
    status !== 'failed' || failure === null
      ? null
      : { class: failure.class, code: failure.code, message: failure.diagnostic ?? null },
  reasons: statusReasonsOf(row.facts, status),
  source: row.source,
  result: resultView(row),
});

/** The interaction as it stands. The failure follows from the facts alone, whatever the ledger's phase. */
export const interactionOf = (row: RegisterRow): Interaction =>
  shape(row, { ...foldStatus(row.facts, 'ended'), status: row.status }, row.sentAt);

/** Whether a row belongs to a status of the filter: its own, or one that follows from it (Q14). */
export const hasStatus = (row: RegisterRow, wanted: InteractionStatus): boolean => {
  const replied = row.facts.some((fact) => fact.kind === 'replied');
  if (wanted === 'not_read') return row.status === 'delivered' && !replied;
  return row.status === wanted || shownStatus(row.status, replied) === wanted;
};

/** Whether a row had the status at `cut` (epoch ms), as `hasStatus` says it of now (I13). */
export const hadStatus = (row: RegisterRow, wanted: InteractionStatus, cut: number): boolean => {
  const { status, replied } = foldStatusAsOf(row.facts, cut, row.sendAt ?? 0);
  if (wanted === 'not_read') return status === 'delivered' && !replied;
  return status === wanted || shownStatus(status, replied) === wanted;
};

/**
 * Whether the real send was known at `cut` (epoch ms). A row whose send time has no fact of ours, such as one recorded
 * from outside, was known from the start.
 */
export const sendKnownAt = (row: Pick<RegisterRow, 'sentAt' | 'facts'>, cut: number): boolean => {
  if (row.sentAt === null) return false;
  const accepted = row.facts.filter((fact) => fact.kind === 'accepted');
  return accepted.length === 0 || accepted.some((fact) => fact.recordedAt <= cut);
};

/** The interaction as it was known at `cut` (epoch ms): facts recorded later do not count (I13). */
export const interactionAsOf = (row: RegisterRow, cut: number): Interaction => {
  const view = foldStatusAsOf(row.facts, cut, row.sendAt ?? 0);
  return shape(row, view, sendKnownAt(row, cut) ? row.sentAt : null);
};
