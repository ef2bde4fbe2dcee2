/** Files as offices have them, from the upload to the table: encodings, workbooks, and what an import asks (F19, F20). */
import type { S3Client } from '@aws-sdk/client-s3';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { confirmImport } from '#shared/imports/confirm-import.ts';
import { ErrorFile, errorFormat } from '#shared/imports/error-file.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { createStoredFiles } from '#shared/processes/stored-files.ts';
import { Lifetime } from '../support/faults.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { bucket, type ReportEngines, startReportEngines } from '../support/report-engines.ts';

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
  world = await ImportWorld.create(engines, `source-${worlds}`, people);
});

const titles = [
  'Tipo de documento',
  'Número identificador único',
  'Canal',
  'Fecha de envío',
  'Destinatarios',
  'Estado',
  'Asunto',
];
const row = (index: number, date: string) => [
  'RUT',
  documentOf(index),
  'Correo',
  date,
  `c${index}@correo.example`,
  'Entregada',
  `Asunto nº ${index}`,
];
const answer = (processId: string, given: object | undefined) =>
  confirmImport(
    {
      processes: world.processes,
      uploads: { look: async () => undefined },
      mappings: new ImportStore(engines.table),
      jobs: { enqueue: async () => undefined },
      clock: { now: () => world.now },
    },
    { tenant: world.tenant, userId: 'sofia', processId, answer: given },
  );
const workbook = async (rows: readonly (readonly (string | Date)[])[]) =>
  Buffer.from(await writeXlsx({ sheets: [{ name: 'Historia', rows: rows.map((cells) => [...cells]) }] }));

describe('the file of an office', () => {
  it('in Windows-1252, with semicolons, a title row and days first, goes in without a question', async () => {
    const text = [
      'Historial de cobranza;;;;;;',
      titles.join(';'),
      row(1, '05-06-2026 10:30 p. m.').join(';'),
      row(2, '13-06-2026').join(';'),
    ].join('\r\n');
    const process = await world.untilEnded(await world.upload(Buffer.from(text, 'latin1')));
    expect(process).toMatchObject({
      state: 'success',
      import: {
        counts: { created: 2, updated: 0, duplicate: 0, rejected: 0 },
        separator: ';',
        reading: { format: 'csv', encoding: 'windows-1252', headerLine: 2, dateFormat: 'dd/mm/yyyy' },
      },
    });
    const messages = await world.messages(2);
    expect(messages.map(({ subject, day }) => [subject, day])).toEqual([
      ['Asunto nº 1', '2026-06-05'],
      ['Asunto nº 2', '2026-06-13'],
    ]);
  });

  it('names a refused row by the line of the original', async () => {
    const text = ['Título;;;;;;', '', titles.join(';'), row(1, '13-06-2026').join(';'), 'RUT;1;Paloma;x;y;z;'];
    const process = await world.untilEnded(await world.upload(text.join('\n')));
    expect(process.import?.counts).toMatchObject({ created: 1, rejected: 1 });
    expect(await world.errorFile(process)).toContain('\r\n5;');
  });
});

