/** Gives a customer to an advisor, or to nobody (D10). */
import type { Clock } from '#platform/clock.ts';
import { changeCustomer } from './change-customer.ts';
import { type FindUser, requireAdvisor } from './require-advisor.ts';
import type { CustomerStore } from './store.ts';

export interface ChangeAdvisorDeps {
  readonly customers: Pick<CustomerStore, 'findPage' | 'commit'>;
  readonly findUser: FindUser;
  readonly clock: Clock;
}

/**
 * @param input.advisorId user of the company; null: nobody
 * @throws Refusal NOT_FOUND, USER_NOT_FOUND
 */
export const changeAdvisor = async (
  deps: ChangeAdvisorDeps,
  input: { readonly tenant: string; readonly customerId: string; readonly advisorId: string | null },
): Promise<void> => {
  const { advisorId, tenant } = input;
  await changeCustomer(deps, { ...input, now: deps.clock.now() }, async ({ customer: { value: customer } }) => {
    if (customer.advisorId === advisorId) return { customer, result: undefined };
    await requireAdvisor(deps, { tenant, advisorId });
    return { customer: { ...customer, advisorId }, result: undefined };
  });
};
