/**
 * Status of a message, computed from the set of its facts (F13, I8; design §5).
 *
 * Progress and failure are two separate things; a rank that mixes them loses failures (reliability §0.4). Times are
 * those of the provider, so the order in which events come plays no part:
 *
 * | Evidence                                                               | Shown                          |
 * |------------------------------------------------------------------------|--------------------------------|
 * | `withdrawn`                                                            | cancelled: it was a mistake    |
 * | `received`                                                             | received                       |
 * | failure, no `delivered` or `read`                                      | failed (even after `sent`)     |
 * | failure, then `delivered` or `read` strictly later                     | delivered, read                |
 * | `delivered` or `read`, then a failure at the same time or later        | failed: the late bounce        |
 * | `delivered` or `read`, and OPT_OUT or UNKNOWN at any time              | delivered, read                |
 * | the same, and an UNKNOWN of a bounce for good or a report, later       | failed: the late bounce        |
 * | `delivered` or `read`, and an out-of-office reply at any time          | delivered, read                |
 * | COMPLAINT                                                              | never a failure: it had arrived |
 * | refusal of our call (`sync`), then `accepted` or `sent` strictly later | sent: a later attempt got out  |
 * | `accepted`, `sent`, or resolved as sent                                | sent                           |
 * | `cancelled`, `blocked`, `skipped`, `expired`: the earliest             | itself                         |
 * | nothing of these                                                       | what the ledger's phase says   |
 */
import { type FailureClass, type MessageStatus, type Progress, waitReasons } from '#contract/vocabulary.ts';
import { classRank, type Fact, type FactKind, type FailedFact } from './facts.ts';

/** Where the send ledger has the message (design §5). `accepted`: taken by the provider. `ended`: no call will follow. */
export const phases = ['scheduled', 'queued', 'deferred', 'sending', 'accepted', 'unknown', 'ended'] as const;
export type Phase = (typeof phases)[number];

/** The failure that is shown; `at` in epoch ms. `retryable`: a resend may succeed. */
export interface Failure {
  readonly class: FailureClass;
  readonly code: string;
  readonly diagnostic?: string;
  readonly at: number;
  readonly retryable: boolean;
}

export interface StatusView {
  readonly status: MessageStatus;
  readonly progress: Progress;
  /** Null unless the status is `failed`. */
  readonly failure: Failure | null;
  /** The customer answered; shown as "respondida" (Q14). */
  readonly replied: boolean;
}

const earliest = (facts: readonly Fact[], ...kinds: readonly FactKind[]): number | undefined => {
  const found = facts.filter((fact) => kinds.includes(fact.kind)).map((fact) => fact.at);
  return found.length === 0 ? undefined : Math.min(...found);
};

/** The latest of the first times of each kind: repeats of a kind do not count as newer evidence. */
const latestFirst = (facts: readonly Fact[], ...kinds: readonly FactKind[]): number =>
  Math.max(...kinds.map((kind) => earliest(facts, kind) ?? Number.NEGATIVE_INFINITY));

const wasResolvedAsSent = (facts: readonly Fact[]): boolean =>
  facts.some((fact) => fact.kind === 'resolved' && fact.outcome === 'sent');

const progressOf = (facts: readonly Fact[], phase: Phase): Progress => {
  if (earliest(facts, 'read') !== undefined) return 'read';
  if (earliest(facts, 'delivered') !== undefined) return 'delivered';
  const accepted = phase === 'accepted' || earliest(facts, 'accepted', 'sent') !== undefined;
  return accepted || wasResolvedAsSent(facts) ? 'sent' : 'none';
};

/** SES's bounce for out-of-office replies, which answer a message that arrived (delivery-events.md §1.2, F2). */
const outOfOfficeCode = 'Transient/General';

/** SES's bounce for good without a subtype, or a server's report (ADR 48): it came back, whether or not we know why. */
const cameBack = (code: string): boolean => code === 'Permanent/General' || code.startsWith('Report/');

/** Says nothing against a message that arrived: a withdrawn permission, an autoresponder, words unknown to us. */
const neverUndoesDelivery = ({ class: failureClass, code }: FailedFact): boolean =>
  failureClass === 'OPT_OUT' ||
  (failureClass === 'UNKNOWN' && !cameBack(code)) ||
  (failureClass === 'SOFT' && code === outOfOfficeCode);

