/** Imports of debts against the real engines: C27–C30, Q15, F19, F20, I11; issue 12, line 1. */
import { parse } from 'csv-parse/sync';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditStore } from '#shared/audit/store.ts';
import { putDebt } from '#shared/customers/change-debt.ts';
import { summarizeDebts } from '#shared/customers/debts.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { cancelImport } from '#shared/imports/cancel-import.ts';
import { type Fault, Lifetime } from '../support/faults.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld, importCompany } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

let engines: ReportEngines;
let world: ImportWorld;
let worlds = 0;
const people = 12;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  worlds += 1;
  world = await ImportWorld.create(engines, `debts-${worlds}`, people);
});

const titles = [
  'Tipo de documento',
  'Número identificador único',
  'Código de deuda',
  'Saldo',
  'Fecha de vencimiento',
  'Moneda',
  'Estado de la deuda',
  'Cartera',
  'Cuotas',
];
type Cell = 'document' | 'code' | 'balance' | 'due' | 'currency' | 'state' | 'portfolio' | 'instalments';
const line = (index: number, over: Partial<Record<Cell, string>> = {}) =>
  [
    'RUT',
    over.document ?? documentOf(index),
    over.code ?? `F-${index}`,
    over.balance ?? `${index}000`,
    over.due ?? '2026-05-01',
    over.currency ?? 'CLP',
    over.state ?? 'Vigente',
    over.portfolio ?? 'Norte',
    over.instalments ?? '',
  ].join('|');
const fileOf = (...lines: readonly string[]) => `${[titles.join('|'), ...lines].join('\r\n')}\r\n`;
const counts = { created: 0, updated: 0, duplicate: 0, rejected: 0 };

/** Entries of the audit trail on debts that files did not name. */
const settlements = async () => {
  const page = { limit: 50, after: undefined };
  const { entries } = await new AuditStore(engines.table).listPage(world.tenant, { from: 0, to: world.now }, page);
  return entries.filter(({ kind }) => kind === 'settlement');
};
const begin = (file: string | Buffer, options: object = {}) => world.upload(file, options, 'debts');
/** A later import: what was written before is older than it. */
const importFile = async (file: string | Buffer, options: object = {}, batchRows?: number) => {
  world.now += 60_000;
  return world.untilEnded(await begin(file, options), batchRows);
};
/** Works until a person is asked, or the end. */
const untilAsked = async (processId: string) => {
  for (let turn = 0; turn < 20; turn += 1) {
    const process = await world.find(processId);
    if (process.finishedAt !== null || process.state === 'needs_answer') return process;
    world.now += 16 * 60_000;
    await world.work(processId);
  }
  throw new Error('The import neither asks nor ends.');
};
const put = async (customerId: string, body: object) => {
  const deps = {
    customers: new CustomerStore(engines.table),
    findCompany: async () => importCompany(world.tenant),
    clock: { now: () => world.now },
  };
  const fields = {
    code: 'A',
    dueDate: '2026-05-01',
    balance: 100,
    currency: 'CLP',
    state: 'current' as const,
    ...body,
  };
  return putDebt(deps, { tenant: world.tenant, customerId, by: 'ana', body: fields });
};
const changesOf = async (customerId: string) => {
  const page = await new CustomerStore(engines.table).listDebtChanges(await world.customer(customerId), 50, undefined);
  return page.items;
};
/** Summary equals the debts, whatever happened. */
const expectSummed = async () => {
  for (let index = 1; index <= people; index += 1) {
    const { debtSummary } = await world.customer(`c${index}`);
    expect(debtSummary, `c${index}`).toEqual(summarizeDebts(await world.debtsOf(`c${index}`)));
  }
};