describe('a workbook', () => {
  const rows = () => [
    ['Historial', ''],
    titles,
    ...Array.from({ length: people }, (_, index) => row(index + 1, `2026-06-${String(index + 1).padStart(2, '0')}`)),
    ['RUT', documentOf(1), 'Paloma', new Date(Date.UTC(2026, 5, 1)), 'c1@correo.example', 'Entregada', 'x'],
  ];
  const sums = { created: people, updated: 0, duplicate: 0, rejected: 1 };

  it('is imported like a text, with its errors at their lines', async () => {
    const process = await world.untilEnded(await world.upload(await workbook(rows())));
    expect(process).toMatchObject({
      state: 'success',
      rowsTotal: people + 1,
      import: { counts: sums, separator: null, reading: { format: 'xlsx', sheet: 1, headerLine: 2 } },
    });
    expect(await world.messages(people)).toHaveLength(people);
    expect(await world.errorFile(process)).toContain(`\r\n${people + 3};`);
  });

  it('issue 11, line 12: the error file of a workbook comes as both, and each goes in again once it is corrected', async () => {
    const bad = [titles, row(1, '2026-06-01'), row(2, 'ayer').with(6, '=2+2'), row(3, '2026-06-03').with(2, 'Paloma')];
    const process = await world.untilEnded(await world.upload(await workbook(bad)));
    expect(process.files.map(({ name, downloadName, rows: count }) => [name, downloadName, count])).toEqual([
      ['errors.csv', 'errores-historia.csv', 2],
      ['errors.xlsx', 'errores-historia.xlsx', 2],
    ]);
    const csv = await world.errorFile(process);
    // A workbook has no separator of its own: the CSV has that of the company's country.
    expect(csv.split('\r\n')[0]).toBe(`\ufeffLínea;Columna;Código;Qué corregir;${titles.join(';')}`);
    const written = await world.file(process, 'errors.xlsx');
    const [sheet] = (await readXlsx(written)).sheets;
    expect(sheet?.name).toBe('Errores');
    expect(sheet?.rows.map((cells) => [cells[0], cells[2], cells[6], cells[7], cells[10]])).toEqual([
      ['Línea', 'Código', 'Canal', 'Fecha de envío', 'Asunto'],
      ['3', 'DATE_INVALID', 'Correo', 'ayer', '=2+2'],
      ['4', 'CHANNEL_UNKNOWN', 'Paloma', '2026-06-03', 'Asunto nº 3'],
    ]);
    expect(sheet?.rows[2]?.[3]).toBe('No existe el canal «Paloma». Se acepta: Correo, SMS, WhatsApp, Llamada.');
    // As it is, both rows are refused again, and no column stands there twice.
    const unchanged = await world.untilEnded(await world.upload(written));
    expect(unchanged).toMatchObject({ state: 'success', import: { counts: { created: 0, rejected: 2 } } });
    const second = (await readXlsx(await world.file(unchanged, 'errors.xlsx'))).sheets[0];
    expect(second?.rows[0]).toEqual(sheet?.rows[0]);
    expect(unchanged.files[1]?.downloadName).toBe('errores-historia.xlsx');
    // Corrected in Excel, with a typed date.
    const corrected = (sheet?.rows ?? []).map((cells) =>
      cells.map((cell) =>
        cell === 'ayer' ? new Date('2026-06-02T00:00:00Z') : cell === 'Paloma' ? 'Correo' : String(cell ?? ''),
      ),
    );
    const again = await world.untilEnded(await world.upload(await workbook(corrected)));
    expect(again).toMatchObject({ state: 'success', import: { counts: { created: 2, rejected: 0 } } });
    expect((await world.messages(3)).map(({ subject, day }) => [subject, day])).toEqual([
      ['Asunto nº 1', '2026-06-01'],
      ['=2+2', '2026-06-02'],
      ['Asunto nº 3', '2026-06-03'],
    ]);
  });

  it('rows that cannot be read stand in the workbook of errors one by one, as they stood', async () => {
    const text = [
      titles.join(';'),
      row(1, '2026-06-01').with(6, 'a"b').join(';'),
      'RUT;solo dos',
      row(2, '2026-06-02').join(';'),
    ];
    const process = await world.untilEnded(await world.upload(text.join('\r\n')));
    const [sheet] = (await readXlsx(await world.file(process, 'errors.xlsx'))).sheets;
    expect(sheet?.rows.slice(1).map((cells) => [cells[0], cells[2], cells.findLast((cell) => cell !== null)])).toEqual([
      ['2', 'QUOTE_MISPLACED', 'a"b'],
      ['3', 'ROW_WIDTH', 'solo dos'],
    ]);
  });

  it('an error file that an older version began as text is ended as text', async () => {
    const files = createStoredFiles(engines.s3 as S3Client, bucket);
    const key = `imports/${world.tenant}/old/x.errors.csv`;
    const began = '\ufeffLínea;Columna;Código;Qué corregir;Nombre\r\n2;Nombre;VALUE_REQUIRED;Falta.;\r\n';
    await files.put(`${key}.tail`, 'text/csv', Buffer.from(began));
    const company = { language: 'es', defaultCountry: 'CL' } as const;
    const format = errorFormat(';', { options: ImportOptionsSchema.parse({}), fileName: 'clientes.csv' }, company);
    const state = { key, uploadId: null, parts: [], tailBytes: Buffer.byteLength(began), rows: 1 };
    const errors = await ErrorFile.open(files, state, format);
    errors.add({ own: ['3', '', 'ROW_WIDTH', 'Celdas.'], original: 'a;b', isFaulty: false });
    await errors.store();
    expect((await errors.finish()).map(({ name }) => name)).toEqual(['errors.csv']);
    const pieces: Uint8Array[] = [];
    for await (const piece of (await files.read(key)) ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces).toString('utf8')).toBe(`${began}3;;ROW_WIDTH;Celdas.;a;b\r\n`);
  });

  it('issue 11, F20: killed at each of its writes, every chunk among them, the sums and rows are the same', async () => {
    const bytes = await workbook(rows());
    let died = true;
    for (let at = 1; died; at += 1) {
      worlds += 1;
      world = await ImportWorld.create(engines, `source-${worlds}`, people);
      const processId = await world.upload(bytes);
      died = false;
      const lifetime = new Lifetime(async (call, send, life) => {
        if (call.kind !== 'effect' || call.position !== at) return send();
        died = true;
        await send();
        return life.die();
      });
      await world.work(processId, { lifetime, batchRows: 5 });
      const process = await world.untilEnded(processId, 5);
      expect([at, process.state, process.import?.counts]).toEqual([at, 'success', sums]);
      expect(await world.messages(people)).toHaveLength(people);
    }
  }, 120_000);
});

