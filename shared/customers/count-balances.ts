/**
 * Sums up what each company is owed, once a day in its night: page by page, each kept with the place that it has reached,
 * so that a repeat adds nothing and a run that ends early is gone on with by the next one.
 */
import { everyPortfolio } from '#contract/portfolios.ts';
import { reasonOf } from '#platform/errors.ts';
import { localHour } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { type BalanceDayValue, newBalanceDay, withDebts } from './balance-day.ts';
import { companyDay } from './debts.ts';
import { type OpenDebtsDeps, readOpenDebts } from './read-open-debts.ts';
import type { CustomerStore } from './store.ts';

export interface BalanceDeps extends OpenDebtsDeps {
  readonly customers: OpenDebtsDeps['customers'] &
    Pick<CustomerStore, 'listOpenDebts' | 'findBalanceDay' | 'saveBalanceDay'>;
  readonly tenants: () => AsyncIterable<{ readonly tenant: string }>;
  readonly findCompany: FindCompany;
  readonly log: Pick<Log, 'error'>;
}

export interface BalanceRun {
  /** Hour of the company's day from which on it is counted. */
  readonly hour: number;
  /** Epoch ms. */
  readonly now: number;
  hasTime(): boolean;
}

/** Debts of a page: about a second of work. */
const pageSize = 500;

/** @returns companies whose day is counted now, and those that the next run goes on with */
export const countBalances = async (
  deps: BalanceDeps,
  run: BalanceRun,
): Promise<{ readonly counted: number; readonly left: number }> => {
  let [counted, left] = [0, 0];
  for await (const { tenant } of deps.tenants()) {
    try {
      const state = await countDay(deps, tenant, run);
      if (state === 'counted') counted += 1;
      if (state === 'left') left += 1;
    } catch (error) {
      // The others' days go on.
      left += 1;
      deps.log.error('balances not counted', { tenant, reason: reasonOf(error) });
    }
  }
  return { counted, left };
};

const countDay = async (
  deps: BalanceDeps,
  tenant: string,
  { hour, now, hasTime }: BalanceRun,
): Promise<'counted' | 'left' | 'early' | 'done'> => {
  const company = await deps.findCompany(tenant);
  if (localHour(now, company.timeZone) < hour) return 'early';
  const date = companyDay(company, now);
  let day: Stored<BalanceDayValue> | undefined = await deps.customers.findBalanceDay(tenant, date);
  if (day?.value.isWhole === true) return 'done';
  while (hasTime()) {
    const before = day?.value ?? newBalanceDay(company, date, now);
    const saved: Stored<BalanceDayValue> | undefined = await countPage(deps, before, day);
    // Another run counts it at the same time.
    if (saved === undefined) return 'left';
    if (saved.value.isWhole) return 'counted';
    day = saved;
  }
  return 'left';
};

/** The sums with a page more, kept under what was read. */
const countPage = async (
  deps: BalanceDeps,
  before: BalanceDayValue,
  stored: Stored<BalanceDayValue> | undefined,
): Promise<Stored<BalanceDayValue> | undefined> => {
  const { tenant, after } = before;
  const page = await deps.customers.listOpenDebts(tenant, everyPortfolio, {
    limit: pageSize,
    after: after ?? undefined,
  });
  const debts = await readOpenDebts(deps, tenant, page.debts);
  const balances = withDebts(
    before,
    debts.map(({ debt }) => debt),
  );
  const day = { ...before, balances, after: page.last ?? null, isWhole: page.last === undefined };
  return writeOnce(
    () => deps.customers.saveBalanceDay(day, stored),
    () => undefined,
  );
};