describe('rows', () => {
  it('C27–C30: rows become debts of their customers, with the summary and the record of the change', async () => {
    const process = await importFile(
      fileOf(
        line(1, { instalments: '2026-02-01 400 pagada; 2026-03-01 600', balance: '600' }),
        line(2, { code: 'F-2a', balance: '1.500', due: '2026-06-01', state: '' }),
        line(2, { code: 'F-2b', balance: '10,5', currency: 'USD', portfolio: '' }),
        line(3, { balance: '0', state: '' }),
      ),
    );
    expect(process.import?.counts).toEqual({ ...counts, created: 4 });
    expect(await world.debtsOf('c1')).toMatchObject([
      {
        code: 'F-1',
        balance: 600,
        portfolio: 'Norte',
        instalments: [
          { number: 1, dueDate: '2026-02-01', amount: 400, paid: true },
          { number: 2, dueDate: '2026-03-01', amount: 600, paid: false },
        ],
      },
    ]);
    expect(await world.debtsOf('c2')).toMatchObject([
      { code: 'F-2a', balance: 1500, dueDate: '2026-06-01', state: 'current' },
      { code: 'F-2b', balance: 1050, currency: 'USD' },
    ]);
    expect((await world.debtsOf('c2'))[1]).not.toHaveProperty('portfolio');
    expect(await world.debtsOf('c3')).toMatchObject([{ balance: 0, state: 'paid' }]);
    expect((await world.customer('c1')).debtSummary).toEqual({
      dueDate: '2026-03-01',
      balances: { CLP: 600 },
      state: 'current',
    });
    expect(await changesOf('c1')).toMatchObject([{ by: `import:${process.processId}`, kind: 'created', code: 'F-1' }]);
    await expectSummed();
  });

  it('F20: the same file again changes nothing; changed cells change, empty ones leave what is there', async () => {
    const first = fileOf(line(1), line(2, { instalments: '2026-02-01 2000' }), line(3));
    await importFile(first);
    const before = await world.debtsOf('c2');
    expect((await importFile(first)).import?.counts).toEqual({ ...counts, duplicate: 3 });
    const again = await importFile(
      fileOf(
        line(1),
        line(2, { balance: '1500', state: '', portfolio: '' }),
        line(3, { state: 'Pagada', balance: '0' }),
      ),
    );
    expect(again.import?.counts).toEqual({ ...counts, updated: 2, duplicate: 1 });
    expect(await world.debtsOf('c2')).toMatchObject([
      { balance: 1500, portfolio: 'Norte', state: 'current', instalments: before[0]?.instalments, version: 2 },
    ]);
    expect((await changesOf('c3')).map(({ kind }) => kind)).toEqual(['changed', 'created']);
    // Owed again: it is open again, though the file has no states.
    await importFile(fileOf(line(3, { state: '', balance: '700' })));
    expect(await world.debtsOf('c3')).toMatchObject([{ balance: 700, state: 'current' }]);
    await expectSummed();
  });

  it('every row that cannot be taken is told with its line, column and words', async () => {
    await put('c5', { code: 'F-5', currency: 'USD', balance: 500 });
    const process = await importFile(
      fileOf(
        line(40),
        line(1, { document: '' }),
        line(2, { document: '66666666-6' }),
        line(3, { code: '' }),
        line(4, { balance: '-1000' }),
        line(5, { currency: '' }),
        line(6, { balance: 'mil' }),
        line(7, { balance: '1,5' }),
        line(8, { due: '31/02/2026' }),
        line(9, { currency: 'PESOS' }),
        line(10, { state: 'Congelada' }),
        line(11, { instalments: '12' }),
        line(12, { instalments: '2026-02-01 -5' }),
        line(12, { portfolio: '*' }),
        `${line(12)}|sobra`,
      ),
    );
    expect(process.import?.counts).toEqual({ ...counts, rejected: 15 });
    const rows: string[][] = parse(await world.errorFile(process), {
      bom: true,
      relax_column_count: true,
      delimiter: '|',
    });
    expect(rows.slice(1).map(([at, column, code]) => [at, column, code])).toEqual([
      ['2', 'Número identificador único', 'CUSTOMER_NOT_FOUND'],
      ['3', 'Número identificador único', 'VALUE_REQUIRED'],
      ['4', 'Número identificador único', 'DOCUMENT_PLACEHOLDER'],
      ['5', 'Código de deuda', 'VALUE_REQUIRED'],
      ['6', 'Saldo', 'AMOUNT_NEGATIVE'],
      ['7', 'Moneda', 'CURRENCY_CHANGED'],
      ['8', 'Saldo', 'AMOUNT_AMBIGUOUS'],
      ['9', 'Saldo', 'AMOUNT_AMBIGUOUS'],
      ['10', 'Fecha de vencimiento', 'DATE_INVALID'],
      ['11', 'Moneda', 'CURRENCY_UNKNOWN'],
      ['12', 'Estado de la deuda', 'VALUE_INVALID'],
      ['13', 'Cuotas', 'INSTALMENTS_INVALID'],
      ['14', 'Cuotas', 'AMOUNT_NEGATIVE'],
      ['15', 'Cartera', 'VALUE_INVALID'],
      ['16', '', 'ROW_WIDTH'],
    ]);
    await expectSummed();
  });

  it('a code stands in a file once: the same row is a duplicate, other data are refused, both lines told', async () => {
    const process = await importFile(
      fileOf(line(1), line(1), line(1, { balance: '9' }), line(2, { code: 'F-1' })),
      {},
      2,
    );
    expect(process.import).toMatchObject({
      counts: { ...counts, created: 2, duplicate: 1, rejected: 1 },
      issues: expect.arrayContaining([
        { code: 'ROW_DUPLICATE', count: 1, line: 3, details: { of: 2 } },
        { code: 'DEBT_REPEATED', column: 'debtCode', count: 1, line: 4, details: { of: 2 } },
      ]),
    });
    expect(await world.debtsOf('c1')).toMatchObject([{ balance: 1000 }]);
  });

  it('a file of customers that names the debt again leaves its portfolio and instalments', async () => {
    await importFile(fileOf(line(1, { instalments: '2026-02-01 1000' })));
    const head =
      'Tipo de documento|Número identificador único|Nombre|Código de deuda|Vencimiento|Saldo|Moneda|Estado de la deuda';
    world.now += 60_000;
    await world.untilEnded(
      await world.upload(`${head}\nRUT|${documentOf(1)}|Cliente 1|F-1|2026-05-01|700|CLP|Vencida\n`, {}, 'customers'),
    );
    expect(await world.debtsOf('c1')).toMatchObject([
      { balance: 700, state: 'overdue', portfolio: 'Norte', instalments: [{ dueDate: '2026-02-01' }] },
    ]);
  });

  it('a customer has at most 200 debts; many of one customer in one batch are written', async () => {
    const lines = Array.from({ length: 203 }, (_, index) => line(1, { code: `D-${index}` }));
    const process = await importFile(fileOf(...lines), {}, 300);
    expect(process.import?.counts).toEqual({ ...counts, created: 200, rejected: 3 });
    expect(await world.debtsOf('c1')).toHaveLength(200);
    await expectSummed();
  });

  it('F19: workbooks and files of Windows offices are read as the other kinds are', async () => {
    const rows = [
      ['RUT', 'Nº operación', 'Monto adeudado', 'Vence', 'Estado', 'Cuotas'],
      [documentOf(1), 'OP-1', '1.250', '28-02-2026', 'En mora', ''],
      [documentOf(2), 'OP-2', '$ 2.000', '31-03-2026', 'Castigada', '05-01-2026 1.000 pagada; 05-02-2026 1.000'],
    ];
    const text = Buffer.from(
      rows.map((cells) => cells.map((cell) => (cell.includes(';') ? `"${cell}"` : cell)).join(';')).join('\r\n'),
      'latin1',
    );
    const fromText = await importFile(text);
    expect(fromText.import).toMatchObject({ counts: { ...counts, created: 2 }, reading: { encoding: 'windows-1252' } });
    expect(await world.debtsOf('c1')).toMatchObject([
      { code: 'OP-1', balance: 1250, currency: 'CLP', dueDate: '2026-02-28', state: 'overdue' },
    ]);
    const sheet = rows.map((cells, index) => (index === 2 ? cells.with(2, '2500') : cells));
    const fromSheet = await importFile(Buffer.from(await writeXlsx({ sheets: [{ name: 'Deudas', rows: sheet }] })));
    expect(fromSheet.import).toMatchObject({
      counts: { ...counts, updated: 1, duplicate: 1 },
      reading: { format: 'xlsx' },
    });
    expect(await world.debtsOf('c2')).toMatchObject([
      { balance: 2500, state: 'written_off', instalments: [{ dueDate: '2026-01-05', paid: true }, { paid: false }] },
    ]);
  });
});

