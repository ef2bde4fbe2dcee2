/**
 * Makes two customers one, and two again (Q13, ADR 0043). Addresses, permission and what the head says move in one
 * transaction, which is the only step there is: before it nothing has happened, after it all has. Messages, notes,
 * history, debts and tickets stay under the id for which they were written and are read through the link.
 */

import { type ErrorCode, errorCodes } from '#contract/errors.ts';
import { unmergeHours } from '#contract/merge-limits.ts';
import type { MergeAnswer } from '#contract/merges.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { type Action, deleteAction, fromItem, putAction, type Stored } from '#platform/table/kernel.ts';
import { assessPage, gateInStep, withSummary } from './assess-page.ts';
import { requirePage } from './change-customer.ts';
import { addressActions, documentAction, documentTaken } from './create-customer.ts';
import { summarizeDebts } from './debts.ts';
import {
  type AddressValue,
  addressItemKey,
  Customer,
  CustomerHistory,
  type CustomerValue,
  familyOf,
  Gate,
  Merge,
  type MergeValue,
  mergeKey,
  Note,
  Owner,
} from './entities.ts';
import { getCustomer, type ViewDeps } from './get-customer.ts';
import { conflictsOf, type FirstOfMany, type MergeSubject, movesOf, obstaclesOf } from './merge-plan.ts';
import { mergedAway, mergePages, unmergePages } from './merge-rules.ts';
import { type PageValues, valuesOf } from './page-values.ts';
import { type RefreshDeps, refreshContactability } from './refresh-contactability.ts';
import { type CustomerPage, type CustomerStore, countingDebts } from './store.ts';
import type { CustomerView } from './view.ts';

export interface MergeDeps extends ViewDeps, RefreshDeps {
  readonly customers: ViewDeps['customers'] &
    RefreshDeps['customers'] &
    Pick<CustomerStore, 'commit' | 'findAllDebts' | 'findTickets' | 'listNotes' | 'findMerge' | 'findDocumentOwners'>;
  /** The newest messages of a customer, for the preview. */
  readonly newestMessages: (customer: CustomerValue) => Promise<FirstOfMany<{ readonly preview: string }>>;
  /** Brings conversations in step at once, instead of with the stream. */
  readonly followConversations: (tenant: string, merged: string, survivor: string) => Promise<void>;
}

export interface MergeInput {
  readonly tenant: string;
  /** Who decides. */
  readonly userId: string;
  /** The customer that stays. */
  readonly customerId: string;
  /** The one that becomes part of it. */
  readonly otherId: string;
  readonly preview: boolean;
}

const undoMs = unmergeHours * 3_600_000;
/** Notes that are counted one by one. */
const countedNotes = 50;

interface Pair {
  readonly own: CustomerPage;
  readonly other: CustomerPage;
}

const readPair = async (deps: MergeDeps, { tenant, customerId, otherId }: MergeInput): Promise<Pair> => {
  const options = { consistent: true, asStored: true };
  const [own, other] = await Promise.all([
    requirePage(deps.customers, tenant, customerId, options),
    requirePage(deps.customers, tenant, otherId, options),
  ]);
  return { own, other };
};

const requireApart = ({ customer: { value } }: CustomerPage): void => {
  if (value.erasing !== undefined) throw new Refusal('NOT_FOUND', `Customer ${value.customerId} is being erased.`);
  if (value.mergedInto === undefined) return;
  throw new Refusal(
    'CUSTOMER_MERGED',
    `Customer ${value.customerId} was merged into ${value.mergedInto.customerId} at ${isoTime(value.mergedInto.at)}.`,
  );
};

const subjectOf = async (deps: MergeDeps, pair: Pair, at: number): Promise<MergeSubject> => {
  const [own, other] = [valuesOf(pair.own), valuesOf(pair.other)];
  const consistent = { consistent: true };
  const [ownStored, otherStored, ownTickets, otherTickets, notes, messages] = await Promise.all([
    deps.customers.findAllDebts(own.customer, consistent),
    deps.customers.findAllDebts(other.customer, consistent),
    deps.customers.findTickets(own.customer, consistent),
    deps.customers.findTickets(other.customer, consistent),
    deps.customers.listNotes(other.customer, countedNotes, undefined),
    deps.newestMessages(other.customer),
  ]);
  const values = <Value>(stored: readonly Stored<Value>[]) => stored.map(({ value }) => value);
  return {
    own,
    other,
    whole: mergePages(own, other, at),
    ownDebts: values(countingDebts(ownStored)),
    otherDebts: values(countingDebts(otherStored)),
    counting: values(countingDebts([...ownStored, ...otherStored])),
    ownTickets: ownTickets.length,
    otherTickets: values(otherTickets),
    notes: { items: notes.items.map((item) => fromItem(Note, item).value), more: notes.more },
    messages,
  };
};

