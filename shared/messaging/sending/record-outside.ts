/** Outside history in the register: looked up and written in batches; failures of it as facts of addresses (B24, Q5). */
import { changeItem } from '#platform/table/change-item.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { AddressStateStore } from '#shared/contactability/address-state.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { classifyReported } from '../providers/reported-code.ts';
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
    const meaning = classifyReported(message.channel, failure.code, failure.diagnostic);
    // Only what speaks of the address has a reason for an alert.
    if (meaning.reason === undefined) return;
    const { tenant, channel, recipient, messageId } = message;
    const ref = { tenant, channel, hash: addressHash(deps.addressKey, channel, recipient) };
    const follow = await changeItem({
      item: `state of an address by ${channel} of ${tenant}`,
      read: async () => (await deps.states.find(ref, { consistent: true }))?.value,
      decide: async (state) => {
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
        if (effect.actions.length === 0) return { result: effect.follow };
        return { write: () => deps.states.transact(effect.actions).then(() => effect.follow) };
      },
    });
    await follow();
  };
export type RaiseOutsideFailure = ReturnType<typeof createRaiseOutsideFailure>;
