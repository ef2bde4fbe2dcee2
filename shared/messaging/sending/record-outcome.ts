/** Writes what came of a provider call into the ledger, beside whatever events have written meanwhile. */
import { isSendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { type ChangeLimits, changeItem } from '#platform/table/change-item.ts';
import { jitteredPause } from '#platform/table/contention.ts';
import type { Action, Stored } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { KeepHold } from '../holds/keep-hold.ts';
import { holdCauseOf, mostRefusals, providerHold } from '../holds/provider-hold.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { accepted, outcomeUnknown, refused, refusedForAccount } from '../ledger/transition.ts';
import type { SendOutcome } from '../providers/channel.ts';

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

/** The call is made: what is not written down becomes an unknown outcome, so a table that does not answer is asked again. */
const outcomeLimits: ChangeLimits = { tries: 5, pause: jitteredPause(100), afterFaults: true };

/** The hold that the refusal asks for: of the account that it went out from. */
const holdOf = (message: MessageValue, outcome: SendOutcome, now: number) => {
  const accountId = message.attempts.at(-1)?.accountId;
  if (outcome.kind !== 'refused' || accountId === undefined || !isSendingChannel(message.channel)) return undefined;
  const cause = holdCauseOf(message.channel, outcome);
  if (cause === undefined || message.attempts.length > mostRefusals) return undefined;
  return { accountId, hold: providerHold(accountId, cause, now) };
};

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
    readonly keepHold: KeepHold;
    readonly clock: Clock;
  },
  taken: Stored<MessageValue>,
  attemptId: string,
  outcome: SendOutcome,
  company: CompanyValue,
): Promise<void> => {
  const now = deps.clock.now();
  const { tenant, messageId } = taken.value;
  await changeItem(
    {
      item: `message ${messageId}`,
      read: async (attempt) => (attempt === 1 ? taken : deps.messages.find(tenant, messageId, { consistent: true })),
      decide: async (current) => {
        const last = current?.value.attempts.at(-1);
        if (current === undefined || last?.attemptId !== attemptId || last.outcome !== 'pending') {
          return { result: undefined };
        }
        const held = holdOf(current.value, outcome, now);
        // Before the message, so that nobody else tries meanwhile.
        if (held !== undefined) await deps.keepHold(company.tenant, held.hold);
        const next =
          held === undefined
            ? nextOf(current.value, outcome, now, company.timeZone)
            : refusedForAccount(current.value, held.accountId, now);
        const effect =
          outcome.kind === 'refused' && next.phase === 'ended'
            ? await deps.applyFailure({
                message: current.value,
                attemptEpoch: last.epoch,
                failure: { ...outcome, at: now, dedupeId: `sync.${attemptId}` },
                company,
              })
            : { actions: [], follow: async () => {} };
        const write = async () => {
          await deps.messages.change(current, next, now, effect.actions);
          // Within the tries: what stops here finds the outcome written, and leaves the owners to their due entry.
          await effect.follow();
        };
        return { write };
      },
    },
    outcomeLimits,
  );
};
