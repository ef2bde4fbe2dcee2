/** Sums and counts of a customer's debts on a date (C24, C29, C32). Pure. */
import type { DebtState } from '#contract/vocabulary.ts';
import { debtDaysOverdueOn, debtStateOn } from './debts.ts';
import type { DebtValue } from './entities.ts';
import { isOpen } from './open-debts.ts';

/** Sums of the open debts of one currency, minor units. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly balance: number;
  readonly overdue: number;
  readonly openDebts: number;
  readonly unpaidInstalments: number;
  readonly unpaidInstalmentsAmount: number;
}

const totalOf = (currency: string, debts: readonly DebtValue[], today: string): CurrencyTotal => {
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const unpaid = debts.flatMap(({ instalments = [] }) => instalments.filter(({ paid }) => !paid));
  const overdue = debts.filter((debt) => debtDaysOverdueOn(debt, today) > 0);
  return {
    currency,
    balance: sum(debts.map(({ balance }) => balance)),
    overdue: sum(overdue.map(({ balance }) => balance)),
    openDebts: debts.length,
    unpaidInstalments: unpaid.length,
    unpaidInstalmentsAmount: sum(unpaid.map(({ amount }) => amount)),
  };
};

/** One total per currency, in the order of the codes; currencies are never added to one another. */
export const debtTotals = (debts: readonly DebtValue[], today: string): CurrencyTotal[] => {
  const open = debts.filter(isOpen);
  const currencies = [...new Set(open.map(({ currency }) => currency))].sort();
  return currencies.map((currency) =>
    totalOf(
      currency,
      open.filter((debt) => debt.currency === currency),
      today,
    ),
  );
};

/** Debts by the state that they have on the date. */
export const debtCounts = (debts: readonly DebtValue[], today: string): Partial<Record<DebtState, number>> => {
  const counts: Partial<Record<DebtState, number>> = {};
  for (const debt of debts) {
    const state = debtStateOn(debt, today);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
};