const answerOf = (subject: MergeSubject, mergedAt: number | null): MergeAnswer => ({
  customerId: subject.own.customer.customerId,
  name: subject.own.customer.name,
  mergedId: subject.other.customer.customerId,
  mergedName: subject.other.customer.name,
  mergedAt: mergedAt === null ? null : isoTime(mergedAt),
  undoUntil: mergedAt === null ? null : isoTime(mergedAt + undoMs),
  moves: movesOf(subject),
  conflicts: conflictsOf(subject),
  obstacles: obstaclesOf(subject),
});

/** What is answered of a merge that is done: as it was when people decided. */
const answerOfDone = async (deps: MergeDeps, { own, other }: Pair, merge: MergeValue): Promise<MergeAnswer> => {
  const before = { ...own, customer: { ...own.customer, value: merge.before.customer } };
  const addresses = merge.own.addresses.map((value) => ({ value, revision: 0 }));
  const customer = { ...other.customer, value: merge.own.customer };
  const theirs = { customer, gate: { ...other.gate, value: merge.own.gate }, addresses };
  const ids = merge.own.addresses.map(({ addressId }) => addressId);
  const ours = own.addresses.filter(({ value }) => !ids.includes(value.addressId));
  const gate = { ...own.gate, value: merge.before.gate };
  return answerOf(
    await subjectOf(deps, { own: { ...before, gate, addresses: ours }, other: theirs }, merge.at),
    merge.at,
  );
};

const removal = (address: AddressValue): readonly Action[] => [
  deleteAction(addressItemKey(address.tenant, address.customerId, address.addressId), 'any'),
  deleteAction(Owner.keys(address), 'any'),
];

const move = (from: AddressValue, to: AddressValue): readonly Action[] => [...removal(from), ...addressActions(to)];

/** The same entry in the history of both. */
const historyActions = (
  kind: 'merged' | 'unmerged',
  [survivor, merged]: readonly [CustomerValue, CustomerValue],
  { at, by }: { readonly at: number; readonly by: string },
): readonly Action[] => {
  const entryId = newId(at);
  const detail = `${merged.name} (${merged.customerId}) → ${survivor.name} (${survivor.customerId})`;
  const none = { channel: null, addressId: null, hash: null, reason: null, messageId: null };
  return [survivor, merged].map(({ tenant, customerId }) =>
    putAction(CustomerHistory, { tenant, customerId, entryId, at, kind, by, detail, ...none }, 'absent'),
  );
};

const refuseObstacles = (obstacles: MergeAnswer['obstacles']): void => {
  const [first] = obstacles;
  if (first === undefined) return;
  const known = (Object.keys(errorCodes) as ErrorCode[]).find((code) => code === first.code);
  const faults = obstacles.map(({ code, detail }) => ({ path: 'customerId', code, detail }));
  throw new Refusal(known ?? 'MERGE_LIMIT', first.detail, { faults });
};

/** The page with summaries and refusals as its addresses and debts now tell. */
const settled = async (deps: MergeDeps, page: PageValues, debts: CustomerValue['debtSummary']): Promise<PageValues> => {
  const company = await deps.findCompany(page.customer.tenant);
  const assessment = await assessPage(deps.assess, company, page);
  const customer = { ...withSummary(page, assessment), debtSummary: debts };
  return { ...page, customer, gate: gateInStep(page, assessment) };
};

