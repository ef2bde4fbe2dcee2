/**
 * `npm run acceptance [-- --rows 200000]`: a large mixed file through the whole local runner (issue 4; F20, reliability
 * §5.4 Import). Customers and history are uploaded by HTTP with signed forms and imported by the runner's functions
 * behind its queues, streams and all; by one runner undisturbed, and beside it by one that is killed (SIGKILL) three times
 * on the way and started again on its data, with a clock on which the dead worker's lease has run out. Both begin with a
 * copy of the same data. Sums must be those of the generator, each interaction that of its row, and the two states the same, read
 * from the table by `register-reader.ts`. 200,000 rows take half an hour and more; `--killed-only` leaves out the import
 * that is not disturbed, and with `--xlsx` the history is a workbook. The emulator syncs every write: data in memory (`TMPDIR=/dev/shm`) are several times faster.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { createHistoryFile, createHistoryWorkbook, type ExpectedSums } from '../support/import-files.ts';
import { hasEnded, type ImportFile, must, prepare, say, until, upload, withKills } from './imports.ts';
import { hashOf, readRegister, type StoredMessage, textOf } from './register-reader.ts';
import { Runner } from './runner.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    customers: { type: 'string', default: '500' },
    'killed-only': { type: 'boolean', default: false },
    xlsx: { type: 'boolean', default: false },
    kind: { type: 'string' },
  },
});
const rows = Number(values.rows);
const customers = Number(values.customers);

/** A file that is imported. */
interface Source extends ImportFile {
  /** Cells of its rows, quotes undone. */
  readonly records: readonly (readonly string[])[];
  readonly sums: ExpectedSums;
}

const historyOf = async (form: Source['form']): Promise<Source> => {
  const options = { seed: 1, rows, customers };
  if (form === 'xlsx') return { form, ...(await createHistoryWorkbook(options)) };
  const history = createHistoryFile(options);
  const bytes = history.bytes();
  const records: string[][] = parse(bytes, {
    bom: true,
    delimiter: ';',
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n'],
  });
  return { form, bytes, records, sums: history.sums };
};

interface Left {
  readonly counts: ExpectedSums;
  readonly messages: readonly StoredMessage[];
  readonly errorFile: string;
}

const readLeft = async (runner: Runner, api: DemoApi, processId: string): Promise<Left> => {
  const { state, error, import: done } = await until(api, processId, hasEnded);
  must(state === 'success', `The import is ${state}: ${error}`);
  const { DynamoDbEndpoint: endpoint, TableName: tableName } = runner.outputs;
  const link = await api.take(z.object({ url: z.string() }), 'GET', `/v1/processes/${processId}/files/errors.csv`);
  const errors = Buffer.from(await (await fetch(link.url)).arrayBuffer());
  const errorFile = createHash('sha256').update(errors).digest('hex');
  return { counts: done.counts, messages: await readRegister({ endpoint, tableName }), errorFile };
};

const runWhole = async (dataDir: string, file: Source): Promise<Left> => {
  const runner = await Runner.start(dataDir);
  const api = await runner.api('demo', 'supervisor');
  const started = performance.now();
  const processId = await upload(api, 'interactions', file);
  await until(api, processId, hasEnded);
  say(`undisturbed: ended after ${Math.round((performance.now() - started) / 1_000)} s`);
  const left = await readLeft(runner, api, processId);
  await runner.stop();
  return left;
};

const runKilled = async (dataDir: string, file: Source): Promise<Left> => {
  const { runner, api, processId } = await withKills(dataDir, rows, (first) => upload(first, 'interactions', file));
  const left = await readLeft(runner, api, processId);
  await runner.stop();
  return left;
};

const channels: Readonly<Record<string, string>> = { Correo: 'email', SMS: 'sms', WhatsApp: 'whatsapp' };
/** As they are stored: that a delivered message was not read, or was replied to, follows from its facts. */
const states: Readonly<Record<string, string>> = {
  Enviada: 'sent',
  Entregada: 'delivered',
  Leída: 'read',
  'No leída': 'delivered',
  Respondida: 'delivered',
  Fallida: 'failed',
};

/** Each interaction is that of the row with its number, and there is one of each row that was taken. */
const compareWithFile = ({ messages, counts }: Left, { records }: Source): void => {
  const cellsOf = new Map<string, readonly string[]>();
  for (const cells of records) if (!cellsOf.has(cells[7] ?? '')) cellsOf.set(cells[7] ?? '', cells);
  const seen = new Set<string>();
  for (const { su: subject, dc: document, ch: channel, to, st: status } of messages) {
    const [type, number, sentBy = '', , recipient, state = ''] = cellsOf.get(subject) ?? [];
    const isSame =
      document.type === type &&
      document.number === number &&
      channel === channels[sentBy] &&
      to === recipient &&
      status === states[state];
    must(isSame, `“${subject}” is ${number} ${channel} ${to} ${status}, its row ${cellsOf.get(subject)?.join(';')}.`);
    must(!seen.has(subject), `“${subject}” is there twice.`);
    seen.add(subject);
  }
  must(seen.size === counts.created, `${seen.size} interactions of ${counts.created} that were counted.`);
};

const compareWithUndisturbed = (whole: Left, killed: Left): void => {
  for (const [index, message] of whole.messages.entries()) {
    const [expected, found] = [message, killed.messages[index]].map((each) => (each ? textOf(each) : 'nothing'));
    must(expected === found, `The import that was killed left\n${found}\ninstead of\n${expected}`);
  }
  must(whole.errorFile === killed.errorFile, 'The import that was killed left another error file.');
  say(`the undisturbed import left the same, and the same error file (SHA-256 ${whole.errorFile.slice(0, 16)}…)`);
};

const folder = mkdtempSync(join(tmpdir(), 'contacta-acceptance-'));
const dataOf = (name: string): string => join(folder, name);
try {
  const file = await historyOf(values.xlsx ? 'xlsx' : 'csv');
  const megabytes = (file.bytes.length / 1e6).toFixed(1);
  say(`${rows.toLocaleString('en')} rows of ${file.form}, ${megabytes} MB: ${JSON.stringify(file.sums)}`);
  await prepare(dataOf('begin'), customers);
  say(`${customers} customers imported`);
  for (const name of ['whole', 'killed']) cpSync(dataOf('begin'), dataOf(name), { recursive: true });
  const [whole, killed] = await Promise.all([
    values['killed-only'] ? undefined : runWhole(dataOf('whole'), file),
    runKilled(dataOf('killed'), file),
  ]);
  for (const [name, left] of Object.entries({ whole, killed })) {
    if (left === undefined) continue;
    must(
      JSON.stringify(left.counts) === JSON.stringify(file.sums),
      `${name}: ${JSON.stringify(left.counts)} instead of the generator's sums`,
    );
    compareWithFile(left, file);
  }
  const found = killed.messages.length.toLocaleString('en');
  say(`exact sums, ${found} interactions, each as its row (SHA-256 ${hashOf(killed.messages).slice(0, 16)}…)`);
  if (whole !== undefined) compareWithUndisturbed(whole, killed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
