/** Workbooks that are made to hurt, through the whole import: refused with words, nothing stored, memory bounded (F19, §4.2). */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BulkEnvironment } from '../../functions/environment.ts';
import { textRow, workbookOf } from '../support/hostile-workbooks.ts';
import { createHistoryWorkbook, documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

let engines: ReportEngines;
let world: ImportWorld;
let worlds = 0;
const people = 3;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  worlds += 1;
  world = await ImportWorld.create(engines, `workbook-${worlds}`, people);
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
const good = (line: number, index: number, subject = `Asunto ${index}`) =>
  textRow(line, ['RUT', documentOf(index), 'Correo', '2026-06-01', `c${index}@correo.example`, 'Entregada', subject]);
const table = `${textRow(1, titles)}${good(2, 1)}${good(3, 2)}`;

/** Imports the file. @returns its end, and what lies in the register */
const importOf = async (bytes: Buffer) => {
  const process = await world.untilEnded(await world.upload(bytes));
  const messages = await world.messages(people);
  return {
    process,
    subjects: messages.map(({ subject }) => subject).toSorted(),
    errors: await world.errorFile(process),
  };
};

const CostSchema = z.object({
  code: z.string().optional(),
  rows: z.number().optional(),
  peakBytes: z.number(),
  loadedBytes: z.number(),
});
/** What reading it takes in a process of its own, with the bounds of the function. */
const readApart = async (bytes: Buffer) => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-workbook-'));
  const path = join(folder, 'book.xlsx');
  writeFileSync(path, bytes);
  try {
    const child = fork(join(import.meta.dirname, 'workbook-process.ts'), [path], {
      execArgv: ['--max-old-space-size=460', '--max-semi-space-size=8'],
    });
    return await new Promise<z.infer<typeof CostSchema>>((resolve, reject) => {
      child.once('message', (message) => resolve(CostSchema.parse(message)));
      child.once('exit', (code, signal) =>
        reject(new Error(`The process ended (${code ?? signal}) without a result.`)),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
const mebibyte = 1024 * 1024;

it('the process apart has the bound of the deployed function', () => {
  expect(BulkEnvironment.shape.NODE_OPTIONS.value).toContain('--max-semi-space-size=8');
});

describe('a bomb', () => {
  const bombs: Readonly<
    Record<string, { readonly make: () => Buffer; readonly code?: string; readonly rows?: number }>
  > = {
    'of rows without anything in them': {
      make: () => workbookOf({ sheets: [`${textRow(1, titles)}${'<row/>'.repeat(5_000_000)}`] }),
      code: 'FILE_TOO_MANY_ROWS',
    },
    'of shared texts without end': {
      make: () => workbookOf({ sheets: [table], shared: `<si><t>${'x'.repeat(32_000)}</t></si>`.repeat(4_000) }),
      code: 'WORKBOOK_TOO_LARGE',
    },
    'of one text without end': {
      make: () => workbookOf({ sheets: [`${table}${good(4, 3, 'x'.repeat(300_000_000))}`] }),
      rows: 3,
    },
    'of a tag without end': {
      make: () => workbookOf({ sheets: [`${table}<row ${'x'.repeat(50_000_000)}`] }),
      code: 'FILE_NOT_CSV',
    },
    'of entities that name each other': {
      make: () =>
        workbookOf({
          sheets: [table],
          more: {
            'xl/sharedStrings.xml': `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`,
          },
        }),
      code: 'FILE_NOT_CSV',
    },
  };
  it.each(Object.entries(bombs))('%s is bounded in memory', async (_name, { make, code, rows }) => {
    const cost = await readApart(make());
    expect([cost.code, cost.rows]).toEqual([code, rows]);
    // Half of the function's memory: what is unpacked and thrown away waits for V8 to collect it.
    expect(cost.peakBytes / mebibyte).toBeLessThan(512);
  });

  it('ends the import with words, and nothing is stored', async () => {
    const { process, subjects } = await importOf(workbookOf({ sheets: [`${table}${'<row/>'.repeat(200_000)}`] }));
    expect(process).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/^FILE_TOO_MANY_ROWS: El archivo tiene más de 1000000 filas; divídelo\.$/),
    });
    expect(subjects).toEqual([]);
  });

  it('a text that is too long rejects its row alone', async () => {
    const { process, subjects, errors } = await importOf(
      workbookOf({ sheets: [`${table}${good(4, 3, 'x'.repeat(100_000))}`] }),
    );
    expect(process).toMatchObject({ state: 'success', import: { counts: { created: 2, rejected: 1 } } });
    expect(subjects).toEqual(['Asunto 1', 'Asunto 2']);
    expect(errors).toMatch(/\r\n4;Asunto;FIELD_TOO_LARGE;/);
  });
});

describe('a formula', () => {
  const row = (line: number, index: number, cell: string) =>
    good(line, index).replace(/<c t="inlineStr"><is><t>Asunto.*$/, `${cell}</row>`);
  it('is never calculated: the value that stands beside it is taken', async () => {
    const sheet = `${textRow(1, titles)}${row(2, 1, '<c t="str"><f>A1&amp;B1</f><v>Hola</v></c>')}${row(3, 2, '<c><f>1+1</f><v>7</v></c>')}${row(4, 3, '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>')}`;
    const { process, subjects } = await importOf(workbookOf({ sheets: [sheet] }));
    expect(process).toMatchObject({ state: 'success', import: { counts: { created: 3 } } });
    expect(subjects).toEqual(['#DIV/0!', '7', 'Hola']);
  });
  it('without its value is refused with line, column and formula', async () => {
    const sheet = `${table}${row(4, 3, '<c><f>HYPERLINK("http://x.example")</f></c>')}`;
    const { process, subjects, errors } = await importOf(workbookOf({ sheets: [sheet] }));
    expect(process).toMatchObject({ state: 'success', import: { counts: { created: 2, rejected: 1 } } });
    expect(subjects).toEqual(['Asunto 1', 'Asunto 2']);
    expect(errors).toMatch(
      /\r\n4;Asunto;FORMULA_WITHOUT_VALUE;"?La celda tiene la fórmula «=HYPERLINK\(""http:\/\/x\.example""\)» y el archivo no trae su resultado/,
    );
  });
});

describe('what else is no plain sheet', () => {
  it('five rows of titles, another sheet before it, cells that are merged', async () => {
    const notes = textRow(1, ['Léeme', 'Notas de la oficina']);
    const above = ['Cartera de otoño', 'Sucursal Ñuñoa', '', 'Responsable; Ana', 'Al 15-06-2026'].map((text, index) =>
      textRow(index + 1, [text]),
    );
    const sheet = `<sheetData>${above.join('')}${textRow(6, titles)}${good(7, 1)}${good(8, 2)}</sheetData><mergeCells count="2"><mergeCell ref="A1:G1"/><mergeCell ref="A2:G2"/></mergeCells>`;
    const { process, subjects } = await importOf(workbookOf({ sheets: [notes, sheet] }));
    expect(process).toMatchObject({
      state: 'success',
      import: { counts: { created: 2, rejected: 0 }, reading: { format: 'xlsx', sheet: 2, headerLine: 6 } },
    });
    expect(subjects).toEqual(['Asunto 1', 'Asunto 2']);
  });

  it.each([
    [
      'an old or locked workbook',
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(2_000)]),
      /^FILE_OLD_OR_LOCKED: Es un libro de Excel antiguo \(\.xls\) o con contraseña/,
    ],
    ['half a workbook', workbookOf({ sheets: [table] }).subarray(0, 700), /^FILE_NOT_CSV: Es un archivo ZIP/],
    [
      'a sheet whose bytes are damaged',
      workbookOf({ sheets: [table] }).fill(0x5a, 1_050, 1_100),
      /^FILE_NOT_CSV: Es un archivo ZIP/,
    ],
    [
      'a zip of something else',
      workbookOf({ sheets: [table], more: { '_rels/.rels': '<Relationships/>' } }),
      /^FILE_NOT_CSV: Es un archivo ZIP/,
    ],
    ['a workbook without sheets', workbookOf({ sheets: [] }), /^FILE_NOT_CSV: Es un archivo ZIP/],
    ['a workbook without rows', workbookOf({ sheets: [''] }), /^FILE_EMPTY: El archivo está vacío/],
  ] as const)('%s is refused with words', async (_name, bytes, words) => {
    const { process, subjects } = await importOf(Buffer.from(bytes));
    expect(process).toMatchObject({ state: 'failed', error: expect.stringMatching(words) });
    expect(subjects).toEqual([]);
  });
});

it('issue 11: a workbook of many rows, whose texts are shared and each its own, is read within 256 MB, its sums exact', async () => {
  const { bytes, sums } = await createHistoryWorkbook({ seed: 11, rows: 300, customers: people });
  const { process } = await importOf(bytes);
  expect(process).toMatchObject({ state: 'success', import: { counts: sums } });
  const large = await createHistoryWorkbook({ seed: 12, rows: 20_000, customers: 1_000 });
  const cost = await readApart(large.bytes);
  expect(cost.rows).toBe(20_000);
  expect(cost.peakBytes / mebibyte).toBeLessThan(256);
});
