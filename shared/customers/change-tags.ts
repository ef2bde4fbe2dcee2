/** Adds and removes tags of a customer, in place (D10): what others do to other tags at the same time stays. */
import { tagLimit } from '#contract/customers.ts';
import { Refusal } from '#platform/errors.ts';
import { changeCustomer } from './change-customer.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import type { CustomerStore } from './store.ts';
import type { CustomerView } from './view.ts';

/**
 * A tag that is both removed and added is there afterwards. Doing it twice is the same as once.
 * @throws Refusal NOT_FOUND, TAG_LIMIT
 */
export const changeTags = async (
  deps: ViewDeps & { readonly customers: Pick<CustomerStore, 'findPage' | 'findFavorites' | 'commit'> },
  input: CustomerTarget & {
    readonly add?: readonly string[] | undefined;
    readonly remove?: readonly string[] | undefined;
  },
): Promise<CustomerView> => {
  const { add = [], remove = [] } = input;
  await changeCustomer(deps, { ...input, now: deps.clock.now() }, async ({ customer: { value: customer } }) => {
    const kept = customer.tags.filter((tag) => add.includes(tag) || !remove.includes(tag));
    const tags = [...kept, ...add.filter((tag) => !kept.includes(tag))];
    if (tags.length > tagLimit && tags.length > customer.tags.length) {
      throw new Refusal('TAG_LIMIT', `A customer has at most ${tagLimit} tags.`);
    }
    const same = tags.length === customer.tags.length && kept.length === tags.length;
    return { customer: same ? customer : { ...customer, tags }, result: undefined };
  });
  return getCustomer(deps, input, { consistent: true });
};
