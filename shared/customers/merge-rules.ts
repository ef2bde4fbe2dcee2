/**
 * What two customers are as one, and what each is again when that is undone (ADR 0043). Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DndEntry } from './dnd-entry.ts';
import type { AddressValue, CustomerValue, GateValue, MergeValue } from './entities.ts';
import { contradictsDocument, ownRut } from './metadata.ts';
import type { PageValues } from './page-values.ts';

/** When, and by whom. */
export interface MergeMoment {
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
}

/** An address that both have, under the id of each. */
interface SameAddress {
  readonly own: AddressValue;
  readonly other: AddressValue;
}

export interface MergedPages {
  /** The customer that stays, before its addresses are assessed. */
  readonly page: PageValues;
  /** Addresses that come to it. */
  readonly moved: readonly AddressValue[];
  readonly same: readonly SameAddress[];
}

const union = <Value>(own: readonly Value[], other: readonly Value[]): Value[] => [
  ...own,
  ...other.filter((value) => !own.some((known) => isDeepStrictEqual(known, value))),
];
const less = <Value>(values: readonly Value[], gone: readonly Value[]): Value[] =>
  values.filter((value) => !gone.some((one) => isDeepStrictEqual(one, value)));
const latest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

const documentOf = ({ documentType, documentNumber }: CustomerValue) =>
  documentType === null || documentNumber === null ? null : { documentType, documentNumber };

/** The other one's values where this one has none; its own RUT stays away from another document. */
const mergedMetadata = (own: CustomerValue, other: CustomerValue): CustomerValue['metadata'] => {
  const { [ownRut]: _rut, ...others } = other.metadata;
  const taken = contradictsDocument(other.metadata, documentOf(own)) ? others : other.metadata;
  return { ...taken, ...own.metadata };
};

/** The head of the customer that stays; its summaries are rebuilt elsewhere. */
const mergedHead = (own: CustomerValue, other: CustomerValue, at: number): CustomerValue => {
  const [ownDocument, otherDocument] = [documentOf(own), documentOf(other)];
  const document = ownDocument ?? otherDocument;
  const found = union(
    [...(own.otherDocuments ?? []), ...(other.otherDocuments ?? [])],
    ownDocument === null || otherDocument === null ? [] : [otherDocument],
  );
  return {
    ...own,
    documentType: document?.documentType ?? null,
    documentNumber: document?.documentNumber ?? null,
    advisorId: own.advisorId ?? other.advisorId,
    portfolios: union(own.portfolios, other.portfolios),
    tags: union(own.tags, other.tags),
    influencer: own.influencer || other.influencer,
    metadata: mergedMetadata(own, other),
    timeZone: own.timeZone ?? other.timeZone,
    ...(found.length === 0 ? {} : { otherDocuments: found }),
    merged: [...(own.merged ?? []), ...(other.merged ?? []), { customerId: other.customerId, name: other.name, at }],
  };
};

/** Values by address, with those of the other one under the ids that count. */
const byAddress = <Value>(
  own: Readonly<Record<string, Value>>,
  other: Readonly<Record<string, Value>>,
  idOf: (addressId: string) => string,
  choose: (addressId: string, own: Value, other: Value) => Value,
): Record<string, Value> => {
  const all: Record<string, Value> = { ...own };
  for (const [id, value] of Object.entries(other)) {
    const addressId = idOf(id);
    const known = all[addressId];
    all[addressId] = known === undefined ? value : choose(addressId, known, value);
  }
  return all;
};

/** A block before an objection. */
const stricterRestriction = (
  { restriction: own }: Pick<GateValue, 'restriction'>,
  { restriction: other }: Pick<GateValue, 'restriction'>,
): Pick<GateValue, 'restriction'> => {
  const stricter = own?.kind === 'blocking' || other === undefined ? own : other;
  return stricter === undefined ? {} : { restriction: stricter };
};

/** The stricter of both: whatever holds one back holds the person back. */
const mergedGate = (
  own: GateValue,
  other: GateValue,
  { moved, same }: Pick<MergedPages, 'moved' | 'same'>,
): GateValue => {
  const alias = Object.fromEntries(same.map((pair) => [pair.other.addressId, pair.own.addressId]));
  const idOf = (addressId: string) => alias[addressId] ?? addressId;
  const wroteLater = (addressId: string) =>
    same.some(
      (pair) =>
        pair.own.addressId === addressId &&
        (other.lastInboundAt[pair.other.addressId] ?? 0) > (own.lastInboundAt[addressId] ?? 0),
    );
  const elsewhere = Object.entries(other.sameAddress ?? {}).map(([from, to]) => [from, idOf(to)] as const);
  const sameAddress = { ...own.sameAddress, ...Object.fromEntries(elsewhere), ...alias };
  const writtenTo = own.lastInboundTo !== undefined || other.lastInboundTo !== undefined;
  return {
    ...own,
    pausedUntil: latest(own.pausedUntil, other.pausedUntil),
    dnd: union(own.dnd, other.dnd),
    activeAddressIds: [...own.activeAddressIds, ...moved.map(({ addressId }) => addressId)],
    wrongNumberAddressIds: union(own.wrongNumberAddressIds, other.wrongNumberAddressIds.map(idOf)),
    lastInboundAt: byAddress(own.lastInboundAt, other.lastInboundAt, idOf, (_id, a, b) => Math.max(a, b)),
    ...(writtenTo
      ? {
          lastInboundTo: byAddress(own.lastInboundTo ?? {}, other.lastInboundTo ?? {}, idOf, (id, a, b) =>
            wroteLater(id) ? b : a,
          ),
        }
      : {}),
    promise: (own.promise?.until ?? 0) >= (other.promise?.until ?? 0) ? own.promise : other.promise,
    stopped: own.stopped ?? other.stopped,
    ...stricterRestriction(own, other),
    ...(Object.keys(sameAddress).length === 0 ? {} : { sameAddress }),
  };
};

