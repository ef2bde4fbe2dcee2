/** Assigns a customer to an advisor, in place (D10). */
import { Refusal } from '#platform/errors.ts';
import { changeCustomer } from './change-customer.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import type { CustomerStore } from './store.ts';
import type { CustomerView } from './view.ts';

/**
 * @param input.advisorId user of the company; null: nobody
 * @throws Refusal NOT_FOUND, USER_NOT_FOUND
 */
export const assignCustomer = async (
  deps: ViewDeps & {
    readonly customers: Pick<CustomerStore, 'findPage' | 'findFavorites' | 'commit'>;
    readonly findUser: (tenant: string, userId: string) => Promise<object | undefined>;
  },
  input: CustomerTarget & { readonly advisorId: string | null },
): Promise<CustomerView> => {
  const { advisorId, tenant } = input;
  await changeCustomer(deps, { ...input, now: deps.clock.now() }, async ({ customer: { value: customer } }) => {
    if (customer.advisorId === advisorId) return { customer, result: undefined };
    if (advisorId !== null && (await deps.findUser(tenant, advisorId)) === undefined) {
      throw new Refusal('USER_NOT_FOUND', 'advisorId: the company has no user with this id; see GET /v1/users.');
    }
    return { customer: { ...customer, advisorId }, result: undefined };
  });
  return getCustomer(deps, input, { consistent: true });
};
