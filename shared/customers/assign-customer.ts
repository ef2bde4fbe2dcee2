/** Assigns a customer to an advisor, in place (D10). */
import { type ChangeAdvisorDeps, changeAdvisor } from './change-advisor.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import type { CustomerView } from './view.ts';

/**
 * @param input.advisorId user of the company; null: nobody
 * @throws Refusal NOT_FOUND, USER_NOT_FOUND
 */
export const assignCustomer = async (
  deps: ViewDeps & ChangeAdvisorDeps & { readonly customers: ViewDeps['customers'] & ChangeAdvisorDeps['customers'] },
  input: CustomerTarget & { readonly advisorId: string | null },
): Promise<CustomerView> => {
  await changeAdvisor(deps, input);
  return getCustomer(deps, input, { consistent: true });
};
