/**
 * Read, change, write: the one way in which a customer's page changes. The kernel's revisions guard the write, so that
 * two changes at once become one after the other; people's `If-Match` is compared with what they saw.
 */
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { ConditionFailed } from '#platform/table/faults.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { Customer, type CustomerValue, Gate, type GateValue } from './entities.ts';
import type { CustomerPage, CustomerStore, ReadOptions } from './store.ts';

/** The same answer for a customer of another company as for none at all (I17). */
export const notFound = (): Refusal => new Refusal('NOT_FOUND', 'There is no customer with this id.');

/** Reads the page. @throws Refusal NOT_FOUND */
export const requirePage = async (
  customers: Pick<CustomerStore, 'findPage'>,
  tenant: string,
  customerId: string,
  options: ReadOptions = {},
): Promise<CustomerPage> => {
  const page = await customers.findPage(tenant, customerId, options);
  if (page === undefined) throw notFound();
  return page;
};

/** What a change wants written beside the customer. */
export interface CustomerChange<Result> {
  readonly customer: CustomerValue;
  readonly gate?: GateValue;
  readonly actions?: readonly Action[];
  /** What it means when a condition of `actions` does not hold; without it the change is tried again. */
  readonly refusal?: Refusal;
  readonly result: Result;
}

const requireVersion = (customer: CustomerValue, ifMatch: number | undefined): void => {
  if (ifMatch === undefined || ifMatch === customer.version) return;
  throw new Refusal(
    'VERSION_CONFLICT',
    `Changed by somebody else at ${isoTime(customer.updatedAt)} (version ${customer.version}). Read it and try again.`,
  );
};

/**
 * Applies `change` to the page as it is now and writes all of it or nothing; the customer's version goes up by one.
 * @param change gets the page; is called again when somebody else was faster. Where it gives back the same customer and
 *   nothing else, nothing is written
 * @throws Refusal NOT_FOUND, VERSION_CONFLICT; ChangeGivenUp
 */
export const changeCustomer = async <Result>(
  deps: { readonly customers: Pick<CustomerStore, 'findPage' | 'commit'> },
  target: { tenant: string; customerId: string; ifMatch?: number | undefined; now: number },
  change: (page: CustomerPage) => Promise<CustomerChange<Result>>,
): Promise<Result> =>
  changeItem({
    item: `customer ${target.customerId}`,
    read: () => requirePage(deps.customers, target.tenant, target.customerId, { consistent: true }),
    decide: async (page) => {
      requireVersion(page.customer.value, target.ifMatch);
      const { customer, gate, actions = [], refusal, result } = await change(page);
      if (customer === page.customer.value && gate === undefined && actions.length === 0) return { result };
      const touched = { ...customer, version: page.customer.value.version + 1, updatedAt: target.now };
      const own = [putAction(Customer, touched, page.customer.revision)];
      if (gate !== undefined) own.push(putAction(Gate, gate, page.gate.revision));
      const write = async () => {
        await deps.customers.commit([...own, ...actions]);
        return result;
      };
      const lost = ({ positions }: ConditionFailed) => {
        const ownFailed = positions.some((position) => position < own.length);
        if (!ownFailed && refusal !== undefined) throw refusal;
      };
      return { write, lost };
    },
  });
