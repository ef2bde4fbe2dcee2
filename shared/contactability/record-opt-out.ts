/**
 * The customer's own "no": an unsubscribe, a STOP, a complaint (Q7, F24). It holds for everybody who has the address,
 * for messages of every purpose in the channel, and a repeat of the event changes nothing, not even after it was
 * lifted: the entry of history, whose key follows from the event, tells that it was seen.
 */
import type { DndSource } from '#contract/vocabulary.ts';
import { putAction } from '#platform/table/kernel.ts';
import { CustomerHistory } from '#shared/customers/entities.ts';
import type { AddressRef } from './address-state-store.ts';
import { historyEntry } from './history-entry.ts';
import type { HistoryStore } from './history-store.ts';
import type { UpdateGate } from './ports.ts';
import type { ListOwners } from './refresh-owners.ts';

export interface RecordOptOutDeps {
  readonly listOwners: ListOwners;
  readonly updateGate: UpdateGate;
  readonly history: Pick<HistoryStore, 'hasEntry'>;
}

export interface OptOut extends AddressRef {
  readonly source: Exclude<DndSource, 'manual'>;
  /** Provider time of the event, epoch ms: the same for every telling of it. */
  readonly at: number;
  /** Message by which it was told or that it answers, if known. */
  readonly messageId: string | null;
}

/** Owners read at a time. */
const pageSize = 100;

/** @returns how many customers have a new entry */
export const recordOptOut = async (deps: RecordOptOutDeps, optOut: OptOut): Promise<number> => {
  let changed = 0;
  let after: Parameters<ListOwners>[1]['after'];
  do {
    const page = await deps.listOwners(optOut, { limit: pageSize, after });
    for (const owner of page.owners) if (await recordFor(deps, optOut, owner)) changed += 1;
    after = page.last;
  } while (after !== undefined);
  return changed;
};

const recordFor = async (
  deps: RecordOptOutDeps,
  optOut: OptOut,
  owner: { readonly customerId: string; readonly addressId: string },
): Promise<boolean> => {
  const { tenant, channel, hash, source, at } = optOut;
  const entry = historyEntry({ tenant, customerId: owner.customerId }, at, {
    entryId: `dnd-${channel}-${source}-${owner.addressId}`,
    kind: 'dnd_set',
    by: 'customer',
    channel,
    addressId: owner.addressId,
    hash,
    reason: source,
    messageId: optOut.messageId,
    detail: 'all',
  });
  if (await deps.history.hasEntry(entry)) return false;
  let isNew = false;
  await deps.updateGate(
    tenant,
    owner.customerId,
    (gate) => {
      isNew = !gate.dnd.some((known) => known.channel === channel && known.source === source);
      return isNew ? { ...gate, dnd: [...gate.dnd, { channel, scope: 'all', source, at }] } : gate;
    },
    () => [putAction(CustomerHistory, entry, 'any')],
  );
  return isNew;
};
