/** Writes what came of a provider call into the ledger, beside whatever events have written meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#platform/clock.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Action, Stored } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { SendOutcome } from './channels/channel.ts';
import type { MessageValue } from './entities.ts';
import type { MessageStore } from './message-store.ts';
import { accepted, outcomeUnknown, refused } from './transition.ts';

/**
 * What a failure does beyond the message: actions for the same transaction, and what follows it. Implemented where
 * events are applied, so that an answer and an event of one failure have one effect.
 */
export type ApplyFailure = (input: {
  readonly message: MessageValue;
  readonly attemptEpoch: number;
  readonly failure: {
    readonly class: Extract<SendOutcome, { kind: 'refused' }>['class'];
    readonly code: string;
    readonly diagnostic: string | null;
    readonly at: number;
    readonly dedupeId: string;
    readonly reason?: import('#contract/vocabulary.ts').AlertReason;
  };
  readonly company: CompanyValue;
}) => Promise<{ readonly actions: readonly Action[]; readonly follow: () => Promise<void> }>;

const tries = 5;

const nextOf = (message: MessageValue, outcome: SendOutcome, now: number, timeZone: string): MessageValue => {
  if (outcome.kind === 'accepted') {
    return accepted(message, { providerId: outcome.providerId, at: now, recordedAt: now, timeZone });
  }
  if (outcome.kind === 'refused') return refused(message, outcome, now);
  return outcomeUnknown(message, outcome.detail, now);
};

/**
 * An event may have closed the attempt before our own record: then the answer adds only what is missing.
 * @throws when the table does not answer after some tries; the claim stays and its lease tells the rest
 */
export const recordOutcome = async (
  deps: {
    readonly messages: Pick<MessageStore, 'find' | 'change'>;
    readonly applyFailure: ApplyFailure;
    readonly clock: Clock;
  },
  taken: Stored<MessageValue>,
  attemptId: string,
  outcome: SendOutcome,
  company: CompanyValue,
): Promise<void> => {
  const now = deps.clock.now();
  let current: Stored<MessageValue> | undefined = taken;
  for (let attempt = 1; ; attempt += 1) {
    const last = current?.value.attempts.at(-1);
    if (current === undefined || last?.attemptId !== attemptId || last.outcome !== 'pending') return;
    const next = nextOf(current.value, outcome, now, company.timeZone);
    const effect =
      outcome.kind === 'refused' && next.phase === 'ended'
        ? await deps.applyFailure({
            message: current.value,
            attemptEpoch: last.epoch,
            failure: { ...outcome, at: now, dedupeId: `sync.${attemptId}` },
            company,
          })
        : { actions: [], follow: async () => {} };
    try {
      await deps.messages.change(current, next, now, effect.actions);
      await effect.follow();
      return;
    } catch (error) {
      if (attempt === tries) throw error;
      if (!(error instanceof ConditionFailed)) await sleep(50 * 2 ** attempt);
      current = await deps.messages.find(taken.value.tenant, taken.value.messageId, { consistent: true });
    }
  }
};
