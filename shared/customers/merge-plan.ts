/** What a merge of two customers would move, where they contradict each other, and what stands against it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { addressLimit, tagLimit } from '#contract/customers.ts';
import { debtLimit } from '#contract/debts.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { mergeLimit } from '#contract/merge-limits.ts';
import type { MergeAnswer, MergeConflictField, MergeMoveKind, MergePart } from '#contract/merges.ts';
import { ticketLimit } from '#contract/tickets.ts';
import { isoTime } from '#platform/clock.ts';
import type { CustomerValue, DebtValue, NoteValue, TicketValue } from './entities.ts';
import type { MergedPages } from './merge-rules.ts';
import type { PageValues } from './page-values.ts';

/** Everything that is looked at of both. */
export interface MergeSubject {
  readonly own: PageValues;
  readonly other: PageValues;
  readonly whole: MergedPages;
  readonly ownDebts: readonly DebtValue[];
  readonly otherDebts: readonly DebtValue[];
  /** Debts of one code of both: those that count afterwards. */
  readonly counting: readonly DebtValue[];
  readonly ownTickets: number;
  readonly otherTickets: readonly TicketValue[];
  readonly notes: FirstOfMany<NoteValue>;
  readonly messages: FirstOfMany<{ readonly preview: string }>;
}

/** The first of many. */
export interface FirstOfMany<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

type Move = MergeAnswer['moves'][number];
type Conflict = MergeAnswer['conflicts'][number];
type Obstacle = MergeAnswer['obstacles'][number];

/** Values of a kind that are shown; the count tells of the others. */
const shownValues = 20;

/** A value in its parts; words stand for themselves. */
type Value = readonly (MergePart | string)[];

const partsOf = (value: Value): MergePart[] =>
  value.map((part) => (typeof part === 'string' ? { kind: 'text', text: part } : part));

const move = (kind: MergeMoveKind, values: readonly Value[], more = false): Move => ({
  kind,
  count: values.length,
  more,
  values: values.slice(0, shownValues).map(partsOf),
});

const words = (texts: readonly string[]): readonly Value[] => texts.map((text) => [text]);

const documentText = ({ documentType, documentNumber }: CustomerValue): string | null =>
  documentType === null || documentNumber === null ? null : `${documentType} ${documentNumber}`;

const debtParts = ({ balance, currency, dueDate, state }: DebtValue): MergePart[] => [
  { kind: 'money', amount: balance, currency },
  { kind: 'day', day: dueDate },
  { kind: 'debtState', state },
];

export const movesOf = ({ own, other, whole, otherDebts, otherTickets, notes, messages }: MergeSubject): Move[] => {
  const added = <Value>(now: readonly Value[], before: readonly Value[]) =>
    now.filter((value) => !before.includes(value));
  const fields = Object.keys(whole.page.customer.metadata).filter((key) => !(key in own.customer.metadata));
  return [
    move(
      'addresses',
      whole.moved.map(({ channel, value }) => [{ kind: 'channel', channel }, value]),
    ),
    move('debts', words(otherDebts.map(({ code }) => code))),
    move('notes', words(notes.items.map(({ text }) => text)), notes.more),
    move(
      'tickets',
      otherTickets.map(({ network, number }) => [{ kind: 'network', network }, number]),
    ),
    move('messages', words(messages.items.map(({ preview }) => preview)), messages.more),
    move('tags', words(added(whole.page.customer.tags, own.customer.tags))),
    move('portfolios', words(added(whole.page.customer.portfolios, own.customer.portfolios))),
    move('metadata', words(fields.map((key) => `${key}: ${whole.page.customer.metadata[key]}`))),
    move(
      'dnd',
      other.gate.dnd.map(({ channel, source }) => [
        { kind: 'channel', channel },
        { kind: 'dndSource', source },
      ]),
    ),
    move('documents', words([documentText(other.customer) ?? []].flat())),
  ].filter(({ count }) => count > 0);
};

/** Both values where both stand and are not the same; `parts` says how they are written. */
const differ = <Raw>(
  field: MergeConflictField,
  [kept, other]: readonly [Raw | null, Raw | null],
  parts: (value: Raw) => Value,
  resolution: Conflict['resolution'],
  key: string | null = null,
): Conflict[] => {
  if (kept === null || other === null) return [];
  const [keptParts, otherParts] = [partsOf(parts(kept)), partsOf(parts(other))];
  if (isDeepStrictEqual(keptParts, otherParts)) return [];
  return [{ field, key, kept: keptParts, other: otherParts, resolution }];
};

