/**
 * An import of a complete file of debts struck at every call with an effect (issue 12, line 1): start, count of the scope,
 * plan, rows, error file, checkpoint, the plan of what is settled, its writing, the end. Whatever was struck, counts, debts,
 * their changes and the customers' summaries are those of a run without a fault (I11, F20), and nothing is settled twice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putAction } from '#platform/table/kernel.ts';
import { summarizeDebts } from '#shared/customers/debts.ts';
import { Customer, Debt, type DebtValue } from '#shared/customers/entities.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { canStrike, crashAt, crashModes, type Fault, Lifetime } from '../support/faults.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld, importNow } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

const people = 2;
const titles = 'Tipo de documento;Número identificador único;Código de deuda;Saldo;Fecha de vencimiento;Cartera';
const row = (index: number, code: string, balance: string) =>
  `RUT;${documentOf(index)};${code};${balance};2026-05-01;Norte`;
/** c1 and c2 owe A to C; the file names A with another balance, B as it is, N new, and not C. */
const lines = Array.from({ length: people }, (_, at) => [
  row(at + 1, 'A', '150'),
  row(at + 1, 'B', '100'),
  row(at + 1, 'N', '300'),
]).flat();
const file = Buffer.from([titles, ...lines, row(1, 'A', '7'), row(2, 'A', '150')].join('\n'));
const batchRows = 5;

let engines: ReportEngines;
let cases = 0;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix of imports of debts: ${cases} cases`);
  await engines?.stop();
});

const owe = async (world: ImportWorld): Promise<void> => {
  for (let index = 1; index <= people; index += 1) {
    const customer = await world.customer(`c${index}`);
    const { tenant, customerId } = customer;
    const debts = ['A', 'B', 'C'].map(
      (code): DebtValue => ({
        tenant,
        customerId,
        code,
        dueDate: '2026-05-01',
        balance: 100,
        currency: 'CLP',
        state: 'current',
        portfolio: 'Norte',
        createdAt: importNow - 1000,
        updatedAt: importNow - 1000,
        version: 1,
      }),
    );
    await engines.table.transact([
      putAction(Customer, { ...customer, debtSummary: summarizeDebts(debts) }, 'any'),
      ...debts.map((debt) => putAction(Debt, debt, 'absent')),
    ]);
  }
};

const untouched: Fault = (_call, send) => send();

/** @param faults of the worker until a person is asked, and of the one that goes on from the answer */
const play = async (faults: { readonly first?: Fault; readonly second?: Fault }) => {
  cases += 1;
  const world = await ImportWorld.create(engines, `crash-debts-${cases}`, people);
  await owe(world);
  const processId = await world.upload(file, { completeFor: 'Norte' }, 'debts');
  const lifetime = new Lifetime(faults.first ?? untouched);
  await world.work(processId, { lifetime, batchRows });
  // With a rejected row it asks before it settles.
  for (let turn = 0; (await world.find(processId)).state !== 'needs_answer'; turn += 1) {
    if (turn === 20) throw new Error('The import does not ask.');
    world.now += 16 * 60_000;
    await world.work(processId, { batchRows });
  }
  const asked = (await world.find(processId)).import;
  await world.answer(processId, { settle: true });
  const second = new Lifetime(faults.second ?? untouched);
  await world.work(processId, { lifetime: second, batchRows });
  const process = await world.untilEnded(processId, batchRows);
  const store = new CustomerStore(engines.table);
  const left: string[] = [];
  for (let index = 1; index <= people; index += 1) {
    const customer = await world.customer(`c${index}`);
    const debts = await world.debtsOf(`c${index}`);
    expect(customer.debtSummary).toEqual(summarizeDebts(debts));
    const changes = await store.listDebtChanges(customer, 50, undefined);
    left.push(
      ...debts.map(({ code, balance, state, version }) => `c${index} ${code} ${balance} ${state} ${version}`),
      ...changes.items.map(({ code, kind }) => `c${index} ${kind} ${code}`).sort(),
    );
  }
  const { counts, issues, settlement } = process.import ?? {};
  const { state, rowsDone } = process;
  return {
    first: lifetime.effects,
    second: second.effects,
    end: {
      state,
      rowsDone,
      counts,
      issues,
      settlement,
      left,
      asked: asked?.question,
      errors: await world.errorFile(process),
    },
  };
};

describe('crash matrix of imports of debts', () => {
  it.each(['first', 'second'] as const)(
    'of the %s worker whatever call is struck, every row and every settled debt is counted and written once',
    async (worker) => {
      const clean = await play({});
      expect(clean.end).toMatchObject({
        state: 'success',
        rowsDone: 8,
        counts: { created: 2, updated: 2, duplicate: 3, rejected: 1 },
        settlement: { open: 6, missing: 2, settled: 2 },
        asked: { kind: 'settle', open: 6, missing: 2, rejected: 1 },
      });
      for (const [position, effect] of clean[worker].entries()) {
        for (const mode of crashModes.filter((each) => canStrike(effect, each))) {
          const { end } = await play({ [worker]: crashAt(position, mode) });
          expect(end, `${mode} call ${position} of ${clean[worker].join(', ')}`).toEqual(clean.end);
        }
      }
    },
    600_000,
  );
});
