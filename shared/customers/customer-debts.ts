/** The debts of a customer as people see them (C27–C30). */
import type { DebtState } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { keyedHash } from '#platform/ids.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { notFound } from './change-customer.ts';
import { byAge, type DebtView, debtView, orderOf } from './debt-view.ts';
import { companyDay } from './debts.ts';
import type { CustomerValue, DebtValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

/** Id of a debt: follows from its code, which may hold characters that a path cannot. */
export const debtIdOf = ({ customerId, code }: { customerId: string; code: string }): string =>
  keyedHash('debt', `${customerId}\n${code}`, 80);

export interface DebtDeps {
  readonly customers: Pick<CustomerStore, 'find' | 'findDebts'>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/**
 * A customer with all its debts, for what is made of them.
 * @throws Refusal NOT_FOUND
 */
export const readAccount = async (
  deps: Pick<DebtDeps, 'customers'>,
  tenant: string,
  customerId: string,
): Promise<{ readonly customer: CustomerValue; readonly debts: readonly DebtValue[] }> => {
  const customer = await deps.customers.find(tenant, customerId);
  if (customer === undefined) throw notFound();
  const debts = await deps.customers.findDebts(customer.value);
  return { customer: customer.value, debts: debts.map(({ value }) => value) };
};

const defaultLimit = 50;

/**
 * Oldest due date first, page by page. Every page reads all debts, since their order follows from what is unpaid.
 * @throws Refusal NOT_FOUND, CURSOR_INVALID
 */
export const listDebts = async (
  deps: DebtDeps & { readonly cursors: Cursors },
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly state?: DebtState | undefined;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<{ items: DebtView[]; nextCursor?: string }> => {
  const { tenant, customerId, state, limit = defaultLimit } = input;
  const scope = `${tenant}:debts:${customerId}:${state ?? ''}`;
  const after = deps.cursors.open<string>(scope, input.cursor);
  const [customer, company] = await Promise.all([deps.customers.find(tenant, customerId), deps.findCompany(tenant)]);
  if (customer === undefined) throw notFound();
  const debts = await deps.customers.findDebts(customer.value);
  const today = companyDay(company, deps.clock.now());
  const rest = debts
    .map(({ value }) => value)
    .sort(byAge)
    .filter((debt) => after === undefined || orderOf(debt) > after)
    .map((debt) => ({ order: orderOf(debt), view: debtView(debt, debtIdOf(debt), today) }))
    .filter(({ view }) => state === undefined || view.stateNow === state);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(({ view }) => view);
  return rest.length > page.length && last !== undefined
    ? { items, nextCursor: deps.cursors.seal(scope, last.order) }
    : { items };
};
