/** What a customer owes, summed up (C22–C24, C29, Q15). Pure. */
import type * as z from 'zod';
import type { DebtSummarySchema } from '#contract/customers.ts';
import { daysBetween, localDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { notContactableSegment, segmentOf } from '#shared/companies/segments.ts';
import type { CustomerValue, DebtValue } from './entities.ts';
import { isOpen } from './open-debts.ts';

/** Summary as it is kept: nothing in it moves by itself. */
export type StoredDebtSummary = CustomerValue['debtSummary'];
export type DebtSummary = z.infer<typeof DebtSummarySchema>;
type DebtState = StoredDebtSummary['state'];

/** Worst first: the summary shows the first that any debt has (Q15). */
const statesByGravity = ['written_off', 'overdue', 'disputed', 'restructured', 'current', 'paid'] as const;

export const noDebts: StoredDebtSummary = { dueDate: null, balances: {}, state: 'none' };

type DebtFacts = Pick<DebtValue, 'dueDate' | 'balance' | 'currency' | 'state' | 'instalments'>;

/** Date on which the debt fell or falls due: that of its oldest unpaid instalment, where it has instalments. */
export const openSince = (debt: DebtFacts): string => {
  const unpaid = (debt.instalments ?? []).filter(({ paid }) => !paid).map(({ dueDate }) => dueDate);
  return unpaid.sort()[0] ?? debt.dueDate;
};

/** Oldest unpaid due date, balance per currency (minor units) and worst state. */
export const summarizeDebts = (debts: readonly DebtFacts[]): StoredDebtSummary => {
  const open = debts.filter(isOpen);
  const balances: Record<string, number> = {};
  for (const { currency, balance } of open) balances[currency] = (balances[currency] ?? 0) + balance;
  const state: DebtState =
    statesByGravity.find((candidate) => debts.some((debt) => debt.state === candidate)) ?? 'none';
  return { dueDate: open.map(openSince).sort()[0] ?? null, balances, state };
};

/** Days overdue of an open debt on a date; 0 while it is not due. */
export const daysOverdueOn = (dueDate: string, today: string): number => Math.max(0, daysBetween(dueDate, today));

/** Days overdue of a debt on a date: none once it is paid. */
export const debtDaysOverdueOn = (debt: DebtFacts, today: string): number =>
  isOpen(debt) ? daysOverdueOn(openSince(debt), today) : 0;

/** State of a debt on a date: what was reported as current is overdue once its date has passed (C24, C30). */
export const debtStateOn = (debt: DebtFacts, today: string): DebtValue['state'] =>
  debt.state === 'current' && debtDaysOverdueOn(debt, today) > 0 ? 'overdue' : debt.state;

/**
 * The summary as it is true on `today` (company's date): a debt reported as current is overdue once its date has
 * passed, whether or not somebody reported that.
 */
export const debtSummaryOn = (summary: StoredDebtSummary, today: string): DebtSummary => {
  const daysOverdue = summary.dueDate === null ? 0 : daysOverdueOn(summary.dueDate, today);
  return { ...summary, daysOverdue, state: summary.state === 'current' && daysOverdue > 0 ? 'overdue' : summary.state };
};

/** Segment on `today` (company's date): No contactable before all, else by days overdue (A6, Q15). */
export const segmentOn = (
  company: Pick<CompanyValue, 'segments' | 'noDebtSegment'>,
  customer: Pick<CustomerValue, 'contactability'> & { readonly debtSummary: Pick<StoredDebtSummary, 'dueDate'> },
  today: string,
): string => {
  if (customer.contactability === 'none') return notContactableSegment;
  const { dueDate } = customer.debtSummary;
  // Negative before the due date, so that a company may have a segment for debts about to fall due.
  const days = dueDate === null ? null : daysBetween(dueDate, today);
  return segmentOf(company.segments, company.noDebtSegment, days);
};

/** The company's date of an instant (epoch ms). */
export const companyDay = (company: Pick<CompanyValue, 'timeZone'>, now: number): string =>
  localDay(now, company.timeZone);