const commitMerge = async (deps: MergeDeps, input: MergeInput, pair: Pair, subject: MergeSubject, at: number) => {
  const { own, other, whole } = subject;
  const after = await settled(deps, whole.page, summarizeDebts(subject.counting));
  const customer = { ...after.customer, version: own.customer.version + 1, updatedAt: at };
  const moment = { at, by: input.userId };
  const tombstone = mergedAway(other, input.customerId, moment);
  const merge: MergeValue = {
    tenant: input.tenant,
    customerId: input.otherId,
    into: input.customerId,
    ...moment,
    own: { customer: other.customer, gate: other.gate, addresses: [...other.addresses] },
    before: { customer: own.customer, gate: own.gate },
    after: { customer, gate: after.gate },
  };
  const moved = whole.moved.flatMap((to) => {
    const from = other.addresses.find(({ addressId }) => addressId === to.addressId);
    return from === undefined ? [] : move(from, to);
  });
  await deps.customers.commit([
    putAction(Customer, customer, pair.own.customer.revision),
    putAction(Gate, after.gate, pair.own.gate.revision),
    putAction(Customer, tombstone.customer, pair.other.customer.revision),
    putAction(Gate, tombstone.gate, pair.other.gate.revision),
    putAction(Merge, merge, 'absent'),
    ...moved,
    ...whole.same.flatMap((pairOf) => removal(pairOf.other)),
    ...historyActions('merged', [own.customer, other.customer], moment),
  ]);
};

/** Whatever was told while this ran could not see the new owners yet; lists of conversations follow at once. */
const followUp = async (deps: MergeDeps, tenant: string, merged: string, survivor: string): Promise<void> => {
  await refreshContactability(deps, tenant, survivor);
  await deps.followConversations(tenant, merged, survivor);
};

/**
 * Merges `otherId` into `customerId`, or tells what that would do. Asked again, it answers the same and writes nothing.
 * @throws Refusal NOT_FOUND, MERGE_SELF, CUSTOMER_MERGED where one of them is part of another, and the codes of limits
 */
export const mergeCustomers = async (deps: MergeDeps, input: MergeInput): Promise<MergeAnswer> => {
  const { tenant, customerId, otherId } = input;
  if (customerId === otherId) throw Refusal.at('customerId', 'MERGE_SELF', 'name the other of the two customers.');
  const { answer, follows } = await changeItem({
    item: `merge of customer ${otherId} into ${customerId}`,
    read: async () => ({ pair: await readPair(deps, input), done: await deps.customers.findMerge(tenant, otherId) }),
    decide: async ({ pair, done }) => {
      if (done?.value.into === customerId && pair.own.customer.value.mergedInto === undefined) {
        return { result: { answer: await answerOfDone(deps, pair, done.value), follows: true } };
      }
      requireApart(pair.own);
      requireApart(pair.other);
      const at = deps.clock.now();
      const subject = await subjectOf(deps, pair, at);
      const answer = answerOf(subject, input.preview ? null : at);
      if (input.preview) return { result: { answer, follows: false } };
      refuseObstacles(answer.obstacles);
      const write = async () => {
        await commitMerge(deps, input, pair, subject, at);
        return { answer, follows: true };
      };
      return { write };
    },
  });
  if (follows) await followUp(deps, tenant, otherId, customerId);
  return answer;
};

/** The merge that the request means: that of the customer itself, or the latest of those that it took in. */
const requireMerge = async (
  deps: MergeDeps,
  { tenant, customerId }: { readonly tenant: string; readonly customerId: string },
): Promise<Stored<MergeValue>> => {
  const { customer } = await requirePage(deps.customers, tenant, customerId, { consistent: true, asStored: true });
  const { mergedInto, merged = [] } = customer.value;
  const wanted = mergedInto === undefined ? merged.at(-1)?.customerId : customerId;
  const merge = wanted === undefined ? undefined : await deps.customers.findMerge(tenant, wanted);
  if (merge === undefined)
    throw new Refusal('NOT_MERGED', 'The customer has not been merged into another, nor another into it.');
  return merge;
};

const requireUndoable = (merge: MergeValue, survivor: CustomerValue, now: number): void => {
  if (now > merge.at + undoMs) {
    throw new Refusal(
      'MERGE_FINAL',
      `It was merged at ${isoTime(merge.at)}: a merge can be undone within ${unmergeHours} hours.`,
    );
  }
  if (survivor.mergedInto !== undefined) {
    throw new Refusal(
      'MERGE_COVERED',
      `${survivor.customerId} was since merged into ${survivor.mergedInto.customerId}: undo that first.`,
    );
  }
  const last = survivor.merged?.at(-1)?.customerId;
  if (last !== merge.customerId) {
    throw new Refusal('MERGE_COVERED', `${last} was since merged into ${survivor.customerId}: undo that first.`);
  }
};

