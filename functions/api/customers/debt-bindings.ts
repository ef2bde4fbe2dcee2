/** Routes of debts and of the payment order. */
import * as contract from '#contract/debts.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { deleteDebt, patchDebt, putDebt } from '#shared/customers/change-debt.ts';
import { listDebts } from '#shared/customers/customer-debts.ts';
import { listDebtChanges, paymentOrder } from '#shared/customers/payment-order.ts';
import type { CustomerStore } from '#shared/customers/store.ts';

export interface DebtRoutesDeps {
  readonly customers: CustomerStore;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

export const debtRoutes = (deps: DebtRoutesDeps): BoundRoute[] => {
  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    customerId: params.customerId,
    by: caller.userId,
  });
  return [
    route(contract.listDebts, (input) => listDebts(deps, { ...targetOf(input), ...input.query })),
    route(contract.putDebt, (input) => putDebt(deps, { ...targetOf(input), body: input.body, ifMatch: input.ifMatch })),
    route(contract.patchDebt, (input) =>
      patchDebt(deps, {
        ...targetOf(input),
        debtId: input.params.debtId,
        body: input.body,
        ifMatch: input.ifMatch,
      }),
    ),
    route(contract.deleteDebt, (input) =>
      deleteDebt(deps, { ...targetOf(input), debtId: input.params.debtId, ifMatch: input.ifMatch }),
    ),
    route(contract.listDebtChanges, (input) => listDebtChanges(deps, { ...targetOf(input), ...input.query })),
    route(contract.getPaymentOrder, (input) => paymentOrder(deps, targetOf(input))),
  ];
};
