/**
 * Recomputes every owner of an address after it turned usable or unusable (I6, design §5 "Owners"): the same path for
 * one owner and for 5,000, called after the change and again by the sweep of due work, idempotent and resumable.
 */
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Item, Stored } from '#platform/table/kernel.ts';
import { addressPartition, type OwnerValue } from '#shared/customers/entities.ts';
import type { AddressRef, AddressStateStore } from './address-state-store.ts';
import type { AddressStateValue } from './entities.ts';

/** Recomputes one customer's stored contactability from its addresses; a customer deleted meanwhile is no fault. */
export type RefreshCustomer = (tenant: string, customerId: string) => Promise<void>;

/** One page of the customers that have the address, read consistently, in the order of their ids. */
export type ListOwners = (
  ref: AddressRef,
  page: { limit: number; after?: Item | undefined },
) => Promise<{ readonly owners: readonly OwnerValue[]; readonly last?: Item }>;

export interface RefreshOwnersDeps {
  readonly states: Pick<AddressStateStore, 'find' | 'put'>;
  readonly listOwners: ListOwners;
  readonly refreshCustomer: RefreshCustomer;
}

/**
 * @param options.pageSize owners read at a time
 * @param options.maxPages pages after which the rest is left to the sweep, which goes on from there
 * @returns `done`: all owners are up to date and nothing waits any more
 */
export const refreshOwners = async (
  deps: RefreshOwnersDeps,
  ref: AddressRef,
  options: { pageSize?: number; maxPages?: number } = {},
): Promise<{ readonly done: boolean; readonly owners: number }> => {
  const { pageSize = 100, maxPages = Number.POSITIVE_INFINITY } = options;
  const seen = await deps.states.find(ref, { consistent: true });
  const waiting = seen?.value.ownersDueAt ?? null;
  if (seen === undefined || waiting === null) return { done: true, owners: 0 };
  const refreshed = new Set<string>();
  let after = positionOf(ref, seen.value.ownersAfter);
  for (let page = 1; ; page += 1) {
    const { owners, last } = await deps.listOwners(ref, { limit: pageSize, after });
    for (const { customerId } of owners) {
      if (refreshed.has(customerId)) continue;
      await deps.refreshCustomer(ref.tenant, customerId);
      refreshed.add(customerId);
    }
    if (last === undefined) break;
    if (page >= maxPages) {
      await settle(deps, ref, seen, String(last.sk));
      return { done: false, owners: refreshed.size };
    }
    after = last;
  }
  return { done: await settle(deps, ref, seen, null), owners: refreshed.size };
};

const positionOf = (ref: AddressRef, ownersAfter: string | null): Item | undefined =>
  ownersAfter === null ? undefined : { pk: addressPartition(ref.tenant, ref.channel, ref.hash), sk: ownersAfter };

/**
 * Removes the due entry, or notes where to go on; not when a newer change of the address put another entry in its
 * place, since all owners must then be recomputed anew.
 * @param seen the state before the owners were recomputed; it is read again only if it has changed since
 */
const settle = async (
  deps: RefreshOwnersDeps,
  ref: AddressRef,
  seen: Stored<AddressStateValue>,
  ownersAfter: string | null,
): Promise<boolean> => {
  const waiting = seen.value.ownersDueAt;
  for (let attempt = 1; ; attempt += 1) {
    const stored = attempt === 1 ? seen : await deps.states.find(ref, { consistent: true });
    if (stored === undefined || stored.value.ownersDueAt === null) return true;
    if (stored.value.ownersDueAt !== waiting) return false;
    try {
      const ownersDueAt = ownersAfter === null ? null : waiting;
      await deps.states.put({ ...stored.value, ownersDueAt, ownersAfter }, stored.revision);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === 10) throw error;
    }
  }
};
