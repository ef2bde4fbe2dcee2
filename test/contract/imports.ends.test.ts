/**
 * However an import ends before its file does, its counts are what lies in the table, and its error file has the rest of
 * what it touched (I11, F19; issue 10 C12).
 */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findByDocuments } from '#shared/customers/find-by-documents.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { cancelImport } from '#shared/imports/cancel-import.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { type Fault, Lifetime } from '../support/faults.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

let engines: ReportEngines;
let world: ImportWorld;
let worlds = 0;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  worlds += 1;
  world = await ImportWorld.create(engines, `ends-${worlds}`, 3);
});

const fileOf = (titles: string, lines: readonly string[]): string => `${[titles, ...lines].join('\r\n')}\r\n`;
/** Customers who are not there yet; the line of 10 and each 10 more is wrong. A batch of 60 is three transactions. */
const people = 130;
const documents = Array.from({ length: people }, (_, index) => documentOf(100 + index));
const isWrong = (index: number): boolean => index % 10 === 9;
const customersFile = fileOf(
  'Tipo de documento;Número identificador único;Nombre;Correo;Código de deuda;Vencimiento;Saldo;Moneda;Estado de la deuda',
  documents.map((number, index) =>
    ['RUT', isWrong(index) ? '1-2' : number, `Cliente ${index}`, `c${index}@correo.example`, '', '', '', '', ''].join(
      ';',
    ),
  ),
);

/** Dies before the call of this number, from 0, among those of one kind: the transactions of customers, the batches of history. */
const dieAt = (name: string, at: number): Fault => {
  let calls = 0;
  return (call, send, lifetime) => {
    if (call.name === name) calls += 1;
    return call.name === name && calls > at ? lifetime.die() : send();
  };
};

/** Works with a kill at each of these calls, and a pause after which the dead worker's lease is over. */
const killAt = async (
  processId: string,
  positions: readonly number[],
  { name = 'TransactWriteCommand', batchRows = 60 }: { name?: string; batchRows?: number } = {},
): Promise<void> => {
  for (const position of positions) {
    await world.work(processId, { lifetime: new Lifetime(dieAt(name, position)), batchRows });
    world.now += 16 * 60_000;
  }
};

const thereAre = async (): Promise<readonly string[]> => {
  const asked = documents.map((documentNumber) => ({ documentType: 'RUT', documentNumber }));
  const found = await findByDocuments({ customers: new CustomerStore(engines.table) }, world.tenant, asked);
  return [...found.values()].map(({ documentNumber }) => documentNumber ?? '');
};

const errorRows = async (process: ProcessValue): Promise<readonly (readonly [line: number, code: string])[]> => {
  const rows: string[][] = parse(await world.errorFile(process), { bom: true, delimiter: ';', from_line: 2 });
  return rows.map(([line, , code = '']) => [Number(line), code]);
};

const sumOf = (process: ProcessValue): number => Object.values(process.import?.counts ?? {}).reduce((a, b) => a + b, 0);

/** What the process says is what lies in the table, row by row. */
const isTrue = async (process: ProcessValue): Promise<void> => {
  const there = await thereAre();
  expect(process.import?.counts.created).toBe(there.length);
  expect(sumOf(process)).toBe(process.rowsDone);
  const rows = await errorRows(process);
  const told = documents.flatMap((number, index) =>
    index >= process.rowsDone || (!isWrong(index) && there.includes(number)) ? [] : [index + 2],
  );
  expect(rows.map(([line]) => line)).toEqual(told);
  expect(process.import?.counts.rejected).toBe(told.length);
};

