/** Pure changes of a message in the send ledger (reliability §5.2). Each returns the whole new value; nobody else sets `status`. */
import type { ContactReasonCode, FailureClass, WaitReason } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import type { MessageValue } from './entities.ts';
import { type Fact, mergeFacts } from './facts.ts';
import { attemptIdOf } from './message-codec.ts';
import type { Attempt } from './message-fields.ts';
import { foldStatus } from './status.ts';
import { usefulMs, usefulUntil } from './useful-time.ts';

/** Length of a claim, ms: six times the send function's timeout of 30 s (§5.2.4). */
export const leaseMs = 180_000;

/** After this time a message that should have moved is looked at by the sweep, ms. */
export const sweepAfterMs = 15 * 60_000;

/** Pauses before a refused message is tried again, ms; after the last it has failed (F15). */
export const retryPausesMs = [60_000, 120_000, 300_000, 900_000, 1_800_000] as const;

type Phase = MessageValue['phase'];

/** No worker has it and none is sure to take it: it may still be stopped. */
export const isWaiting = ({ phase }: Pick<MessageValue, 'phase'>): boolean =>
  phase === 'queued' || phase === 'scheduled' || phase === 'deferred';

/** Adds facts and sets the phase; the shown status follows from both. */
export const withFacts = (message: MessageValue, facts: readonly Fact[], phase: Phase): MessageValue => {
  const merged = mergeFacts(message.facts, facts);
  return { ...message, phase, facts: [...merged], status: foldStatus(merged, phase).status };
};

const changeLastAttempt = (message: MessageValue, change: Partial<Attempt>): readonly Attempt[] =>
  message.attempts.map((attempt, position) =>
    position === message.attempts.length - 1 ? { ...attempt, ...change } : attempt,
  );

/** It waits until this time, or until it is of no use any more. */
const waitingUntil = (message: MessageValue, until: number): MessageValue => {
  const { waitsIn: _waitsIn, ...rest } = message;
  return { ...rest, dueAt: Math.min(until, usefulUntil(message)) };
};

/** Nothing of it waits any more. */
export const still = (message: MessageValue): MessageValue => {
  const { waitsIn: _waitsIn, ...rest } = message;
  return { ...rest, dueAt: null };
};

/** A queue took its job. The shown status stays: what was scheduled or deferred is so until it goes. */
export const enqueued = (message: MessageValue, now: number): MessageValue => ({
  ...message,
  waitsIn: 'queue',
  dueAt: now + sweepAfterMs,
});

/** It waits under no hold any more: due at once, and asked everything again at its claim. */
export const released = (message: MessageValue, now: number): MessageValue => waitingUntil(message, now);

/** A claim that somebody may still be working on: looked at when its lease is over. */
export const leased = (message: MessageValue): MessageValue => {
  const { waitsIn: _waitsIn, ...rest } = message;
  return { ...rest, dueAt: message.attempts.at(-1)?.leaseUntil ?? 0 };
};

/** It waits under a hold, until that is lifted or the message is of no use any more. */
export const held = (message: MessageValue, hold: { scope: string; reason: WaitReason }, now: number): MessageValue => {
  const until = usefulUntil(message);
  return withFacts(
    { ...message, waitsIn: hold.scope, dueAt: until },
    [{ kind: 'deferred', at: now, recordedAt: now, until, code: hold.reason }],
    'deferred',
  );
};

/** The provider sends nothing for the account: the attempt is over, and the message waits with the others. */
export const refusedForAccount = (message: MessageValue, accountId: string, now: number): MessageValue =>
  held(
    { ...message, attempts: [...changeLastAttempt(message, { outcome: 'refused' })] },
    { scope: `account:${accountId}`, reason: 'HOLD_ACCOUNT' },
    now,
  );

/** Its last useful time is over and it has not gone. */
export const expired = (message: MessageValue, now: number): MessageValue =>
  withFacts(still(message), [{ kind: 'expired', at: now, recordedAt: now }], 'ended');

/** The message is taken by one worker. The shown status stays: a claim lasts seconds. */
export const claimed = (
  message: MessageValue,
  { epoch, accountId }: { readonly epoch: number; readonly accountId: string | undefined },
  now: number,
): MessageValue => ({
  ...message,
  phase: 'sending',
  attempts: [
    ...message.attempts,
    {
      attemptId: attemptIdOf(message.messageId, message.attempts.length + 1),
      claimedAt: now,
      leaseUntil: now + leaseMs,
      epoch,
      providerId: null,
      outcome: 'pending',
      ...(accountId === undefined ? {} : { accountId }),
    },
  ],
});

/**
 * The provider has it: by its answer or by an event that carries the attempt's id. The day in the register becomes that
 * of the real send (Q4).
 */