const standingFailure = (facts: readonly Fact[]): FailedFact | undefined => {
  const arrivedAt = latestFirst(facts, 'delivered', 'read');
  const acceptedAt = latestFirst(facts, 'accepted', 'sent');
  const firstAt = new Map<string, FailedFact>();
  for (const fact of facts) {
    if (fact.kind !== 'failed') continue;
    const key = `${fact.class} ${fact.code} ${fact.source}`;
    const known = firstAt.get(key);
    if (known === undefined || fact.at < known.at) firstAt.set(key, fact);
  }
  return [...firstAt.values()]
    .filter((failure) => {
      if (failure.class === 'COMPLAINT') return false;
      if (neverUndoesDelivery(failure) && arrivedAt > Number.NEGATIVE_INFINITY) return false;
      return arrivedAt <= failure.at && !(failure.source === 'sync' && acceptedAt > failure.at);
    })
    .toSorted((a, b) => b.at - a.at || classRank(a.class) - classRank(b.class) || (a.code < b.code ? -1 : 1))[0];
};

const phaseStatus: Readonly<Record<Phase, MessageStatus>> = {
  scheduled: 'scheduled',
  queued: 'queued',
  deferred: 'deferred',
  sending: 'sending',
  accepted: 'sent',
  unknown: 'outcome_unknown',
  // A ledger never ends without a fact; if one were missing, "we do not know" is the honest answer.
  ended: 'outcome_unknown',
};

const endings = ['cancelled', 'blocked', 'skipped', 'expired'] as const;

const endingOf = (facts: readonly Fact[]): MessageStatus | undefined =>
  endings
    .map((kind) => ({ kind, at: earliest(facts, kind) }))
    .filter((ending): ending is { kind: (typeof endings)[number]; at: number } => ending.at !== undefined)
    .toSorted((a, b) => a.at - b.at)[0]?.kind;

/** Why nothing was sent, or what a waiting message waits for: the codes of the facts that made the status. */
export const statusReasonsOf = (facts: readonly Fact[], status: string): string[] => {
  if (status !== 'deferred') {
    const ending = facts.filter((fact) => fact.kind === status && (fact.kind === 'blocked' || fact.kind === 'skipped'));
    return [...new Set(ending.flatMap((fact) => ('reasons' in fact ? fact.reasons : [])))];
  }
  const last = facts
    .filter((fact) => fact.kind === 'deferred')
    .toSorted((a, b) => b.at - a.at)
    .at(0);
  return last !== undefined && last.code in waitReasons ? [last.code] : [];
};

const failureView = (fact: FailedFact): Failure => ({
  class: fact.class,
  code: fact.code,
  ...(fact.diagnostic === undefined ? {} : { diagnostic: fact.diagnostic }),
  at: fact.at,
  retryable: fact.retryable ?? false,
});

/** Status, progress and failure of a message; the rules stand at the head of this file. */
export const foldStatus = (facts: readonly Fact[], phase: Phase): StatusView => {
  const replied = earliest(facts, 'replied') !== undefined;
  if (earliest(facts, 'withdrawn') !== undefined) {
    return { status: 'cancelled', progress: 'none', failure: null, replied };
  }
  if (earliest(facts, 'received') !== undefined) {
    return { status: 'received', progress: 'none', failure: null, replied };
  }
  const progress = progressOf(facts, phase);
  const failed = standingFailure(facts);
  if (failed !== undefined) return { status: 'failed', progress, failure: failureView(failed), replied };
  const status = progress === 'none' ? (endingOf(facts) ?? phaseStatus[phase]) : progress;
  return { status, progress, failure: null, replied };
};

const arrived: ReadonlySet<string> = new Set<MessageStatus>(['sent', 'delivered', 'read']);

/** An answer of the customer says more than that the message arrived (C19, Q14). */
export const shownStatus = <Status extends string>(status: Status, replied: boolean): Status | 'replied' =>
  replied && arrived.has(status) ? 'replied' : status;

/** The ledger's phase at a past moment, from the facts known then; `sending` leaves no fact and counts as queued. */
const phaseAsOf = (known: readonly Fact[], cutMs: number, dueAt: number): Phase => {
  const last = (kind: FactKind): number =>
    Math.max(Number.NEGATIVE_INFINITY, ...known.filter((fact) => fact.kind === kind).map((fact) => fact.at));
  if (last('unknown') > last('resolved')) return 'unknown';
  if (known.some((fact) => fact.kind === 'deferred' && fact.until > cutMs)) return 'deferred';
  return dueAt > cutMs ? 'scheduled' : 'queued';
};

/**
 * Status as it was known at `cutMs` (epoch ms): only facts recorded until then count, and the ledger's present phase
 * does not, so a second export with the same cut gives the same bytes (I13).
 *
 * @param dueAt when the message was to be sent (epoch ms), to tell scheduled from queued; 0 for "at once".
 */
export const foldStatusAsOf = (facts: readonly Fact[], cutMs: number, dueAt = 0): StatusView => {
  const known = facts.filter((fact) => fact.recordedAt <= cutMs);
  return foldStatus(known, phaseAsOf(known, cutMs, dueAt));
};
