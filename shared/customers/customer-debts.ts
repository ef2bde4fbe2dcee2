/** Debts of a customer (C27–C30) and their sum on its head (Q15). */
import type * as z from 'zod';
import type { DebtInput, DebtSchema } from '#contract/customers.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { changeCustomer, notFound } from './change-customer.ts';
import { companyDay, debtDaysOverdueOn, openSince, summarizeDebts } from './debts.ts';
import type { DebtValue } from './entities.ts';
import { type CustomerStore, putDebtAction } from './store.ts';

export type DebtView = z.input<typeof DebtSchema>;

const debtView = (debt: DebtValue, today: string): DebtView => {
  const { tenant: _tenant, customerId: _customerId, updatedAt, ...fields } = debt;
  return { ...fields, daysOverdue: debtDaysOverdueOn(debt, today), updatedAt: isoTime(updatedAt) };
};

export interface DebtDeps {
  readonly customers: Pick<CustomerStore, 'find' | 'findDebts'>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/** Oldest due date first. @throws Refusal NOT_FOUND */
export const listDebts = async (
  deps: DebtDeps,
  { tenant, customerId }: { tenant: string; customerId: string },
): Promise<{ items: DebtView[] }> => {
  const [customer, debts, company] = await Promise.all([
    deps.customers.find(tenant, customerId),
    deps.customers.findDebts(tenant, customerId),
    deps.findCompany(tenant),
  ]);
  if (customer === undefined) throw notFound();
  const today = companyDay(company, deps.clock.now());
  const ordered = debts.map(({ value }) => value).sort((a, b) => openSince(a).localeCompare(openSince(b)));
  return { items: ordered.map((debt) => debtView(debt, today)) };
};

/**
 * Creates or replaces the debt with this code, and the customer's summary with it; two at once become one after the
 * other, since both move the head's revision.
 * @throws Refusal NOT_FOUND
 */
export const putDebt = async (
  deps: DebtDeps & { readonly customers: Pick<CustomerStore, 'findPage' | 'commit' | 'findDebts'> },
  input: { tenant: string; customerId: string; body: DebtInput },
): Promise<DebtView> => {
  const { tenant, customerId, body } = input;
  const company = await deps.findCompany(tenant);
  const now = deps.clock.now();
  const debt: DebtValue = { tenant, customerId, ...body, updatedAt: now };
  await changeCustomer(deps, { tenant, customerId, now }, async (page) => {
    const debts = await deps.customers.findDebts(tenant, customerId);
    const before = debts.find(({ value }) => value.code === body.code);
    const others = debts.filter((candidate) => candidate !== before).map(({ value }) => value);
    const customer = { ...page.customer.value, debtSummary: summarizeDebts([...others, debt]) };
    return { customer, actions: [putDebtAction(debt, before)], result: undefined };
  });
  return debtView(debt, companyDay(company, now));
};