describe('a file that is complete for a scope', () => {
  /** c1 to c10 owe one debt each of Norte, c11 one of Sur, c12 one of none; c1 has paid one as well. */
  const owe = async () => {
    for (let index = 1; index <= 10; index += 1) await put(`c${index}`, { code: `F-${index}`, portfolio: 'Norte' });
    await put('c1', { code: 'OLD', portfolio: 'Norte', state: 'paid' });
    await put('c11', { code: 'F-11', portfolio: 'Sur' });
    await put('c12', { code: 'F-12' });
    world.now += 60_000;
  };
  const states = async () => {
    const found: string[] = [];
    for (let index = 1; index <= people; index += 1) {
      for (const { code, state, balance } of await world.debtsOf(`c${index}`))
        found.push(`${code} ${state} ${balance}`);
    }
    return found;
  };
  const paid = async () => (await states()).filter((each) => each.endsWith(' paid 0'));
  const without = (...absent: readonly number[]) =>
    fileOf(
      ...Array.from({ length: 10 }, (_, index) => index + 1)
        .filter((index) => !absent.includes(index))
        .map((index) => line(index)),
    );

  it('without the option nothing is settled', async () => {
    await owe();
    const process = await importFile(without(1, 2, 3));
    expect(process.import).not.toHaveProperty('settlement');
    expect(await paid()).toEqual([]);
  });

  it('settles what is open, of the scope, and missing; of another portfolio nothing', async () => {
    await owe();
    const process = await importFile(without(4, 7), { completeFor: 'Norte' });
    expect(process).toMatchObject({
      state: 'success',
      import: { settlement: { open: 10, missing: 2, settled: 2 }, counts: { ...counts, updated: 8 } },
    });
    expect(await paid()).toEqual(['F-4 paid 0', 'F-7 paid 0']);
    expect((await changesOf('c4'))[0]).toMatchObject({
      by: `import:${process.processId}`,
      kind: 'changed',
      fields: [
        { field: 'balance', before: 100, after: 0 },
        { field: 'state', before: 'current', after: 'paid' },
      ],
    });
    await expectSummed();
  });

  it('`*` is every portfolio and none; a fifth of the scope is not too much', async () => {
    await owe();
    const process = await importFile(fileOf(...Array.from({ length: 10 }, (_, index) => line(index + 1))), {
      completeFor: '*',
    });
    expect(process.import?.settlement).toEqual({ open: 12, missing: 2, settled: 2 });
    expect(await paid()).toEqual(['F-11 paid 0', 'F-12 paid 0']);
  });

  it('a row of a complete file that names no portfolio is of the scope', async () => {
    await owe();
    await importFile(fileOf(...Array.from({ length: 11 }, (_, index) => line(index + 1, { portfolio: '' }))), {
      completeFor: 'Norte',
    });
    expect(await world.debtsOf('c11')).toMatchObject([{ portfolio: 'Norte', state: 'current' }]);
    expect(await paid()).toEqual([]);
  });

  it('the dry run says how many; its confirmation settles these, and more only when asked again', async () => {
    await owe();
    const processId = await begin(without(1, 2, 3), { completeFor: 'Norte', dryRun: true });
    const checked = await world.untilEnded(processId);
    expect(checked.import).toMatchObject({
      stage: 'validated',
      settlement: { open: 10, missing: 3, settled: 0 },
      counts: { updated: 7 },
    });
    expect(await paid()).toEqual([]);
    world.now += 1000;
    await world.answer(processId);
    const done = await world.untilEnded(processId);
    expect(done).toMatchObject({ state: 'success', import: { settlement: { open: 10, missing: 3, settled: 3 } } });
    expect(await settlements()).toMatchObject([{ userId: 'sofia', subjectId: processId }]);
    expect(await paid()).toEqual(['F-1 paid 0', 'F-2 paid 0', 'F-3 paid 0']);
  });

  it('a dry run confirmed without settling imports the rows alone', async () => {
    await owe();
    const processId = await begin(without(1, 2, 3), { completeFor: 'Norte', dryRun: true });
    await world.untilEnded(processId);
    world.now += 1000;
    await world.answer(processId, { settle: false });
    expect(await world.untilEnded(processId)).toMatchObject({
      state: 'success',
      import: { settlement: { missing: 3, settled: 0 }, counts: { updated: 7 } },
    });
    expect(await paid()).toEqual([]);
  });

  it.each([true, false])('above a fifth it waits once its rows are in; answered with %s', async (settle) => {
    await owe();
    const processId = await begin(without(1, 2, 3), { completeFor: 'Norte' });
    const asked = await untilAsked(processId);
    expect(asked).toMatchObject({
      state: 'needs_answer',
      import: { question: { kind: 'settle', open: 10, missing: 3, rejected: 0 }, counts: { updated: 7 } },
    });
    expect(await paid()).toEqual([]);
    await expect(world.answer(processId)).rejects.toMatchObject({ code: 'IMPORT_ANSWER_MISSING' });
    await world.answer(processId, { settle });
    const done = await world.untilEnded(processId);
    expect(done).toMatchObject({
      state: 'success',
      rowsDone: 7,
      import: { settlement: { missing: 3, settled: settle ? 3 : 0 }, counts: { updated: 7 } },
    });
    expect(await paid()).toHaveLength(settle ? 3 : 0);
    expect(await settlements()).toMatchObject([{ actor: 'user', userId: 'sofia', subjectId: processId }]);
    expect((await settlements())[0]?.changes).toEqual([
      { field: 'portfolio', before: null, after: 'Norte' },
      { field: 'open', before: null, after: 10 },
      { field: 'missing', before: null, after: 3 },
      { field: 'settle', before: null, after: settle },
    ]);
  });

  it('with a rejected row it waits, and what that row names is not missing', async () => {
    await owe();
    const rows = [1, 2, 3, 4, 5, 6, 7].map((index) => line(index));
    // Of the debt F-8 the amount is wrong, of F-9 the customer; F-10 is missing.
    const processId = await begin(fileOf(...rows, line(8, { balance: 'x' }), line(9, { document: documentOf(50) })), {
      completeFor: 'Norte',
    });
    expect(await untilAsked(processId)).toMatchObject({
      import: { question: { kind: 'settle', open: 10, missing: 1, rejected: 2 } },
    });
    await world.answer(processId, { settle: true });
    await world.untilEnded(processId);
    expect(await paid()).toEqual(['F-10 paid 0']);
  });

  it('an import that was cancelled settles nothing, whether it works or asks', async () => {
    await owe();
    const deps = { processes: world.processes, clock: { now: () => world.now } };
    const asking = await begin(without(1, 2, 3), { completeFor: 'Norte' });
    await untilAsked(asking);
    await cancelImport(deps, { tenant: world.tenant, userId: 'ana', processId: asking });
    expect(await world.find(asking)).toMatchObject({ state: 'cancelled', import: { counts: { updated: 7 } } });
    const working = await begin(without(4), { completeFor: 'Norte' });
    let calls = 0;
    const cancelAt: Fault = async (_call, send) => {
      calls += 1;
      if (calls === 25) await cancelImport(deps, { tenant: world.tenant, userId: 'ana', processId: working });
      return send();
    };
    await world.work(working, { lifetime: new Lifetime(cancelAt), batchRows: 2 });
    expect(await world.untilEnded(working, 2)).toMatchObject({
      state: 'cancelled',
      import: { settlement: { settled: 0 } },
    });
    expect(await paid()).toEqual([]);
  });

  it('an import that was given up settles nothing', async () => {
    await owe();
    const processId = await begin(without(4), { completeFor: 'Norte' });
    for (let turn = 0; turn < 6; turn += 1) {
      world.now += 16 * 60_000;
      const refuse: Fault = (call, send) =>
        call.name === 'TransactWriteCommand' ? Promise.reject(new Error('refused')) : send();
      await world.work(processId, { lifetime: new Lifetime(refuse) });
    }
    expect(await world.untilEnded(processId)).toMatchObject({
      state: 'failed',
      import: { settlement: { settled: 0 } },
    });
    expect(await paid()).toEqual([]);
  });

  it('what was written after the import began is left, and what was paid meanwhile is not counted', async () => {
    await owe();
    const processId = await begin(without(4, 5), { completeFor: 'Norte' });
    let calls = 0;
    const meanwhile: Fault = async (_call, send) => {
      calls += 1;
      if (calls === 12) {
        world.now += 1000;
        await put('c5', { code: 'F-5', portfolio: 'Norte', balance: 50 });
        await put('c6', { code: 'NEW', portfolio: 'Norte' });
      }
      return send();
    };
    world.now += 1000;
    await world.work(processId, { lifetime: new Lifetime(meanwhile) });
    const done = await world.untilEnded(processId);
    expect(done.import?.settlement).toMatchObject({ missing: 1, settled: 1 });
    expect(await paid()).toEqual(['F-4 paid 0']);
  });

  it('once the missing are being settled the import is not cancelled any more', async () => {
    await owe();
    const deps = { processes: world.processes, clock: { now: () => world.now } };
    const processId = await begin(without(4), { completeFor: 'Norte' });
    await untilStruckAt(processId, 'settling');
    await expect(cancelImport(deps, { tenant: world.tenant, userId: 'ana', processId })).rejects.toMatchObject({
      code: 'PROCESS_ENDED',
    });
    expect(await world.untilEnded(processId)).toMatchObject({
      state: 'success',
      import: { settlement: { settled: 1 } },
    });
  });

  /** Works until the checkpoint says that the missing are being settled, and lets the worker die there. */
  const untilStruckAt = async (processId: string, mark: string) => {
    const dieThere: Fault = async (_call, send) => {
      const { checkpoint } = await world.find(processId);
      const standing: unknown = checkpoint === null ? null : JSON.parse(checkpoint)[mark];
      if (standing !== null && standing !== undefined) throw new Error('died');
      return send();
    };
    await world.work(processId, { lifetime: new Lifetime(dieThere) });
  };
});