describe('an import of customers', () => {
  it.each([
    ['after its first rows', [1, 0, 0, 0, 0]],
    ['a little further each time', [1, 1, 0, 0, 0]],
    ['before its first row', [0, 0, 0, 0, 0]],
    ['in its second batch', [4, 1, 0, 0, 0, 0]],
  ])('that is given up %s says what is there; the same file again does the rest', async (_when, positions) => {
    const processId = await world.upload(customersFile, {}, 'customers');
    await killAt(processId, positions);
    const process = await world.untilEnded(processId, 60);
    expect(process).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('IMPORT_STOPPED: La importación'),
    });
    expect(process.rowsDone).toBeLessThan(people);
    await isTrue(process);
    const before = await thereAre();
    const again = await world.untilEnded(await world.upload(customersFile, {}, 'customers'));
    const right = documents.filter((_, index) => !isWrong(index)).length;
    expect(again.import?.counts).toEqual({
      created: right - before.length,
      updated: 0,
      duplicate: before.length,
      rejected: people - right,
    });
  });

  it.each([1, 2, 3])('that dies while it counts (write %i) counts once', async (write) => {
    const processId = await world.upload(customersFile, {}, 'customers');
    await killAt(processId, [4, 0, 0, 0, 0, 0]);
    await killAt(processId, [write], { name: 'PutCommand' });
    const process = await world.untilEnded(processId, 60);
    expect(process.state).toBe('failed');
    await isTrue(process);
  });

  it('that dies on and on while it counts, and then meets an engine that is down, counts all the same', async () => {
    const processId = await world.upload(customersFile, {}, 'customers');
    await killAt(processId, [4, 0, 0, 0, 0, 0]);
    await killAt(processId, Array<number>(8).fill(2), { name: 'PutCommand' });
    const isDown: Fault = (call, send) =>
      call.name === 'BatchGetCommand' ? Promise.reject(new Error('connect ECONNREFUSED')) : send();
    await world.work(processId, { lifetime: new Lifetime(isDown), batchRows: 60 });
    expect(await world.find(processId)).toMatchObject({ state: 'processing' });
    world.now += 16 * 60_000;
    const process = await world.untilEnded(processId, 60);
    expect(process).toMatchObject({ state: 'failed', error: expect.not.stringContaining('ROWS_UNCOUNTED') });
    await isTrue(process);
  });

  it('that is cancelled while its worker lies dead in a batch says what is there', async () => {
    const processId = await world.upload(customersFile, {}, 'customers');
    await killAt(processId, [1]);
    // Another import of the company writes, so that this one waits: pending, with no row counted.
    const other = await world.upload(customersFile, {}, 'customers');
    await killAt(other, [0]);
    world.now -= 16 * 60_000;
    await world.work(processId, { batchRows: 60 });
    const waiting = await world.find(processId);
    expect(waiting).toMatchObject({ state: 'pending', rowsDone: 0 });
    expect((await thereAre()).length).toBeGreaterThan(0);
    await cancelImport(
      { processes: world.processes, clock: { now: () => world.now } },
      { tenant: world.tenant, userId: 'ana', processId },
    );
    world.now += 60_000;
    await world.work(processId, { batchRows: 60 });
    const process = await world.find(processId);
    expect(process.state).toBe('cancelled');
    await isTrue(process);
  });

  it('whose file is gone in the middle of a batch says what it cannot count', async () => {
    const processId = await world.upload(customersFile, {}, 'customers');
    await killAt(processId, [4, 0]);
    await world.replace(processId, Buffer.from('other'));
    const process = await world.untilEnded(processId, 60);
    expect(process).toMatchObject({
      state: 'failed',
      rowsDone: 60,
      error: expect.stringMatching(/FILE_REPLACED: .* ROWS_UNCOUNTED: Hasta \d+ filas desde la línea 62 /),
    });
    expect(await errorRows(process)).toHaveLength(process.import?.counts.rejected ?? 0);
  });
});

describe('an import of history', () => {
  const titles = 'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;Asunto';
  const lines = Array.from({ length: 30 }, (_, index) =>
    [
      'RUT',
      documentOf(1 + (index % 3)),
      'Correo',
      '2026-06-01',
      `a${index}@x.example,b${index}@x.example`,
      'Entregada',
      `fila ${index}`,
    ].join(';'),
  );

  it('that is given up counts the interactions that are there, also half a row', async () => {
    const processId = await world.upload(fileOf(titles, lines), { listSeparator: ',' }, 'interactions');
    await killAt(processId, [1, 0, 0, 0, 0], { name: 'BatchWriteCommand', batchRows: 14 });
    const process = await world.untilEnded(processId, 14);
    expect(process).toMatchObject({ state: 'failed', error: expect.stringContaining('IMPORT_STOPPED') });
    const messages = await world.messages(3);
    expect(messages.length % 2, 'a row is there by half').toBe(1);
    expect(process.import?.interactions).toBe(messages.length);
    expect((await errorRows(process)).map(([, code]) => code)).toEqual(['ROW_UNFINISHED', 'ROW_NOT_WRITTEN']);
    expect(process.import?.counts.created).toBe(new Set(messages.map(({ subject }) => subject)).size);
    expect(sumOf(process)).toBe(process.rowsDone);
  });
});
