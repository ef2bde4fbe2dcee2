/** The caller's own hearts on customers (E5, E6). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { notFound } from './change-customer.ts';
import type { CustomerStore } from './store.ts';

/** "The agent's most important users"; they stand in one item, which this keeps small (about 40 KB). */
export const favoriteLimit = 1_000;

const attempts = 6;

/** Marks or unmarks; doing so twice is the same as once. @throws Refusal NOT_FOUND, VALUE_INVALID */
export const setFavorite = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'findFavorites' | 'saveFavorites'>; readonly clock: Clock },
  input: { tenant: string; userId: string; customerId: string; favorite: boolean },
): Promise<{ favorite: boolean }> => {
  const { tenant, userId, customerId, favorite } = input;
  if ((await deps.customers.find(tenant, customerId, { consistent: true })) === undefined) throw notFound();
  for (let attempt = 1; ; attempt += 1) {
    const stored = await deps.customers.findFavorites(tenant, userId, { consistent: true });
    const { [customerId]: marked, ...others } = stored?.value.customerIds ?? {};
    if ((marked !== undefined) === favorite) return { favorite };
    if (favorite && Object.keys(others).length >= favoriteLimit) {
      throw new Refusal('VALUE_INVALID', `favorite: at most ${favoriteLimit} favourites. Unmark one first.`);
    }
    const customerIds = favorite ? { ...others, [customerId]: deps.clock.now() } : others;
    try {
      await deps.customers.saveFavorites({ tenant, userId, customerIds }, stored);
      return { favorite };
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};