describe('two imports at once', () => {
  it('are counted each by itself, and leave summaries that are right', async () => {
    const one = await begin(fileOf(...[1, 2, 3, 4].map((index) => line(index))));
    const other = await begin(fileOf(...[1, 2, 3, 4].map((index) => line(index, { code: `G-${index}` }))));
    await Promise.all([world.work(one, { batchRows: 2 }), world.work(other, { batchRows: 2 })]);
    const ends = [await world.untilEnded(one, 2), await world.untilEnded(other, 2)];
    expect(ends.map((process) => process.import?.counts)).toEqual([
      { ...counts, created: 4 },
      { ...counts, created: 4 },
    ]);
    for (let index = 1; index <= 4; index += 1) expect(await world.debtsOf(`c${index}`)).toHaveLength(2);
    await expectSummed();
  });

  it('of the same file: what the one has made is a duplicate of the other', async () => {
    const file = fileOf(...[1, 2, 3, 4, 5, 6].map((index) => line(index)));
    const [one, other] = [await begin(file), await begin(file)];
    await Promise.all([world.work(one, { batchRows: 2 }), world.work(other, { batchRows: 2 })]);
    const ends = [await world.untilEnded(one, 2), await world.untilEnded(other, 2)];
    const sum = (name: 'created' | 'duplicate') =>
      ends.reduce((all, process) => all + (process.import?.counts[name] ?? 0), 0);
    expect([sum('created'), sum('duplicate')]).toEqual([6, 6]);
    await expectSummed();
  });
});
