/**
 * The contactability alert of one address, computed from its failure facts (Q1, F1–F3, F7, I7; design §5 "Alert").
 *
 * An address belongs to (company, channel, normalised value) (Q3). What is kept of it is a bounded set that grows the
 * same way whatever the order and number of events:
 *
 * - of HARD facts the newest: a proof of life cancels all earlier ones, so no older one can ever decide;
 * - of SUPPRESSED facts the newest: nothing but a clearing cancels them;
 * - of SOFT facts the newest of each day, of the newest `maxSoftDays` days: only one a day counts. A failure that nobody
 *   understood, and that may be about the address, counts among them: UNKNOWN with the reason REPEATED_FAILURES.
 *
 * A clearing starts a new epoch. A failure of a message claimed in an older one raises nothing (reliability §5.2.9): a
 * bounce can come 23 days late.
 */

import * as z from 'zod';
import type { AlertReason, FailureClass } from '#contract/vocabulary.ts';
import { AlertReasonSchema, FailureClassSchema } from '#contract/vocabulary-schemas.ts';

/** Most days with SOFT failures that are kept, so also the highest threshold that a company can choose. */
export const maxSoftDays = 10;

const dayMs = 24 * 60 * 60 * 1000;

/** SOFT failures further apart than this do not add up (Q1), measured between the facts, not by the clock. */
export const softWindowMs = 90 * dayMs;

/** Code of a fact that no message failed for: people marked the address (F9). */
export const markedByHand = 'MARKED_BY_HAND';

/** One failed delivery to the address. */
export const FailureFactSchema = z.object({
  /** The same for every telling of the same failure, e.g. a signal's `dedupeId`. */
  factId: z.string().min(1).max(200),
  /** Of what people marked: the process that did. */
  messageId: z.string().min(1).max(64),
  class: FailureClassSchema,
  code: z.string().min(1).max(80),
  reason: AlertReasonSchema.exactOptional(),
  /** The provider's own words, untrusted text. */
  diagnostic: z.string().max(1000).exactOptional(),
  /** Epoch ms, the provider's time. */
  at: z.int(),
  /** Epoch of the address when the message was claimed. */
  epoch: z.int().min(0),
  /** Local date of `at` in the company's time zone, `YYYY-MM-DD`. */
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
});
export type FailureFact = z.infer<typeof FailureFactSchema>;

/** What is stored of an address. Times in epoch ms. */
export const AlertStateSchema = z.object({
  /** Number of clearings so far. */
  epoch: z.int().min(0),
  facts: z.array(FailureFactSchema).max(maxSoftDays + 2),
  /** Latest provider time of a delivery to, or an inbound message from, the address. */
  aliveAt: z.int().nullable(),
  clearedAt: z.int().nullable(),
});
export type AlertState = z.infer<typeof AlertStateSchema>;

/** An address of which nothing bad is known. */
export const newAlertState = (): AlertState => ({ epoch: 0, facts: [], aliveAt: null, clearedAt: null });

/** SOFT failures in a row that raise an alert, 1 to `maxSoftDays`; per company and channel (Q1). */
export interface AlertThresholds {
  readonly softFailures: number;
}
export const defaultThresholds: AlertThresholds = { softFailures: 3 };

/** The alert that people see; `raisedAt` is the provider time (epoch ms) of the newest fact that decides it. */
export interface Alert {
  readonly reason: AlertReason;
  readonly class: FailureClass;
  readonly code: string;
  readonly diagnostic: string | null;
  readonly raisedAt: number;
  /** Null where no message failed: people marked the address. */
  readonly messageId: string | null;
  /** The provider itself refuses the address, so clearing must ask it too (Q9). */
  readonly providerSuppressed: boolean;
}

export interface AlertView {
  readonly alert: Alert | null;
  /** SOFT failures that count now, shown before the alert as "2 de 3 fallos". */
  readonly softFailures: number;
}

/** What became of a failure: `IGNORED_CLASS` never speaks of the address (I9), `DUPLICATE` was known or adds nothing. */
export type FailureOutcome = 'APPLIED' | 'DUPLICATE' | 'IGNORED_CLASS' | 'OLDER_EPOCH' | 'OLDER_THAN_LIFE';

type CountedClass = 'HARD' | 'SUPPRESSED' | 'SOFT';