const asText = (text: string): Value => [text];
const asTime = (at: number): Value => [{ kind: 'time', at: isoTime(at) }];

const metadataConflicts = ({ own, other }: MergeSubject): Conflict[] =>
  Object.entries(other.customer.metadata).flatMap(([key, value]) => {
    const kept = own.customer.metadata[key];
    return kept === undefined ? [] : differ('metadata', [String(kept), String(value)], asText, 'survivor', key);
  });

const debtConflicts = ({ ownDebts, otherDebts, counting }: MergeSubject): Conflict[] =>
  otherDebts.flatMap((theirs) => {
    const ours = ownDebts.find(({ code }) => code === theirs.code);
    if (ours === undefined) return [];
    const [kept, given] = counting.includes(theirs) ? [theirs, ours] : [ours, theirs];
    const [keptParts, other] = [debtParts(kept), debtParts(given)];
    return [{ field: 'debt', key: theirs.code, kept: keptParts, other, resolution: 'newest' }];
  });

export const conflictsOf = (subject: MergeSubject): Conflict[] => {
  const { own, other, whole } = subject;
  const [a, b] = [own.customer, other.customer];
  const { gate } = whole.page;
  /** What stands afterwards, and the one of both that does not. */
  const heldBack = <Raw>(now: Raw, ofOwn: Raw, ofOther: Raw) =>
    [now, isDeepStrictEqual(now, ofOwn) ? ofOther : ofOwn] as const;
  const promise = heldBack(gate.promise, own.gate.promise, other.gate.promise);
  return [
    ...differ('name', [a.name, b.name], asText, 'survivor'),
    ...differ('document', [documentText(a), documentText(b)], asText, 'both'),
    ...differ('advisorId', [a.advisorId, b.advisorId], (userId) => [{ kind: 'user', userId }], 'survivor'),
    ...differ('timeZone', [a.timeZone, b.timeZone], asText, 'survivor'),
    ...metadataConflicts(subject),
    ...whole.same.map(
      (pair): Conflict => ({
        field: 'address',
        key: pair.own.channel,
        kept: partsOf([{ kind: 'channel', channel: pair.own.channel }, pair.own.value]),
        other: partsOf([{ kind: 'channel', channel: pair.other.channel }, pair.other.value]),
        resolution: 'survivor',
      }),
    ),
    ...debtConflicts(subject),
    ...differ(
      'pausedUntil',
      heldBack(gate.pausedUntil, own.gate.pausedUntil, other.gate.pausedUntil),
      asTime,
      'stricter',
    ),
    ...differ(
      'promise',
      promise,
      ({ date, amount, currency }) => [
        { kind: 'money', amount, currency },
        { kind: 'day', day: date },
      ],
      'stricter',
    ),
    ...differ('stopped', [own.gate.stopped?.reason ?? null, other.gate.stopped?.reason ?? null], asText, 'stricter'),
  ];
};

/** Most portfolios of one customer, as the contract has them. */
const portfolioLimit = 10;

export const obstaclesOf = ({ whole, counting, ownTickets, otherTickets }: MergeSubject): Obstacle[] => {
  const { customer, addresses } = whole.page;
  const over = (count: number, limit: number, code: ErrorCode, what: string): Obstacle[] =>
    count <= limit
      ? []
      : [{ code, detail: `Together they have ${count} ${what}; one customer can have at most ${limit}.` }];
  return [
    ...over(addresses.length, addressLimit, 'ADDRESS_LIMIT', 'addresses'),
    ...over(counting.length, debtLimit, 'DEBT_LIMIT', 'debts'),
    ...over(ownTickets + otherTickets.length, ticketLimit, 'TICKET_LIMIT', 'tickets'),
    ...over(customer.tags.length, tagLimit, 'TAG_LIMIT', 'tags'),
    ...over(customer.portfolios.length, portfolioLimit, 'MERGE_LIMIT', 'portfolios'),
    ...over(customer.merged?.length ?? 0, mergeLimit, 'MERGE_LIMIT', 'merged customers'),
  ];
};
