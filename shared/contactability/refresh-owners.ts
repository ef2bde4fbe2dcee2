/**
 * Brings every owner of an address in step after its alert or its refusals changed (I6, Q7, design §5 "Owners"): the same
 * path for one owner and for 5,000, called after the change and again by the sweep of due work, idempotent and resumable.
 */
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Item, Stored } from '#platform/table/kernel.ts';
import { addressPartition, type OwnerValue } from '#shared/customers/entities.ts';
import type { AddressRef, AddressStateStore } from './address-state-store.ts';
import type { AddressStateValue } from './entities.ts';

/** Recomputes one customer's stored contactability and refusals from its addresses; a customer deleted meanwhile is no fault. */
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

/** Owners that are brought in step at the same time. */
const atOnce = 10;

/**
 * @param options.pageSize owners read at a time
 * @param options.maxPages pages after which the rest is left to the sweep, which goes on from there
 * @param options.hasTime asked after each page; false leaves the rest as well
 * @returns `done`: all owners are up to date and nothing waits any more
 */
export const refreshOwners = async (
  deps: RefreshOwnersDeps,
  ref: AddressRef,
  options: { pageSize?: number; maxPages?: number; hasTime?: () => boolean } = {},
): Promise<{ readonly done: boolean; readonly owners: number }> => {
  const { pageSize = 100, maxPages = Number.POSITIVE_INFINITY, hasTime = () => true } = options;
  const seen = await deps.states.find(ref, { consistent: true });
  const waiting = seen?.value.ownersDueAt ?? null;
  if (seen === undefined || waiting === null) return { done: true, owners: 0 };
  const refreshed = new Set<string>();
  let after = positionOf(ref, seen.value.ownersAfter);
  for (let page = 1; ; page += 1) {
    const { owners, last } = await deps.listOwners(ref, { limit: pageSize, after });
    const customerIds = [...new Set(owners.map(({ customerId }) => customerId))].filter((id) => !refreshed.has(id));
    for (let start = 0; start < customerIds.length; start += atOnce) {
      const some = customerIds.slice(start, start + atOnce);
      await Promise.all(some.map((customerId) => deps.refreshCustomer(ref.tenant, customerId)));
    }
    for (const customerId of customerIds) refreshed.add(customerId);
    if (last === undefined) break;
    if (page >= maxPages || !hasTime()) {
      await settle(deps, ref, seen, String(last.sk));
      return { done: false, owners: refreshed.size };
    }
    after = last;
  }
  return { done: await settle(deps, ref, seen, null), owners: refreshed.size };
};

/**
 * Some owners at once, for whoever waits for an answer. What was changed holds already, so a fault here is no fault of
 * the request: the due entry brings the sweep.
 */
export const refreshSomeOwners = async (
  deps: RefreshOwnersDeps & { readonly log: Pick<Log, 'warn'> },
  ref: AddressRef,
): Promise<void> => {
  try {
    await refreshOwners(deps, ref, { pageSize: 100, maxPages: 1 });
  } catch (error) {
    deps.log.warn('owners not recomputed, the sweep will', { tenant: ref.tenant, reason: reasonOf(error) });
  }
};

const positionOf = (ref: AddressRef, ownersAfter: string | null): Item | undefined =>
  ownersAfter === null ? undefined : { pk: addressPartition(ref.tenant, ref.channel, ref.hash), sk: ownersAfter };

/**
 * Removes the due entry, or notes where to go on; not when a newer change of the address put another entry in its
 * place, since all owners must then be recomputed anew.
 * @param seen the state before the owners were recomputed; it is read again only if it has changed since
 */
const settle = (
  deps: RefreshOwnersDeps,
  ref: AddressRef,
  seen: Stored<AddressStateValue>,
  ownersAfter: string | null,
): Promise<boolean> => {
  const waiting = seen.value.ownersDueAt;
  return changeItem({
    item: `state of an address by ${ref.channel} of ${ref.tenant}`,
    read: async (attempt) => (attempt === 1 ? seen : deps.states.find(ref, { consistent: true })),
    decide: (stored) => {
      if (stored === undefined || stored.value.ownersDueAt === null) return { result: true };
      if (stored.value.ownersDueAt !== waiting) return { result: false };
      const next = { ...stored.value, ownersDueAt: ownersAfter === null ? null : waiting, ownersAfter };
      return { write: () => deps.states.put(next, stored.revision).then(() => true) };
    },
  });
};