/** As what a failure counts against the address; undefined for one that does not. */
const countsAs = (fact: Pick<FailureFact, 'class' | 'reason'>): CountedClass | undefined => {
  if (fact.class === 'UNKNOWN') return fact.reason === 'REPEATED_FAILURES' ? 'SOFT' : undefined;
  return fact.class === 'HARD' || fact.class === 'SUPPRESSED' || fact.class === 'SOFT' ? fact.class : undefined;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const textOf = (fact: FailureFact): string =>
  JSON.stringify(Object.entries(fact).toSorted(([a], [b]) => compareText(a, b)));

/** Newest first; ties by id and content, so that equal sets have one order. */
const newestFirst = (a: FailureFact, b: FailureFact): number =>
  b.at - a.at || compareText(a.factId, b.factId) || compareText(textOf(a), textOf(b));

const stands = (fact: FailureFact, aliveAt: number | null): boolean =>
  fact.class === 'SUPPRESSED' || aliveAt === null || fact.at >= aliveAt;

/** The bounded set that stands for all facts given: see the head of this file. */
const condense = (facts: readonly FailureFact[], epoch: number, aliveAt: number | null): FailureFact[] => {
  const open = facts.filter((fact) => fact.epoch >= epoch && stands(fact, aliveAt)).toSorted(newestFirst);
  const softDays = new Map<string, FailureFact>();
  for (const fact of open) {
    if (countsAs(fact) === 'SOFT' && !softDays.has(fact.day)) softDays.set(fact.day, fact);
  }
  const newest = (failureClass: FailureClass): FailureFact[] =>
    open.filter((fact) => fact.class === failureClass).slice(0, 1);
  return [...newest('HARD'), ...newest('SUPPRESSED'), ...[...softDays.values()].slice(0, maxSoftDays)];
};

/**
 * Adds a failure. When nothing changes, `state` is the object given, so that a duplicate costs no write.
 */
export const foldFailure = (
  state: AlertState,
  fact: FailureFact,
): { readonly state: AlertState; readonly outcome: FailureOutcome } => {
  if (countsAs(fact) === undefined) return { state, outcome: 'IGNORED_CLASS' };
  if (fact.epoch < state.epoch) return { state, outcome: 'OLDER_EPOCH' };
  if (!stands(fact, state.aliveAt)) return { state, outcome: 'OLDER_THAN_LIFE' };
  const known = state.facts.map(textOf);
  const facts = condense([...state.facts, fact], state.epoch, state.aliveAt);
  const changed = facts.length !== known.length || facts.some((kept) => !known.includes(textOf(kept)));
  return changed ? { state: { ...state, facts }, outcome: 'APPLIED' } : { state, outcome: 'DUPLICATE' };
};

/**
 * A delivery to the address, or an inbound message from it, at provider time `at` (epoch ms): cancels the HARD and SOFT
 * facts that are earlier, never a suppression (F7).
 *
 * @returns `changed`: the state is another; `cancelled`: open facts went, so the address must be written now (a proof
 * of life of an address without open facts need not be).
 */
export const applyProofOfLife = (
  state: AlertState,
  at: number,
): { readonly state: AlertState; readonly changed: boolean; readonly cancelled: boolean } => {
  if (state.aliveAt !== null && at <= state.aliveAt) return { state, changed: false, cancelled: false };
  const facts = condense(state.facts, state.epoch, at);
  return {
    state: { ...state, aliveAt: at, facts },
    changed: true,
    cancelled: facts.length < state.facts.length,
  };
};

/** Clears the address at `at` (epoch ms): a new epoch, in which what failed before raises nothing (A18, A26). */
export const clear = (state: AlertState, at: number): AlertState => {
  const epoch = state.epoch + 1;
  return { ...state, epoch, clearedAt: at, facts: condense(state.facts, epoch, state.aliveAt) };
};

/** SOFT facts that add up: one a day, one a message, within the window before the newest; newest first. */
const softRun = (facts: readonly FailureFact[]): FailureFact[] => {
  const soft = facts.filter((fact) => countsAs(fact) === 'SOFT').toSorted(newestFirst);
  const newest = soft[0];
  if (newest === undefined) return [];
  const messages = new Set<string>();
  return soft.filter((fact) => {
    if (fact.at < newest.at - softWindowMs || messages.has(fact.messageId)) return false;
    messages.add(fact.messageId);
    return true;
  });
};

const defaultReasons: Readonly<Record<CountedClass, AlertReason>> = {
  HARD: 'HARD_BOUNCE',
  SUPPRESSED: 'PROVIDER_SUPPRESSED',
  SOFT: 'REPEATED_FAILURES',
};

/** A SOFT alert is always about repetition, whatever its last failure was. */
const reasonOf = (fact: FailureFact): AlertReason => {
  const counted = countsAs(fact);
  if (counted === undefined) throw new Error(`A failure of class ${fact.class} decides no alert.`);
  return counted === 'SOFT' ? defaultReasons.SOFT : (fact.reason ?? defaultReasons[counted]);
};

/**
 * The alert of an address: HARD before SUPPRESSED (it tells more) before SOFT. Depends on the state alone, not on the
 * clock or on the order of events (I7).
 */
export const foldAlert = (state: AlertState, thresholds: AlertThresholds = defaultThresholds): AlertView => {
  const facts = condense(state.facts, state.epoch, state.aliveAt);
  const run = softRun(facts);
  const hard = facts.find((fact) => fact.class === 'HARD');
  const suppressed = facts.find((fact) => fact.class === 'SUPPRESSED');
  const deciding = hard ?? suppressed ?? (run.length >= thresholds.softFailures ? run[0] : undefined);
  if (deciding === undefined) return { alert: null, softFailures: run.length };
  return {
    alert: {
      reason: reasonOf(deciding),
      class: deciding.class,
      code: deciding.code,
      diagnostic: deciding.diagnostic ?? null,
      raisedAt: deciding.at,
      messageId: deciding.code === markedByHand ? null : deciding.messageId,
      providerSuppressed: suppressed !== undefined,
    },
    softFailures: run.length,
  };
};
