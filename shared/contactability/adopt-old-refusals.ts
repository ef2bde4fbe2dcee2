/**
 * Gives refusals from before they belonged to addresses (issue 10, B.6) to the address from which they were said, so that
 * they hold for whoever else has it. Until it has run they hold for the customers that have the entry. May be repeated.
 */
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { type ChangeRefusalDeps, changeRefusal } from './change-refusal.ts';
import { historyEntry } from './history-entry.ts';
import type { HistoryStore } from './history-store.ts';
import type { RefreshCustomer } from './refresh-owners.ts';
import { applyRefusal } from './refusal.ts';

export interface AdoptOldRefusalsDeps extends ChangeRefusalDeps {
  readonly readContact: ReadContact;
  readonly history: Pick<HistoryStore, 'hasEntry'>;
  readonly refreshCustomer: RefreshCustomer;
}

/** Where history does not say which address it was, all of the channel are taken. */
export const adoptOldRefusals = async (
  deps: AdoptOldRefusalsDeps,
  tenant: string,
  customerId: string,
): Promise<void> => {
  const contact = await deps.readContact(tenant, customerId, { consistent: true });
  if (contact === undefined) return;
  const old = contact.gate.dnd.flatMap(({ hash, source, ...entry }) =>
    source === 'manual' || hash !== undefined ? [] : [{ ...entry, source }],
  );
  for (const { channel, source, at } of old) {
    const addresses = contact.addresses.filter((address) => address.channel === channel);
    const said = [];
    for (const address of addresses) {
      const entryId = `dnd-${channel}-${source}-${address.addressId}`;
      const entry = historyEntry({ tenant, customerId }, at, { entryId, kind: 'dnd_set', by: 'customer' });
      if (await deps.history.hasEntry(entry)) said.push(address);
    }
    for (const { hash } of said.length > 0 ? said : addresses) {
      await changeRefusal(
        deps,
        { tenant, channel, hash },
        (state) => applyRefusal(state, { source, at, messageId: null }),
        () => ({ at, by: 'customer', reason: source, messageId: null, detail: 'all' }),
      );
    }
  }
  if (old.length > 0) await deps.refreshCustomer(tenant, customerId);
};
