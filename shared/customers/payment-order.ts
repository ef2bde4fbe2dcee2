/** The payment order in full: everything that a customer owes, and who changed it when (C32). */
import type * as z from 'zod';
import type { PaymentOrderSchema } from '#contract/debts.ts';
import type { Cursors } from '#platform/cursor.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { notFound } from './change-customer.ts';
import { type DebtDeps, debtIdOf } from './customer-debts.ts';
import { debtCounts, debtTotals } from './debt-totals.ts';
import { byAge, type DebtChangeView, debtChangeView, debtView } from './debt-view.ts';
import { companyDay, debtSummaryOn, segmentOn } from './debts.ts';
import { DebtChange } from './entities.ts';
import type { CustomerStore } from './store.ts';

export type PaymentOrder = z.input<typeof PaymentOrderSchema>;

interface Target {
  readonly tenant: string;
  readonly customerId: string;
}

/** Changes that come along with the order itself. */
const latestChanges = 20;
const defaultLimit = 50;

/** @throws Refusal NOT_FOUND */
export const paymentOrder = async (
  deps: DebtDeps & { readonly customers: Pick<CustomerStore, 'listDebtChanges'> },
  { tenant, customerId }: Target,
): Promise<PaymentOrder> => {
  const [customer, company] = await Promise.all([deps.customers.find(tenant, customerId), deps.findCompany(tenant)]);
  if (customer === undefined) throw notFound();
  const [stored, changes] = await Promise.all([
    deps.customers.findDebts(customer.value),
    deps.customers.listDebtChanges(customer.value, latestChanges, undefined),
  ]);
  const { name, documentType, documentNumber, debtSummary } = customer.value;
  const date = companyDay(company, deps.clock.now());
  const debts = stored.map(({ value }) => value).sort(byAge);
  return {
    customerId: customer.value.customerId,
    name,
    documentType,
    documentNumber,
    segment: segmentOn(company, customer.value, date),
    date,
    summary: debtSummaryOn(debtSummary, date),
    totals: debtTotals(debts, date),
    states: debtCounts(debts, date),
    debts: debts.map((debt) => debtView(debt, debtIdOf(debt), date)),
    changes: changes.items.map((item) => debtChangeView(fromItem(DebtChange, item).value)),
  };
};

/** A page of changes, newest first. @throws Refusal NOT_FOUND, CURSOR_INVALID */
export const listDebtChanges = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'listDebtChanges'>; readonly cursors: Cursors },
  input: Target & { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<{ items: DebtChangeView[]; nextCursor?: string }> => {
  const { tenant, customerId, limit = defaultLimit } = input;
  const scope = `${tenant}:debtChanges:${customerId}`;
  const after = deps.cursors.open<string>(scope, input.cursor);
  const customer = await deps.customers.find(tenant, customerId);
  if (customer === undefined) throw notFound();
  const page = await deps.customers.listDebtChanges(customer.value, limit, after);
  const changes = page.items.map((item) => fromItem(DebtChange, item).value);
  const last = changes.at(-1);
  const items = changes.map(debtChangeView);
  return !page.more || last === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, last.changeId) };
};
