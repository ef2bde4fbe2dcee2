/** The caller's own hearts on customers (E5, E6). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { notFound } from './change-customer.ts';
import { familyOf } from './entities.ts';
import type { CustomerStore } from './store.ts';

/** "The agent's most important users"; they stand in one item, which this keeps small (about 40 KB). */
export const favoriteLimit = 1_000;

/** Marks or unmarks; doing so twice is the same as once. @throws Refusal NOT_FOUND, VALUE_INVALID */
export const setFavorite = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'findFavorites' | 'saveFavorites'>; readonly clock: Clock },
  input: { tenant: string; userId: string; customerId: string; favorite: boolean },
): Promise<{ favorite: boolean }> => {
  const { tenant, userId, favorite } = input;
  const customer = await deps.customers.find(tenant, input.customerId, { consistent: true });
  if (customer === undefined) throw notFound();
  const [customerId, ...merged] = familyOf(customer.value);
  const isOwn = ([id]: readonly [string, number]) => id === customerId || merged.includes(id);
  return changeItem({
    item: `favourites of user ${userId}`,
    read: () => deps.customers.findFavorites(tenant, userId, { consistent: true }),
    decide: (stored) => {
      const standing = Object.entries(stored?.value.customerIds ?? {});
      const others = Object.fromEntries(standing.filter((entry) => !isOwn(entry)));
      if (standing.some(isOwn) === favorite) return { result: { favorite } };
      if (favorite && Object.keys(others).length >= favoriteLimit) {
        throw Refusal.at('favorite', 'VALUE_INVALID', `at most ${favoriteLimit} favourites. Unmark one first.`);
      }
      const customerIds = favorite ? { ...others, [customerId]: deps.clock.now() } : others;
      const write = async () => {
        await deps.customers.saveFavorites({ tenant, userId, customerIds }, stored);
        return { favorite };
      };
      return { write };
    },
  });
};