export const accepted = (
  message: MessageValue,
  input: { providerId: string; at: number; recordedAt: number; timeZone: string },
): MessageValue => {
  const taken: MessageValue = {
    ...still(message),
    attempts: [...changeLastAttempt(message, { outcome: 'accepted', providerId: input.providerId })],
    providerId: input.providerId,
    sentAt: message.sentAt ?? input.at,
  };
  const day = message.sentAt === null ? localDay(input.at, input.timeZone) : message.day;
  return withFacts({ ...taken, day }, [{ kind: 'accepted', at: input.at, recordedAt: input.recordedAt }], 'accepted');
};

export interface ProviderRefusal {
  readonly class: FailureClass;
  readonly code: string;
  readonly diagnostic: string | null;
  /** True when the very same request may succeed later. */
  readonly retryable: boolean;
}

/** The provider refused it for certain: tried again after a pause, or failed. */
export const refused = (message: MessageValue, refusal: ProviderRefusal, now: number): MessageValue => {
  const attempts = [...changeLastAttempt(message, { outcome: 'refused' })];
  const pause = refusal.retryable ? retryPausesMs[message.retries] : undefined;
  if (pause !== undefined) {
    const until = now + pause;
    return withFacts(
      { ...waitingUntil(message, until), attempts, retries: message.retries + 1 },
      [{ kind: 'deferred', at: now, recordedAt: now, until, code: refusal.code }],
      'deferred',
    );
  }
  return withFacts(
    { ...still(message), attempts },
    [
      {
        kind: 'failed',
        at: now,
        recordedAt: now,
        class: refusal.class,
        code: refusal.code,
        ...(refusal.diagnostic === null ? {} : { diagnostic: refusal.diagnostic.slice(0, 1_000) }),
        retryable: refusal.retryable,
        source: 'sync',
      },
    ],
    'ended',
  );
};

/** Nobody knows whether the provider took it: never sent again by itself (§5.2). */
export const outcomeUnknown = (message: MessageValue, detail: string, now: number): MessageValue =>
  withFacts(
    { ...still(message), attempts: [...changeLastAttempt(message, { outcome: 'unknown' })] },
    [{ kind: 'unknown', at: now, recordedAt: now, detail: detail.slice(0, 200) }],
    'unknown',
  );

/** A rule stands against it at claim time: recorded, never sent later (F12, Q8). */
export const stopped = (
  message: MessageValue,
  kind: 'blocked' | 'skipped',
  reasons: readonly ContactReasonCode[],
  now: number,
): MessageValue => withFacts(still(message), [{ kind, at: now, recordedAt: now, reasons: [...reasons] }], 'ended');

export const cancelled = (message: MessageValue, reason: string, by: string, now: number): MessageValue =>
  withFacts(still(message), [{ kind: 'cancelled', at: now, recordedAt: now, reason, by }], 'ended');

/** What a person recorded by mistake is withdrawn: it stays, and says so. */
export const withdrawn = (message: MessageValue, by: string, now: number): MessageValue =>
  withFacts(message, [{ kind: 'withdrawn', at: now, recordedAt: now, by }], 'ended');

/** Its content is deleted with its conversation; what happened to it stays (Q17). */
export const erased = (message: MessageValue, now: number): MessageValue => {
  const { template } = message;
  return {
    ...message,
    subject: null,
    preview: '',
    body: '',
    attachments: [],
    result: message.result === null ? null : { ...message.result, recordingId: null },
    template: template === null ? null : { templateId: template.templateId, name: template.name },
    erasedAt: now,
  };
};

/** What is left of a fact where the provider's own words may name the person. */
export const withoutWords = (fact: Fact): Fact => {
  if (fact.kind === 'unknown') return { ...fact, detail: '' };
  if (fact.kind !== 'failed') return fact;
  const { diagnostic: _diagnostic, ...rest } = fact;
  return rest;
};

/** A person decided what became of an unknown outcome (Q11). `resend` starts a new attempt when it is claimed. */
export const resolved = (message: MessageValue, outcome: 'sent' | 'resend', by: string, now: number): MessageValue => {
  const fact: Fact = { kind: 'resolved', at: now, recordedAt: now, outcome, by };
  if (outcome === 'sent') {
    const sent = { ...message, attempts: [...changeLastAttempt(message, { outcome: 'accepted' })] };
    return withFacts(sent, [fact], 'accepted');
  }
  const attempts = [...changeLastAttempt(message, { outcome: 'not_sent' })];
  // Who sends it again finds it of use, for a day at least.
  const useful = { ...message, attempts, usefulUntil: Math.max(usefulUntil(message), now + usefulMs) };
  return withFacts(enqueued(useful, now), [fact], 'queued');
};