describe('what an import asks', () => {
  it('nothing more once its file is there: between confirm and its worker it is on its way, and asking again calls anew', async () => {
    const calls: string[] = [];
    const confirm = (processId: string) =>
      confirmImport(
        {
          processes: world.processes,
          uploads: { look: async () => ({ etag: 'e', versionId: null, size: 1 }) },
          mappings: new ImportStore(engines.table),
          jobs: { enqueue: async (job) => void calls.push(job.processId) },
          clock: { now: () => world.now },
        },
        { tenant: world.tenant, userId: 'sofia', processId },
      );
    const text = [titles.join(';'), row(1, '2026-06-05').join(';')].join('\n');
    const checked = await world.upload(text, { dryRun: true });
    expect(await confirm(checked)).toMatchObject({ state: 'pending', import: { stage: 'validating', pinned: null } });
    expect(await confirm(checked)).toMatchObject({ state: 'pending', import: { stage: 'validating' } });
    const written = await world.upload(text);
    expect(await confirm(written)).toMatchObject({ state: 'pending', import: { stage: 'importing', pinned: null } });
    expect(calls).toEqual([checked, checked, written]);
    expect(await world.untilEnded(checked)).toMatchObject({ state: 'success', import: { stage: 'validated' } });
    expect(await world.messages(1)).toEqual([]);
    expect(await world.untilEnded(written)).toMatchObject({ state: 'success', import: { counts: { created: 1 } } });
  });

  it('the order of dates that can be read in two ways, answered in confirm', async () => {
    const text = [titles.join(';'), row(1, '05-06-2026').join(';'), row(2, '01-02-2026').join(';')].join('\n');
    const processId = await world.upload(text);
    await world.work(processId);
    expect(await world.find(processId)).toMatchObject({
      state: 'needs_answer',
      lease: null,
      import: { question: { kind: 'dateFormat', column: 'Fecha de envío', examples: ['05-06-2026', '01-02-2026'] } },
    });
    expect(await world.messages(2)).toEqual([]);
    await expect(answer(processId, undefined)).rejects.toMatchObject({ code: 'IMPORT_ANSWER_MISSING' });
    await expect(answer(processId, { columns: {} })).rejects.toMatchObject({ code: 'IMPORT_ANSWER_MISSING' });
    await answer(processId, { dateFormat: 'dd/mm/yyyy' });
    const process = await world.untilEnded(processId);
    expect(process).toMatchObject({ state: 'success', import: { counts: { created: 2 } } });
    expect(process.import?.question).toBeUndefined();
    expect((await world.messages(2)).map(({ day }) => day)).toEqual(['2026-06-05', '2026-02-01']);
  });

  it('what unknown titles mean: once, and then it is remembered by the company alone', async () => {
    const named = (index: number) =>
      [
        titles.map((title) => (title === 'Destinatarios' ? 'Contacto del deudor' : title)).join(';'),
        row(index, '2026-06-05').join(';'),
      ].join('\n');
    const first = await world.upload(named(1));
    await world.work(first);
    expect((await world.find(first)).import?.question).toEqual({
      kind: 'columns',
      missing: ['recipients'],
      titles: ['Contacto del deudor'],
    });
    await answer(first, { columns: { 'Contacto del deudor': 'recipients' } });
    expect(await world.untilEnded(first)).toMatchObject({ state: 'success', import: { counts: { created: 1 } } });
    const second = await world.untilEnded(await world.upload(named(2)));
    expect(second).toMatchObject({ state: 'success', import: { counts: { created: 1 } } });
    const other = await ImportWorld.create(engines, `source-${worlds}-other`, people);
    const foreign = await other.upload(named(1));
    await other.work(foreign);
    expect((await other.find(foreign)).state).toBe('needs_answer');
  });
});
