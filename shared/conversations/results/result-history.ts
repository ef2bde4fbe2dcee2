/** What a result leaves in the customer's history: who changed what may be sent, when, and why (F5, Q10). */
import type { HistoryKind } from '#contract/contactability.ts';
import { isoTime } from '#platform/clock.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { historyEntry } from '#shared/contactability/history-entry.ts';
import { CustomerHistory, type CustomerHistoryValue, type GateValue } from '#shared/customers/entities.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { ResultPlan } from './plan-result.ts';

/** @returns actions for the transaction that changes the gate: an entry for each thing that the result changed in it */
export const resultHistory = (
  before: GateValue,
  after: GateValue,
  plan: ResultPlan,
  message: MessageValue,
): readonly Action[] => {
  const { result, address } = plan;
  const entry = (
    kind: HistoryKind,
    detail: string | null,
    more: Partial<Pick<CustomerHistoryValue, 'channel' | 'addressId' | 'hash'>> = {},
  ): Action =>
    putAction(
      CustomerHistory,
      historyEntry(message, message.acceptedAt, {
        kind,
        by: result.by,
        reason: result.label,
        messageId: message.messageId,
        detail,
        ...more,
        // A repeat of the transaction writes the same entry.
        entryId: `${message.messageId}.${kind}`,
      }),
      'any',
    );
  const { promise, stopped, pausedUntil, wrongNumberAddressIds } = after;
  return [
    ...(promise !== null && promise !== before.promise
      ? [entry('promise_made', `${promise.date} ${promise.amount} ${promise.currency}`)]
      : []),
    ...(pausedUntil !== null && pausedUntil !== before.pausedUntil ? [entry('paused', isoTime(pausedUntil))] : []),
    ...(stopped !== before.stopped ? [entry('contact_stopped', null)] : []),
    ...(address !== null && wrongNumberAddressIds !== before.wrongNumberAddressIds
      ? [
          entry('wrong_number', null, {
            channel: address.channel,
            addressId: address.addressId,
            hash: address.hash,
          }),
        ]
      : []),
  ];
};
