/** What companies are owed, summed up once a day in their night (issue 12, line 1; Q15). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isoTime } from '#platform/clock.ts';
import { putAction, Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry } from '#shared/companies/entities.ts';
import { BalanceDay, balanceDayKey } from '#shared/customers/balance-day.ts';
import { putDebt } from '#shared/customers/change-debt.ts';
import { Debt } from '#shared/customers/entities.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createNightRun } from '../../functions/schedules/night-run/bindings.ts';
import { countingLog, lambdaContext } from '../support/delivery-process.ts';
import { type Fault, Lifetime } from '../support/faults.ts';
import { importCompany, seedImportCompany } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

/** 03:00 in Santiago of 23 November; 23:00 of the day before in Los Angeles. */
const night = Date.parse('2026-11-23T06:00:00Z');

let engines: ReportEngines;
beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());

const jobs = { enqueue: async () => undefined };
const run = (at: number, table = engines.table, remainingMs = 120_000) =>
  createNightRun({ table, jobs, privacyJobs: jobs, log: countingLog() })(
    { time: new Date(at).toISOString(), tellNext: true },
    lambdaContext(remainingMs),
  );
const dayOf = async (tenant: string, date: string) =>
  (await engines.table.get(BalanceDay, balanceDayKey(tenant, date), { consistent: true }))?.value;

let companies = 0;
let tenant: string;
beforeEach(async () => {
  if (companies > 0) await engines.table.delete(TenantEntry.keys({ tenant, createdAt: night }), 'any');
  companies += 1;
  tenant = `balances-${companies}`;
  await seedImportCompany(engines.table, tenant, 6);
  await engines.table.put(TenantEntry, { tenant, createdAt: night }, 'any');
});

const owe = async (customerId: string, body: object) => {
  const deps = {
    customers: new CustomerStore(engines.table),
    findCompany: async () => importCompany(tenant),
    clock: { now: () => night - 1000 },
  };
  const fields = {
    code: 'A',
    dueDate: '2026-12-01',
    balance: 100,
    currency: 'CLP',
    state: 'current' as const,
    ...body,
  };
  await putDebt(deps, { tenant, customerId, by: 'ana', body: fields });
};
const sums = (
  balances: readonly {
    portfolio: string | null;
    currency: string;
    segment: number;
    debts: number;
    balance: number;
  }[] = [],
) => balances.map(({ portfolio, currency, segment, debts, balance }) => [portfolio, currency, segment, debts, balance]);

describe('the balances of a day', () => {
  it('are summed up by portfolio, currency and segment as the rules are on that day; what is paid is not owed', async () => {
    await owe('c1', { portfolio: 'Norte' });
    await owe('c1', { code: 'B', portfolio: 'Norte', dueDate: '2026-11-22', balance: 30 });
    await owe('c2', { portfolio: 'Norte', dueDate: '2026-11-01', balance: 70 });
    await owe('c2', { code: 'B', portfolio: 'Norte', currency: 'USD', dueDate: '2026-08-01', balance: 5 });
    await owe('c3', { dueDate: '2026-11-23', balance: 1 });
    await owe('c3', { code: 'P', state: 'paid', balance: 9 });
    expect(await run(night)).toMatchObject({ balances: { counted: 1, left: 0 } });
    const day = await dayOf(tenant, '2026-11-23');
    expect(day).toMatchObject({ date: '2026-11-23', isWhole: true, startedAt: night });
    expect(day?.segments[1]).toEqual({ name: 'Mora 1–30', fromDays: 1, toDays: 30 });
    expect(sums(day?.balances)).toEqual([
      [null, 'CLP', 0, 1, 1],
      ['Norte', 'CLP', 0, 1, 100],
      ['Norte', 'CLP', 1, 2, 100],
      ['Norte', 'USD', 4, 1, 5],
    ]);
    // Once a day: what changes later is of the next one.
    await owe('c3', { code: 'L', balance: 500 });
    expect(await run(night + 3_600_000)).toMatchObject({ balances: { counted: 0, left: 0 } });
    expect(await dayOf(tenant, '2026-11-23')).toEqual(day);
    await run(night + 86_400_000);
    expect(sums((await dayOf(tenant, '2026-11-24'))?.balances)).toContainEqual([null, 'CLP', 0, 1, 500]);
  });

  it('wait for the night of the company', async () => {
    const place = { timeZone: 'America/Los_Angeles', language: 'en', defaultCountry: 'US' } as const;
    const senders = { email: null, sms: null, whatsapp: null };
    await engines.table.put(Company, newCompany({ tenant, name: 'Far', senders, ...place }, night), 'any');
    const begins = Date.parse('2026-11-22T11:00:00Z');
    expect(await run(begins - 60_000)).toMatchObject({ balances: { counted: 0, left: 0 } });
    expect(await run(begins)).toMatchObject({ balances: { counted: 1, left: 0 } });
    expect(await dayOf(tenant, '2026-11-22')).toMatchObject({ balances: [], isWhole: true });
    expect(await dayOf(tenant, '2026-11-23')).toBeUndefined();
  });

  it('are counted once, page by page, through runs that end early or die', async () => {
    const many = 1_200;
    const fields = { dueDate: '2026-12-01', balance: 1, currency: 'CLP', state: 'current' } as const;
    const times = { createdAt: night, updatedAt: night, version: 1 };
    const debts = Array.from({ length: many }, (_, index) => ({
      customerId: `c${1 + (index % 6)}`,
      code: `D-${index}`,
    }));
    await engines.table.batchWrite(
      debts.flatMap((debt) => {
        const action = putAction(Debt, { tenant, ...debt, ...fields, ...times }, 'any');
        return action.kind === 'put' ? [action] : [];
      }),
    );
    // Time for one page: the run says that it goes on.
    let asked = 0;
    const short = { ...lambdaContext(0), getRemainingTimeInMillis: () => (asked++ === 0 ? 120_000 : 0) };
    const nightRun = createNightRun({ table: engines.table, jobs, privacyJobs: jobs, log: countingLog() });
    const event = { time: new Date(night).toISOString(), tellNext: true };
    expect(await nightRun(event, short)).toMatchObject({
      balances: { counted: 0, left: 1 },
      nextAt: isoTime(night),
    });
    expect(sums((await dayOf(tenant, '2026-11-23'))?.balances)).toEqual([[null, 'CLP', 0, 500, 500]]);
    // The next one writes its page and dies before it hears of it.
    let puts = 0;
    const dieAfterPut: Fault = async (call, send, lifetime) => {
      const answer = await send();
      if (call.name === 'PutCommand') {
        puts += 1;
        if (puts === 1) lifetime.die();
      }
      return answer;
    };
    const lifetime = new Lifetime(dieAfterPut);
    const dying = new Table(lifetime.wrap(engines.client), engines.name);
    await run(night, dying).catch(() => undefined);
    await run(night);
    const day = await dayOf(tenant, '2026-11-23');
    expect(day?.isWhole).toBe(true);
    expect(sums(day?.balances)).toEqual([[null, 'CLP', 0, many, many]]);
  }, 60_000);
});