/** Both as one: the customer that stays with all that the other one has. */
export const mergePages = (own: PageValues, other: PageValues, at: number): MergedPages => {
  const same = other.addresses.flatMap((address): SameAddress[] => {
    const known = own.addresses.find(({ channel, hash }) => channel === address.channel && hash === address.hash);
    return known === undefined ? [] : [{ own: known, other: address }];
  });
  const moved = other.addresses
    .filter((address) => !same.some((pair) => pair.other === address))
    .map((address) => ({ ...address, customerId: own.customer.customerId }));
  const page = {
    customer: mergedHead(own.customer, other.customer, at),
    gate: mergedGate(own.gate, other.gate, { moved, same }),
    // Ids tell when an address was added: that is their order.
    addresses: [...own.addresses, ...moved].toSorted((a, b) => (a.addressId < b.addressId ? -1 : 1)),
  };
  return { page, moved, same };
};

/** What is left of the customer that is part of another: head and gate name that one, and no address is its own. */
export const mergedAway = (
  { customer, gate }: PageValues,
  into: string,
  { at, by }: MergeMoment,
): Pick<PageValues, 'customer' | 'gate'> => ({
  customer: {
    ...customer,
    contactability: 'none',
    contactabilityReason: 'NO_ADDRESS',
    callOnly: false,
    alerts: 0,
    channels: [],
    mergedInto: { customerId: into, at, by },
    version: customer.version + 1,
    updatedAt: at,
  },
  gate: { ...gate, activeAddressIds: [], decidedBy: into },
});

/** A value that nobody changed since the merge is again what it was; else it stays. */
const undone = <Value>(now: Value, before: Value, after: Value): Value =>
  isDeepStrictEqual(now, after) ? before : now;

const undoneRecord = <Value>(
  now: Readonly<Record<string, Value>>,
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
): Record<string, Value> => {
  const kept = Object.entries(now).flatMap(([key, value]): [string, Value][] => {
    const changed = isDeepStrictEqual(before[key], after[key]) || !isDeepStrictEqual(value, after[key]);
    if (changed) return [[key, value]];
    const former = before[key];
    return former === undefined ? [] : [[key, former]];
  });
  return Object.fromEntries(kept);
};

const undoneHead = (now: CustomerValue, { before, after, own }: MergeValue): CustomerValue => {
  const [was, became] = [before.customer, after.customer];
  const hasTheirs = isDeepStrictEqual(documentOf(now), documentOf(own.customer));
  const document = hasTheirs ? documentOf(was) : undone(documentOf(now), documentOf(was), documentOf(became));
  const { otherDocuments: _documents, merged: _merged, ...head } = now;
  return {
    ...head,
    documentType: document?.documentType ?? null,
    documentNumber: document?.documentNumber ?? null,
    advisorId: undone(now.advisorId, was.advisorId, became.advisorId),
    portfolios: less(now.portfolios, less(became.portfolios, was.portfolios)),
    tags: less(now.tags, less(became.tags, was.tags)),
    influencer: undone(now.influencer, was.influencer, became.influencer),
    metadata: undoneRecord(now.metadata, was.metadata, became.metadata),
    timeZone: undone(now.timeZone, was.timeZone, became.timeZone),
    ...(was.otherDocuments === undefined ? {} : { otherDocuments: was.otherDocuments }),
    ...(was.merged === undefined ? {} : { merged: was.merged }),
  };
};

const only = <Value>(values: Readonly<Record<string, Value>>, ids: readonly string[]): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([id]) => ids.includes(id)));

/** What only one of them had is taken back, unless people changed it since. */
const undoneRestriction = (
  { restriction: now }: GateValue,
  { restriction: was }: GateValue,
  { restriction: became }: GateValue,
): Pick<GateValue, 'restriction'> => {
  const kept = isDeepStrictEqual(now, became) ? was : now;
  return kept === undefined ? {} : { restriction: kept };
};

