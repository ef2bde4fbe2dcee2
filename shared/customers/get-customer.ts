/** A customer's page: head, addresses with their alerts, permission, favourite of the caller (A17, A22, C21–C26). */
import type { Clock } from '#platform/clock.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { assessPage } from './assess-page.ts';
import type { Assess } from './assessment.ts';
import { requirePage } from './change-customer.ts';
import { familyOf } from './entities.ts';
import { valuesOf } from './page-values.ts';
import type { CustomerStore, ReadOptions } from './store.ts';
import { type CustomerView, customerView } from './view.ts';

export interface ViewDeps {
  readonly customers: Pick<CustomerStore, 'findPage' | 'findFavorites'>;
  readonly findCompany: FindCompany;
  readonly assess: Assess;
  readonly clock: Clock;
}

/** Who asks, for what. */
export interface CustomerTarget {
  readonly tenant: string;
  readonly userId: string;
  readonly customerId: string;
}

/**
 * @param options.consistent sees every write that has ended, at twice the price: after a change
 * @param options.asStored a customer that was merged as it lies there itself, with the id of the one that it is part of
 * @throws Refusal NOT_FOUND
 */
export const getCustomer = async (
  deps: ViewDeps,
  { tenant, userId, customerId }: CustomerTarget,
  options: ReadOptions = {},
): Promise<CustomerView> => {
  const [page, favorites, company] = await Promise.all([
    requirePage(deps.customers, tenant, customerId, options),
    deps.customers.findFavorites(tenant, userId, { consistent: options.consistent ?? false }),
    deps.findCompany(tenant),
  ]);
  const values = valuesOf(page);
  const assessment = await assessPage(deps.assess, company, values);
  const favorite = familyOf(values.customer).some((id) => favorites?.value.customerIds[id] !== undefined);
  return customerView(values, assessment, { company, now: deps.clock.now(), favorite });
};
