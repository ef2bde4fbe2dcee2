/**
 * Brings a customer in step with its addresses after a change of their alerts or refusals, whoever caused it (I6, Q7):
 * its contactability, and what its gate repeats of refusals.
 */
import { isDeepStrictEqual } from 'node:util';
import { changeItem } from '#platform/table/change-item.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { assessPage, gateInStep, withSummary } from './assess-page.ts';
import type { Assess } from './assessment.ts';
import { valuesOf } from './page-values.ts';
import type { CustomerStore } from './store.ts';

export interface RefreshDeps {
  readonly customers: Pick<CustomerStore, 'findPage' | 'save' | 'saveGate'>;
  readonly findCompany: FindCompany;
  /** Must read consistently: the answer is kept. */
  readonly assess: Assess;
}

/**
 * Reads the customer, asks for its addresses, and writes head and gate only where they differ. Both are read before
 * the addresses' states, and written under their revisions: of two recomputations at once the one that saw less is refused
 * and begins again, so that two bounces at once leave one right state. The version that people see does not move.
 *
 * A customer that is gone is no fault.
 * @throws ChangeGivenUp
 */
export const refreshContactability = (deps: RefreshDeps, tenant: string, customerId: string): Promise<void> =>
  changeItem({
    item: `contactability of customer ${customerId}`,
    read: () => deps.customers.findPage(tenant, customerId, { consistent: true }),
    decide: async (page) => {
      if (page === undefined) return { result: undefined };
      const company = await deps.findCompany(tenant);
      const values = valuesOf(page);
      const assessment = await assessPage(deps.assess, company, values);
      const after = withSummary(values, assessment);
      const gate = gateInStep(values, assessment);
      const write = async () => {
        if (gate !== values.gate) await deps.customers.saveGate(gate, page.gate.revision);
        if (!isDeepStrictEqual(after, values.customer)) await deps.customers.save(after, page.customer.revision);
      };
      return { write };
    },
  });
