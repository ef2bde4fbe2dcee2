/** Debts as the API answers them, and what a change of one has changed. Pure. */
import type * as z from 'zod';
import type { DebtChangeSchema, DebtSchema } from '#contract/debts.ts';
import { isoTime } from '#platform/clock.ts';
import { debtDaysOverdueOn, debtStateOn, openSince } from './debts.ts';
import type { DebtChangeValue, DebtValue } from './entities.ts';

export type DebtView = z.input<typeof DebtSchema>;
export type DebtChangeView = z.input<typeof DebtChangeSchema>;

/** @param today the company's date */
export const debtView = (debt: DebtValue, debtId: string, today: string): DebtView => {
  const { tenant: _tenant, customerId: _customerId, createdAt, updatedAt, ...fields } = debt;
  return {
    debtId,
    ...fields,
    openSince: openSince(debt),
    stateNow: debtStateOn(debt, today),
    daysOverdue: debtDaysOverdueOn(debt, today),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
};

export const debtChangeView = ({ at, by, kind, debtId, code, fields }: DebtChangeValue): DebtChangeView => ({
  at: isoTime(at),
  by,
  kind,
  debtId,
  code,
  fields,
});

/** Oldest date first, then by code: an order in which a page can go on from the debt before it. */
export const byAge = (a: DebtValue, b: DebtValue): number =>
  orderOf(a) < orderOf(b) ? -1 : orderOf(a) > orderOf(b) ? 1 : 0;
export const orderOf = (debt: DebtValue): string => `${openSince(debt)}#${debt.code}`;

type Facts = Pick<DebtValue, 'dueDate' | 'balance' | 'currency' | 'state' | 'instalments' | 'invoices' | 'portfolio'>;

/** How a list is told in a line: "3/12" are three unpaid of twelve instalments. */
const told = {
  dueDate: (debt: Facts) => debt.dueDate,
  balance: (debt: Facts) => debt.balance,
  currency: (debt: Facts) => debt.currency,
  state: (debt: Facts) => debt.state,
  instalments: ({ instalments }: Facts) =>
    instalments === undefined ? null : `${instalments.filter(({ paid }) => !paid).length}/${instalments.length}`,
  invoices: ({ invoices }: Facts) => invoices?.length ?? null,
  portfolio: ({ portfolio }: Facts) => portfolio ?? null,
} as const;
const fields = Object.keys(told) as readonly (keyof typeof told)[];

/** Fields in which two states of a debt differ; all of them where one is not there. */
export const changedFields = (before: Facts | undefined, after: Facts | undefined): DebtChangeView['fields'] =>
  fields
    .filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]))
    .map((field) => ({
      field,
      before: before === undefined ? null : told[field](before),
      after: after === undefined ? null : told[field](after),
    }));
