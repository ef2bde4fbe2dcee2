/** Recomputes a customer's contactability from its addresses: after a change of their alerts, whoever caused it (I6). */
import { isDeepStrictEqual } from 'node:util';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { assessPage, withSummary } from './assess-page.ts';
import type { Assess } from './assessment.ts';
import type { CustomerStore } from './store.ts';
import { valuesOf } from './view.ts';

export interface RefreshDeps {
  readonly customers: Pick<CustomerStore, 'findPage' | 'save'>;
  readonly findCompany: FindCompany;
  /** Must read consistently: the answer is kept. */
  readonly assess: Assess;
}

const attempts = 10;

/**
 * Reads the customer, asks for its addresses, and writes the head only if the summary differs. The head is read before
 * the addresses' states, and written under its revision: of two recomputations at once the one that saw less is refused
 * and begins again, so that two bounces at once leave one right state. The version that people see does not move.
 *
 * A customer that is gone is no fault.
 * @throws ConditionFailed when others never let it through
 */
export const refreshContactability = async (deps: RefreshDeps, tenant: string, customerId: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const page = await deps.customers.findPage(tenant, customerId, { consistent: true });
    if (page === undefined) return;
    const company = await deps.findCompany(tenant);
    const values = valuesOf(page);
    const after = withSummary(values, await assessPage(deps.assess, company, values));
    if (isDeepStrictEqual(after, page.customer.value)) return;
    try {
      await deps.customers.save(after, page.customer.revision);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};