/** Holds the document of the customer again, where it was given up meanwhile. @throws Refusal DOCUMENT_EXISTS */
const documentActions = async (deps: MergeDeps, customer: CustomerValue, survivor: CustomerValue) => {
  const { tenant, documentType, documentNumber } = customer;
  if (documentType === null || documentNumber === null) return [];
  const document = { documentType, documentNumber };
  const [holder] = await deps.customers.findDocumentOwners(tenant, [document]);
  if (holder === undefined) return [documentAction(customer, document)];
  const family = [...familyOf(survivor), ...familyOf(customer)];
  if (!family.includes(holder.customerId)) throw documentTaken();
  return [];
};

/**
 * Takes a merge back within 24 hours: both are what they were, with what came since where it belongs.
 * @param input.customerId the customer that was merged, or the one that took it in
 * @throws Refusal NOT_FOUND, NOT_MERGED, MERGE_FINAL, MERGE_COVERED where a later merge stands on it, DOCUMENT_EXISTS where
 *   somebody else was given the document meanwhile
 */
export const unmergeCustomers = async (
  deps: MergeDeps,
  input: { readonly tenant: string; readonly userId: string; readonly customerId: string },
): Promise<{ customer: CustomerView; restored: CustomerView }> => {
  const { tenant, userId } = input;
  const { otherId, into } = await changeItem({
    item: `merge of customer ${input.customerId}`,
    read: async () => {
      const merge = await requireMerge(deps, input);
      const { customerId: otherId, into } = merge.value;
      return { merge, pair: await readPair(deps, { ...input, customerId: into, otherId, preview: false }) };
    },
    decide: ({ merge, pair }) => unmergeDecision(deps, merge, pair, userId),
  });
  await followUp(deps, tenant, otherId, into);
  await refreshContactability(deps, tenant, otherId);
  const shown = { consistent: true } as const;
  const [customer, apart] = await Promise.all([
    getCustomer(deps, { tenant, userId, customerId: into }, shown),
    getCustomer(deps, { tenant, userId, customerId: otherId }, shown),
  ]);
  return { customer, restored: apart };
};

const unmergeDecision = async (deps: MergeDeps, merge: Stored<MergeValue>, pair: Pair, userId: string) => {
  const { tenant, customerId: otherId, into } = merge.value;
  const at = deps.clock.now();
  requireUndoable(merge.value, pair.own.customer.value, at);
  const { page, restored, returning } = unmergePages(valuesOf(pair.own), valuesOf(pair.other), merge.value, at);
  const debtsOf = async ({ customer }: PageValues) => {
    const stored = countingDebts(await deps.customers.findAllDebts(customer, { consistent: true }));
    return summarizeDebts(stored.map(({ value }) => value));
  };
  const documents = await documentActions(deps, restored.customer, pair.own.customer.value);
  const [own, other] = await Promise.all([
    settled(deps, page, await debtsOf(page)),
    settled(deps, restored, await debtsOf(restored)),
  ]);
  const ids = returning.map(({ addressId }) => addressId);
  const movedBack = pair.own.addresses.flatMap(({ value: from }) => {
    const to = returning.find(({ addressId }) => addressId === from.addressId);
    return to === undefined ? [] : move(from, to);
  });
  const write = async () => {
    await deps.customers.commit([
      putAction(Customer, own.customer, pair.own.customer.revision),
      putAction(Gate, own.gate, pair.own.gate.revision),
      putAction(Customer, other.customer, pair.other.customer.revision),
      putAction(Gate, other.gate, pair.other.gate.revision),
      deleteAction(mergeKey(tenant, otherId), merge.revision),
      ...movedBack,
      ...restored.addresses.filter(({ addressId }) => !ids.includes(addressId)).flatMap(addressActions),
      ...documents,
      ...historyActions('unmerged', [own.customer, other.customer], { at, by: userId }),
    ]);
    return { otherId, into };
  };
  return { write };
};