const undoneGate = (now: GateValue, { before, after }: MergeValue, addresses: readonly AddressValue[]): GateValue => {
  const [was, became] = [before.gate, after.gate];
  const ids = addresses.map(({ addressId }) => addressId);
  const { sameAddress: _same, lastInboundTo, restriction: _restriction, ...gate } = now;
  const flagged = less(became.wrongNumberAddressIds, was.wrongNumberAddressIds);
  const writtenTo = undoneRecord(lastInboundTo ?? {}, was.lastInboundTo ?? {}, became.lastInboundTo ?? {});
  const isKept = Object.keys(writtenTo).length > 0 || was.lastInboundTo !== undefined;
  return {
    ...gate,
    pausedUntil: undone(now.pausedUntil, was.pausedUntil, became.pausedUntil),
    dnd: less(now.dnd, less(became.dnd, was.dnd)),
    activeAddressIds: ids,
    wrongNumberAddressIds: less(now.wrongNumberAddressIds, flagged).filter((id) => ids.includes(id)),
    lastInboundAt: only(undoneRecord(now.lastInboundAt, was.lastInboundAt, became.lastInboundAt), ids),
    ...(isKept ? { lastInboundTo: only(writtenTo, ids) } : {}),
    promise: undone(now.promise, was.promise, became.promise),
    stopped: undone(now.stopped, was.stopped, became.stopped),
    ...undoneRestriction(now, was, became),
    ...(was.sameAddress === undefined ? {} : { sameAddress: was.sameAddress }),
  };
};

/** What people set since the merge, for one person: it holds for both that are two again. */
const setSince = (now: GateValue, { after }: MergeValue) => {
  const isSet = ({ source }: DndEntry) => source === 'manual';
  return {
    pausedUntil: now.pausedUntil === after.gate.pausedUntil ? null : now.pausedUntil,
    stopped: isDeepStrictEqual(now.stopped, after.gate.stopped) ? null : now.stopped,
    dnd: less(now.dnd, after.gate.dnd).filter(isSet),
  };
};

const restoredGate = (now: GateValue, merge: MergeValue, addresses: readonly AddressValue[]): GateValue => {
  const { gate } = merge.own;
  const since = setSince(now, merge);
  const ids = addresses.map(({ addressId }) => addressId);
  // The one customer's answers to an address go with it; of those that both had each keeps its own.
  const { lastInboundAt, lastInboundTo = {} } = now;
  const writtenTo = { ...only(gate.lastInboundTo ?? {}, ids), ...only(lastInboundTo, ids) };
  const flagged = now.wrongNumberAddressIds.filter((id) => ids.includes(id));
  const moved = now.activeAddressIds.filter((id) => ids.includes(id));
  const { lastInboundTo: _to, ...rest } = gate;
  return {
    ...rest,
    ...stricterRestriction(gate, isDeepStrictEqual(now.restriction, merge.after.gate.restriction) ? {} : now),
    pausedUntil: latest(gate.pausedUntil, since.pausedUntil),
    stopped: gate.stopped ?? since.stopped,
    dnd: union(gate.dnd, since.dnd),
    activeAddressIds: ids,
    wrongNumberAddressIds: ids.filter((id) =>
      moved.includes(id) ? flagged.includes(id) : gate.wrongNumberAddressIds.includes(id),
    ),
    lastInboundAt: { ...only(gate.lastInboundAt, ids), ...only(lastInboundAt, ids) },
    ...(gate.lastInboundTo === undefined && Object.keys(writtenTo).length === 0 ? {} : { lastInboundTo: writtenTo }),
  };
};

export interface UnmergedPages {
  /** The customer that had taken in the other. */
  readonly page: PageValues;
  /** The other, before its addresses are assessed. */
  readonly restored: PageValues;
  /** Addresses that go back from the one to the other. */
  readonly returning: readonly AddressValue[];
}

/**
 * Both as they were. What came after the merge to an address goes with that address; what people changed since on the one
 * customer stays there; an address that they deleted since stays deleted.
 * @param now the customer that had taken in the other
 * @param tombstone head and gate of the other
 */
export const unmergePages = (
  now: PageValues,
  tombstone: Pick<PageValues, 'customer'>,
  merge: MergeValue,
  at: number,
): UnmergedPages => {
  const { own } = merge;
  const theirs = own.addresses.map(({ addressId }) => addressId);
  const returning = now.addresses
    .filter(({ addressId }) => theirs.includes(addressId))
    .map((address) => ({ ...address, customerId: merge.customerId }));
  const stay = now.addresses.filter(({ addressId }) => !theirs.includes(addressId));
  // Those that both had never left the table of the one: they are rebuilt.
  const shared = own.addresses.filter(({ addressId }) => merge.after.gate.sameAddress?.[addressId] !== undefined);
  const addresses = [...returning, ...shared].toSorted((a, b) => (a.addressId < b.addressId ? -1 : 1));
  return {
    page: {
      customer: { ...undoneHead(now.customer, merge), version: now.customer.version + 1, updatedAt: at },
      gate: undoneGate(now.gate, merge, stay),
      addresses: stay,
    },
    restored: {
      customer: { ...own.customer, version: tombstone.customer.version + 1, updatedAt: at },
      gate: restoredGate(now.gate, merge, addresses),
      addresses,
    },
    returning,
  };
};
