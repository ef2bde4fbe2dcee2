/** Pure changes of a message in the send ledger (reliability §5.2). Each returns the whole new value; nobody else sets `status`. */
import type { ContactReasonCode, FailureClass } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import type { Attempt, MessageValue } from './entities.ts';
import { type Fact, mergeFacts } from './facts.ts';
import { attemptIdOf } from './message-codec.ts';
import { foldStatus } from './status.ts';

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

/** The message is taken by one worker. The shown status stays: a claim lasts seconds. */
export const claimed = (message: MessageValue, epoch: number, now: number): MessageValue => ({
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
    ...message,
    attempts: [...changeLastAttempt(message, { outcome: 'accepted', providerId: input.providerId })],
    providerId: input.providerId,
    sentAt: message.sentAt ?? input.at,
    dueAt: null,
  };
  const day = message.sentAt === null ? localDay(input.at, input.timeZone) : message.day;
  return withFacts({ ...taken, day }, [{ kind: 'accepted', at: input.at, recordedAt: input.recordedAt }], 'accepted');
};

export interface Refused {
  readonly class: FailureClass;
  readonly code: string;
  readonly diagnostic: string | null;
  /** True when the very same request may succeed later. */
  readonly retryable: boolean;
}

/** The provider refused it for certain: tried again after a pause, or failed. */
export const refused = (message: MessageValue, refusal: Refused, now: number): MessageValue => {
  const attempts = [...changeLastAttempt(message, { outcome: 'refused' })];
  const pause = refusal.retryable ? retryPausesMs[message.retries] : undefined;
  if (pause !== undefined) {
    const until = now + pause;
    return withFacts(
      { ...message, attempts, retries: message.retries + 1, dueAt: until },
      [{ kind: 'deferred', at: now, recordedAt: now, until, code: refusal.code }],
      'deferred',
    );
  }
  return withFacts(
    { ...message, attempts, dueAt: null },
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
    { ...message, attempts: [...changeLastAttempt(message, { outcome: 'unknown' })], dueAt: null },
    [{ kind: 'unknown', at: now, recordedAt: now, detail: detail.slice(0, 200) }],
    'unknown',
  );

/** A rule stands against it at claim time: recorded, never sent later (F12, Q8). */
export const stopped = (
  message: MessageValue,
  kind: 'blocked' | 'skipped',
  reasons: readonly ContactReasonCode[],
  now: number,
): MessageValue =>
  withFacts({ ...message, dueAt: null }, [{ kind, at: now, recordedAt: now, reasons: [...reasons] }], 'ended');

export const cancelled = (message: MessageValue, reason: string, by: string, now: number): MessageValue =>
  withFacts({ ...message, dueAt: null }, [{ kind: 'cancelled', at: now, recordedAt: now, reason, by }], 'ended');

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

/** A person decided what became of an unknown outcome (Q11). `resend` starts a new attempt when it is claimed. */
export const resolved = (message: MessageValue, outcome: 'sent' | 'resend', by: string, now: number): MessageValue => {
  const fact: Fact = { kind: 'resolved', at: now, recordedAt: now, outcome, by };
  if (outcome === 'sent') {
    const sent = { ...message, attempts: [...changeLastAttempt(message, { outcome: 'accepted' })] };
    return withFacts(sent, [fact], 'accepted');
  }
  const resend = {
    ...message,
    attempts: [...changeLastAttempt(message, { outcome: 'not_sent' })],
    dueAt: now + sweepAfterMs,
  };
  return withFacts(resend, [fact], 'queued');
};
