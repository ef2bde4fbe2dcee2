/** Conversations as the API answers them. Pure. */
import type * as z from 'zod';
import type { ConversationRowSchema, ConversationSchema, ConversationStateSchema } from '#contract/conversations.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { recordsResults } from '#shared/companies/results.ts';
import { companyDay, debtSummaryOn, segmentOn } from '#shared/customers/debts.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import { dndView } from '#shared/customers/view.ts';
import { type ConversationValue, listedAt } from './entities.ts';
import { newConversation } from './new-conversation.ts';
import { callWaitsFrom, hasPendingCall, stateOf } from './rules.ts';

export type ConversationRow = z.input<typeof ConversationRowSchema>;
export type ConversationHead = z.input<typeof ConversationSchema>;
export type ConversationStateView = z.input<typeof ConversationStateSchema>;

/** Segment on the company's date `today`: it moves at midnight without a write (Q15). */
export const segmentOfRow = (
  company: Pick<CompanyValue, 'segments' | 'noDebtSegment'>,
  conversation: ConversationValue,
  today: string,
): string => segmentOn(company, { ...conversation, debtSummary: { dueDate: conversation.dueDate } }, today);

const lastView = (last: ConversationValue['last']): ConversationRow['last'] => {
  if (last === null) return null;
  const { id: _id, at, ...shown } = last;
  return { at: isoTime(at), ...shown, author: shown.author ?? null };
};

const openCall = (conversation: ConversationValue) => (hasPendingCall(conversation) ? conversation.pendingCall : null);

/** Without the call register no call is pending for anybody; what is stored stays, and comes back with it (C5, C15). */
const asRegistered = (conversation: ConversationValue, company: Pick<CompanyValue, 'calls'>): ConversationValue =>
  recordsResults(company) ? conversation : { ...conversation, pendingCall: null };

/** @param now epoch ms */
export const stateView = (
  conversation: ConversationValue,
  company: Pick<CompanyValue, 'calls'>,
  now: number,
): ConversationStateView => ({
  customerId: conversation.customerId,
  advisorId: conversation.advisorId,
  ...stateOf(asRegistered(conversation, company), now),
});

/** A row of the inbox at `now` (epoch ms), which is on the company's date `today`. */
export const rowView = (
  conversation: ConversationValue,
  company: CompanyValue,
  { now, today }: { readonly now: number; readonly today: string },
): ConversationRow => {
  const call = openCall(asRegistered(conversation, company));
  return {
    ...stateView(conversation, company, now),
    name: conversation.name,
    segment: segmentOfRow(company, conversation, today),
    contactability: conversation.contactability,
    restriction: conversation.restriction,
    callAt: call === null ? null : isoTime(callWaitsFrom(call)),
    last: lastView(conversation.last),
    at: isoTime(listedAt(conversation)),
  };
};

/** The head of an open conversation; one that has not begun shows nothing of itself (D6). */
export const headView = (
  { customer, gate, addresses }: Contact,
  stored: ConversationValue | undefined,
  company: CompanyValue,
  now: number,
): ConversationHead => {
  const conversation = stored ?? newConversation(customer);
  const call = openCall(asRegistered(conversation, company));
  const today = companyDay(company, now);
  return {
    ...stateView(conversation, company, now),
    name: customer.name,
    documentType: customer.documentType,
    documentNumber: customer.documentNumber,
    segment: segmentOn(company, customer, today),
    debtSummary: debtSummaryOn(customer.debtSummary, today),
    advisorId: customer.advisorId,
    tags: customer.tags,
    dnd: dndView(gate.dnd, addresses),
    pausedUntil: gate.pausedUntil !== null && gate.pausedUntil > now ? isoTime(gate.pausedUntil) : null,
    contactability: customer.contactability,
    restriction: gate.restriction?.kind ?? null,
    alerts: customer.alerts,
    addresses: addresses.map(({ addressId, channel, value, label }) => ({ addressId, channel, value, label })),
    call:
      call === null
        ? null
        : { since: isoTime(call.since), dueAt: isoTimeOrNull(call.dueAt), origin: call.origin, note: call.note },
    last: lastView(conversation.last),
  };
};
