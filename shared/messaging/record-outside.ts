/** Outside history in the register: looked up and written in batches; failures of it as facts of addresses (B24, Q5). */
import { ConditionFailed } from '#platform/table/faults.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { AddressStateStore } from '#shared/contactability/address-state.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { classifyReported } from './channels/reported-code.ts';
import type { MessageValue } from './entities.ts';
import type { MessageStore } from './message-store.ts';
import type { ApplyFailure } from './record-outcome.ts';

/** What the import of history needs of messages. */
export interface OutsideHistory {
  /** Those that exist, read consistently. */
  find(tenant: string, messageIds: readonly string[]): Promise<readonly MessageValue[]>;
  /** Writes all; a repeat writes the same. */
  write(entries: readonly { readonly message: MessageValue; readonly longBody?: string }[]): Promise<void>;
}

export const createOutsideHistory = (messages: Pick<MessageStore, 'findMany' | 'putHistory'>): OutsideHistory => ({
  find: (tenant, messageIds) => messages.findMany(tenant, messageIds),
  write: (entries) => messages.putHistory(entries),
});

const tries = 8;

/**
 * Lets an imported failure count against its address, as if its provider had told it (Q5): only where the import asks
 * for it. Idempotent: the message is the fact's id. What failed before the address was last cleared raises nothing.
 */
export const createRaiseOutsideFailure =
  (deps: {
    readonly states: Pick<AddressStateStore, 'find' | 'transact'>;
    readonly applyFailure: ApplyFailure;
    readonly addressKey: string;
  }) =>
  async (message: MessageValue, company: CompanyValue): Promise<void> => {
    const failure = message.facts.find((fact) => fact.kind === 'failed');
    if (failure === undefined || message.channel === 'call') return;
    const meaning = classifyReported(message.channel, failure.code);
    if (meaning.class !== 'HARD' && meaning.class !== 'SOFT' && meaning.class !== 'SUPPRESSED') return;
    const { tenant, channel, recipient, messageId } = message;
    const ref = { tenant, channel, hash: addressHash(deps.addressKey, channel, recipient) };
    for (let attempt = 1; ; attempt += 1) {
      const state = (await deps.states.find(ref, { consistent: true }))?.value;
      const isOld = state !== undefined && state.clearedAt !== null && failure.at <= state.clearedAt;
      const effect = await deps.applyFailure({
        message,
        attemptEpoch: isOld ? Math.max(0, state.epoch - 1) : (state?.epoch ?? 0),
        company,
        failure: {
          ...meaning,
          code: failure.code,
          diagnostic: failure.diagnostic ?? null,
          at: failure.at,
          dedupeId: `outside.${messageId}`,
        },
      });
      try {
        if (effect.actions.length > 0) await deps.states.transact(effect.actions);
        await effect.follow();
        return;
      } catch (error) {
        if (!(error instanceof ConditionFailed) || attempt === tries) throw error;
      }
    }
  };
export type RaiseOutsideFailure = ReturnType<typeof createRaiseOutsideFailure>;
