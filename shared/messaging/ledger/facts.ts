/**
 * What is known of one message, kept as a *set* of facts (F13, I8).
 *
 * Providers deliver their events late, twice and in any order (reliability §2), so nothing here depends on the order of
 * arrival: a fact is added to the set or is already in it. The status is computed from the set (`status.ts`).
 */

import * as z from 'zod';
import { type FailureClass, failureClasses } from '#contract/vocabulary.ts';
import { ContactReasonCodeSchema, FailureClassSchema } from '#contract/vocabulary-schemas.ts';

/**
 * `at`: epoch ms at the provider where it gave a time, else ours. `recordedAt`: epoch ms at which we learnt of it.
 * `statedAt`: the provider's own time where it is not believed (`believedTime`); nothing but people looks at it.
 */
const times = { at: z.int(), recordedAt: z.int(), statedAt: z.int().exactOptional() };
const reasons = z.array(ContactReasonCodeSchema).max(16);

/**
 * One fact in the life of a message. `accepted`: the provider took it, which people see as "sent". `failed`: nothing
 * more will be tried by itself; a refusal that the ledger retries is `deferred`. `withdrawn`: a person took back what
 * was recorded by mistake. `opted_out`: the customer's answer to it refuses further messages.
 */
export const FactSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accepted'), ...times }),
  z.object({ kind: z.literal('sent'), ...times }),
  z.object({ kind: z.literal('delivered'), ...times }),
  z.object({ kind: z.literal('read'), ...times }),
  z.object({
    kind: z.literal('failed'),
    ...times,
    class: FailureClassSchema,
    /** Stable code: the provider's own where it has one, e.g. `131026`, `TEXT_INVALID`, `Permanent/NoEmail`. */
    code: z.string().min(1).max(80),
    diagnostic: z.string().max(1000).exactOptional(),
    retryable: z.boolean().exactOptional(),
    /** `sync`: the answer to our call; `event`: told later. */
    source: z.enum(['sync', 'event']),
  }),
  z.object({ kind: z.literal('blocked'), ...times, reasons }),
  z.object({ kind: z.literal('skipped'), ...times, reasons }),
  z.object({
    kind: z.literal('cancelled'),
    ...times,
    reason: z.string().max(80),
    by: z.string().max(64).exactOptional(),
  }),
  z.object({ kind: z.literal('withdrawn'), ...times, by: z.string().max(64) }),
  z.object({ kind: z.literal('expired'), ...times }),
  z.object({ kind: z.literal('unknown'), ...times, detail: z.string().max(200) }),
  z.object({ kind: z.literal('resolved'), ...times, outcome: z.enum(['sent', 'resend']), by: z.string().max(64) }),
  z.object({ kind: z.literal('received'), ...times }),
  z.object({ kind: z.literal('deferred'), ...times, until: z.int(), code: z.string().max(80) }),
  z.object({ kind: z.literal('replied'), ...times }),
  z.object({ kind: z.literal('opted_out'), ...times }),
]);
export type Fact = z.infer<typeof FactSchema>;
export type FactKind = Fact['kind'];
export type FailedFact = Extract<Fact, { kind: 'failed' }>;

/** Most facts that one message keeps; a usual one has two to five. */
export const maxFacts = 12;
export const FactsSchema = z.array(FactSchema).max(maxFacts);

/** Which kinds stay when a message has more than `maxFacts`: those that decide its status come first. */
const kindRank: Readonly<Record<FactKind, number>> = {
  withdrawn: 0,
  received: 1,
  read: 2,
  delivered: 3,
  accepted: 4,
  sent: 5,
  resolved: 6,
  failed: 7,
  cancelled: 8,
  blocked: 9,
  skipped: 10,
  expired: 11,
  unknown: 12,
  opted_out: 13,
  deferred: 14,
  replied: 15,
};

/** Position of a class in the vocabulary: the ones that speak of the address come first. */
export const classRank = (failureClass: FailureClass): number => failureClasses.indexOf(failureClass);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Facts with the same key tell the same thing. The answer to a call and a later event stay apart, for exports; what the
 * ledger itself writes can happen again after a resend, so its time belongs to the key.
 */
const keyOf = (fact: Fact): string => {
  if (fact.kind === 'failed') return `failed ${fact.class} ${fact.code} ${fact.source}`;
  const happensAgain = fact.kind === 'unknown' || fact.kind === 'resolved' || fact.kind === 'deferred';
  return happensAgain ? `${fact.kind} ${fact.at}` : fact.kind;
};

const compareKeys = (a: Fact, b: Fact): number =>
  kindRank[a.kind] - kindRank[b.kind] ||
  (a.kind === 'failed' && b.kind === 'failed' ? classRank(a.class) - classRank(b.class) : 0) ||
  compareText(keyOf(a), keyOf(b));

/** Text of a fact that does not depend on the order in which its fields were written. */
const textOf = (fact: Fact): string => JSON.stringify(Object.entries(fact).toSorted(([a], [b]) => compareText(a, b)));

/** True when `other` adds nothing to `fact`: it tells the same, not earlier, and was not recorded earlier. */
const covers = (fact: Fact, other: Fact): boolean => {
  if (keyOf(fact) !== keyOf(other) || fact.at > other.at || fact.recordedAt > other.recordedAt) return false;
  return fact.at < other.at || fact.recordedAt < other.recordedAt || textOf(fact) <= textOf(other);
};

/** How many facts of the same key are earlier in provider time. */
const placeAmongEqualKeys = (fact: Fact, facts: readonly Fact[]): number =>
  facts.filter((other) => keyOf(other) === keyOf(fact) && other.at < fact.at).length;

const compareFacts = (a: Fact, b: Fact): number =>
  compareKeys(a, b) || a.at - b.at || a.recordedAt - b.recordedAt || compareText(textOf(a), textOf(b));

/**
 * Adds a fact to the set. Idempotent, commutative and associative: the same facts give the same set whatever the order
 * and however often they come.
 *
 * Of facts that tell the same thing the earliest in provider time is kept. One that is earlier but was recorded later
 * stands *beside* the other, so that an export of the past still finds what was known then (I13). Beyond `maxFacts` the
 * second tellings go first, then the kinds of least weight; the status stays independent of the order even then.
 *
 * @returns the array given, the same object, when the fact adds nothing, so that callers can leave out the write.
 */
export const mergeFact = (facts: readonly Fact[], fact: Fact): readonly Fact[] => {
  if (facts.some((known) => covers(known, fact))) return facts;
  const kept = [...facts.filter((known) => !covers(fact, known)), fact].toSorted(compareFacts);
  if (kept.length <= maxFacts) return kept;
  const bounded = kept
    .toSorted((a, b) => placeAmongEqualKeys(a, kept) - placeAmongEqualKeys(b, kept) || compareFacts(a, b))
    .slice(0, maxFacts);
  return bounded.includes(fact) ? bounded.toSorted(compareFacts) : facts;
};

/** Adds several facts; see {@link mergeFact}. */
export const mergeFacts = (facts: readonly Fact[], added: readonly Fact[]): readonly Fact[] =>
  added.reduce(mergeFact, facts);
