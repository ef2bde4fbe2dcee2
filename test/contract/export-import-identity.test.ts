/**
 * Export → import → export is the identity (I20, §4.2): what one company exports, another with the same customers imports
 * and exports again, byte for byte, whatever spreadsheets would calculate and whatever CSV would cut.
 */

import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { User } from '#shared/companies/entities.ts';
import { previewOf } from '#shared/messaging/content/content.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createExportWorker } from '../../functions/queues/exports/bindings.ts';
import { lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { registerMessage, storeMessages, timeZone } from '../support/register-messages.ts';
import {
  bucket,
  consoleUrl,
  createMailbox,
  type ReportEngines,
  startReportEngines,
} from '../support/report-engines.ts';

const people = 5;
const columns = [
  'documentType',
  'documentNumber',
  'customerName',
  'direction',
  'channel',
  'recipient',
  'status',
  'subject',
  'preview',
  'originKind',
  'originName',
  'templateName',
  'scheduledAt',
  'sentAt',
  'portfolios',
  'advisorId',
  'errorCode',
  'errorMessage',
] as const;

/** Beginnings that make a spreadsheet calculate, with what people and attackers write behind them: 40 texts. */
const formulas = ['=', '+', '-', '@', '＝', '＋', '－', '＠'].flatMap((lead) =>
  ['1+1', 'SUM(A1:A9)', 'HYPERLINK("http://x.example";"ver")', "cmd|'/C calc'!A0", '12,5; y "más"'].map(
    (rest) => `${lead}${rest}`,
  ),
);
const texts = [
  ...formulas,
  // Behind what another reader splits at (issue 10, A.4).
  "Ana;=cmd|'/C calc'!A0",
  "Ana,=cmd|'/C calc'!A0",
  'Ana;"=1+1',
  "Ana;'=1+1",
  'Ana; @SUM(1)',
  'Ana;;-1;+1;＝1',
  'dijo "no" y colgó',
  '"',
  '""',
  'a,b;c|d',
  ',',
  ';;',
  "'",
  "'=ya marcado",
  "''=dos veces",
  'Ｆｕｌｌｗｉｄｔｈ ＡＢＣ１２３',
  'Señora Ñuñez, ¿cuándo?',
  '👍🏽 familia 👨‍👩‍👧‍👦 bandera 🇨🇱',
  'e\u0301 compuesto',
  '0012',
  '1e5',
  'TRUE',
];
/** Where a cell may have lines. */
const lines = ['dos\nlíneas', '=1\n=2', '"\n",\n;', 'fin\n\nvacía'];

const first = Date.parse('2026-06-01T15:00:00Z');
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined };
let engines: ReportEngines;

/** One interaction for each text, in every field that people write. */
const messageOf = (text: string, index: number): MessageValue => {
  const person = 1 + (index % people);
  const at = first + index * 60_000;
  const known = { at, recordedAt: at };
  const isFailed = index % 3 === 0;
  return registerMessage(at, {
    tenant: 'here',
    customerId: `c${person}`,
    customerName: `Cliente ${person}`,
    document: { type: 'RUT', number: documentOf(person) },
    ...(index % 2 === 0 ? {} : { channel: 'sms', recipient: '+56987654321' }),
    sendAt: at,
    sentAt: at,
    subject: text.replaceAll('\n', ' '),
    preview: previewOf(text),
    origin: { kind: 'flow', id: 'f', name: text.replaceAll('\n', ' ') },
    template: { templateId: 't', name: text.replaceAll('\n', ' ') },
    advisorId: 'ana',
    portfolios: ['Norte', `=${index}`],
    status: isFailed ? 'failed' : 'read',
    facts: isFailed
      ? [
          {
            kind: 'failed',
            ...known,
            class: 'HARD',
            code: '5.1.1',
            diagnostic: text,
            retryable: false,
            source: 'event',
          },
        ]
      : [{ kind: 'read', ...known }],
  });
};

/** After what is exported. */
const clock = { now: () => Date.parse('2026-07-16T12:00:00Z') };

const exportOf = async (tenant: string): Promise<Buffer> => {
  const processId = 'export';
  const cut = Date.parse('2026-07-15T12:00:00Z');
  const processes = new ProcessStore(engines.table);
  await processes.create({
    tenant,
    processId,
    kind: 'export',
    state: 'pending',
    date: null,
    format: { timeZone, language: 'es' },
    cut,
    createdAt: cut,
    startedAt: null,
    finishedAt: null,
    requestedBy: 'ana',
    rowsDone: 0,
    rowsTotal: null,
    files: [],
    error: null,
    selection: {
      tray: 'interactions',
      from: '2026-06-01',
      to: '2026-06-03',
      filters: {},
      columns: [...columns],
      bom: true,
      dates: 'iso',
    },
    lease: null,
    checkpoint: null,
    dueAt: cut,
  });
  const worker = createExportWorker({
    table: engines.table,
    objects: engines.s3,
    bucket,
    jobs: { enqueue: async () => undefined },
    cursors: createCursors('cursor-key'),
    mail: createMailbox().port,
    consoleUrl,
    clock,
    log,
  });
  await worker(sqsEvent([JSON.stringify({ tenant, processId })], clock.now()), lambdaContext(900_000));
  const process = await processes.find(tenant, processId);
  expect(process, process?.error ?? '').toMatchObject({ state: 'success' });
  return engines.readObject(process?.files[0]?.key ?? '');
};

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());

describe('export → import → export', () => {
  it('I20: is the identity for quotes, separators, line breaks, full-width forms, emoji and 40 formulas', async () => {
    expect(formulas).toHaveLength(40);
    const messages = [...texts, ...lines].map(messageOf);
    for (const tenant of ['here', 'there']) {
      const user = { tenant, userId: 'ana', name: 'Ana', email: 'ana@acme.example', roles: ['advisor' as const] };
      await engines.table.put(User, { ...user, updatedAt: first }, 'any');
    }
    await ImportWorld.create(engines, 'here', people);
    await storeMessages(engines.table, messages);
    const exported = await exportOf('here');
    const cells: string[][] = parse(exported, { bom: true });
    expect(cells).toHaveLength(messages.length + 1);
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^(?:[=\-@＝＋－＠]|\+(?!\d{7,15}$))/);

    for (const line of exported.toString('utf8').split(/\r\n/)) {
      for (const field of line.split(';').slice(1)) expect(field).not.toMatch(/^[ "]*[=+\-@＝＋－＠]/);
    }

    const there = await ImportWorld.create(engines, 'there', people);
    const ended = await there.untilEnded(await there.upload(exported));
    expect(await there.errorFile(ended)).toBe('');
    expect(ended.import?.counts).toEqual({ created: messages.length, updated: 0, duplicate: 0, rejected: 0 });
    const again = await exportOf('there');
    expect(parse(again, { bom: true })).toEqual(cells);
    expect(again.equals(exported)).toBe(true);
  });
});
