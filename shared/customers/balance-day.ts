/**
 * What a company is owed on a day, by portfolio, currency and segment of the days overdue (Q15): a small item per company
 * and date, the base of what is shown over time. It cannot be made later: yesterday's debts are not kept.
 */
import * as z from 'zod';
import { everyPortfolio } from '#contract/portfolios.ts';
import { daysBetween } from '#platform/local-time.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { segmentOf } from '#shared/companies/segments.ts';
import { openSince } from './debts.ts';
import type { DebtValue } from './entities.ts';

const BalanceSchema = z.object({
  /** Null: debts of no portfolio. `*`: portfolios beyond those that one item holds. */
  portfolio: z.string().nullable(),
  currency: z.string(),
  /** Position in `segments`. */
  segment: z.number(),
  /** Open debts, and what they add up to in minor units. */
  debts: z.number(),
  balance: z.number(),
});
type Balance = z.infer<typeof BalanceSchema>;

export const BalanceDay = defineEntity({
  type: 'balanceDay',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    /** The company's date. */
    date: z.string(),
    /** The company's rules as they were: names and days overdue, both ends included; null: no end. */
    segments: z.array(z.object({ name: z.string(), fromDays: z.number().nullable(), toDays: z.number().nullable() })),
    balances: z.array(BalanceSchema),
    /** Epoch ms at which the count began. */
    startedAt: z.number(),
    /** Place in the index up to which it has counted; null at its beginning and at its end. */
    after: z.record(z.string(), z.unknown()).nullable(),
    isWhole: z.boolean(),
  }),
  keys: ({ tenant, date }) => balanceDayKey(tenant, date),
});
export type BalanceDayValue = z.infer<typeof BalanceDay.schema>;
export const balanceDaysPartition = (tenant: string) => tenantKey(tenant, 'BALANCES');
export const balanceDayKey = (tenant: string, date: string) => ({ pk: balanceDaysPartition(tenant), sk: date });

/** Sums of one item (DynamoDB takes 400 KB); what does not fit is summed up without its portfolio. */
const mostBalances = 2_000;

/** A day of which nothing is counted yet. @param now epoch ms */
export const newBalanceDay = (
  company: Pick<CompanyValue, 'tenant' | 'segments'>,
  date: string,
  now: number,
): BalanceDayValue => ({
  tenant: company.tenant,
  date,
  segments: company.segments.map(({ name, fromDays, toDays }) => ({ name, fromDays, toDays })),
  balances: [],
  startedAt: now,
  after: null,
  isWhole: false,
});

const nameOf = ({ portfolio, currency, segment }: Pick<Balance, 'portfolio' | 'currency' | 'segment'>): string =>
  JSON.stringify([portfolio, currency, segment]);

/** The sums with those of more open debts. */
export const withDebts = (day: BalanceDayValue, debts: readonly DebtValue[]): BalanceDayValue['balances'] => {
  const sums = new Map(day.balances.map((balance) => [nameOf(balance), balance]));
  for (const debt of debts) {
    const days = daysBetween(openSince(debt), day.date);
    const name = segmentOf(day.segments, '', days);
    const segment = day.segments.findIndex((rule) => rule.name === name);
    const own = { portfolio: debt.portfolio ?? null, currency: debt.currency, segment };
    const isFull = sums.size >= mostBalances && !sums.has(nameOf(own));
    const place = isFull ? { ...own, portfolio: everyPortfolio } : own;
    const known = sums.get(nameOf(place));
    sums.set(nameOf(place), {
      ...place,
      debts: (known?.debts ?? 0) + 1,
      balance: (known?.balance ?? 0) + debt.balance,
    });
  }
  return [...sums.values()];
};
