import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, fail, ok, until } from './narration.ts';

const dayMs = 86_400_000;

const processSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  date: z.string().nullable(),
  files: z.array(z.looseObject({ name: z.string(), rows: z.int().nullable(), sha256: z.string().nullable() })),
});
const labelSchema = z.object({ es: z.string(), en: z.string() });
const glossarySchema = z.looseObject({
  items: z.array(z.looseObject({ status: z.string(), communication: labelSchema })),
});
const rowSchema = z.looseObject({
  messageId: z.string(),
  customerName: z.string(),
  documentNumber: z.string().nullable(),
  recipient: z.string().nullable(),
  status: z.string(),
  subject: z.string().nullable(),
  preview: z.string().nullable(),
  origin: z.looseObject({ name: z.string() }).nullable(),
  template: z.looseObject({ name: z.string() }).nullable(),
  segment: z.string().nullable(),
  author: z.looseObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  previousMessageId: z.string().nullable(),
  sentAt: z.string().nullable(),
  failure: z.looseObject({ code: z.string(), message: z.string().nullable() }).nullable(),
});
type Row = z.output<typeof rowSchema>;

/** What the report is compared with and made by. */
export interface ReportPlay {
  readonly advisor: DemoApi;
  readonly supervisor: DemoApi;
  readonly timeZone: string;
  /** Messages that were sent today. */
  readonly expected: readonly string[];
  /** Makes a message that stands on another date of the register. @returns its id */
  scheduleAndCancel(sendAt: string): Promise<string>;
  /** Lets it be the morning of `at`. */
  nightRun(at: string): Promise<void>;
}

/**
 * Runs the night run for the first date from today on that has no report yet (a date is reported once, so a second
 * demo of the day takes the next one), downloads the CSV by its link and compares it with the register row by row.
 */
export const compareReport = async (play: ReportPlay): Promise<void> => {
  const localDay = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone: play.timeZone }).format(at);
  const now = Date.now();
  const reported = new Set((await allReports(play)).map(({ date }) => date));
  let days = 0;
  while (reported.has(localDay(now + days * dayMs))) days += 1;
  const date = localDay(now + days * dayMs);
  const wanted = days === 0 ? [...play.expected] : [];
  wanted.push(await play.scheduleAndCancel(new Date(now + days * dayMs + 60_000).toISOString()));

  await play.nightRun(nextMorning(now + days * dayMs, play.timeZone));
  const report = await until(`the report of ${date}`, async () => {
    const found = (await allReports(play)).find((one) => one.date === date);
    return found?.state === 'success' ? found : undefined;
  });
  const file = report.files.find(({ name }) => name.endsWith('.csv'));
  const link = z.looseObject({ url: z.string() });
  const path = `/v1/processes/${report.processId}/files/${file?.name}`;
  const { url } = await play.supervisor.take(link, 'GET', path);
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  const digest = createHash('sha256').update(bytes).digest('hex');
  expectThat(digest === file?.sha256, 'the file is not the one of the manifest');

  const records = z.array(z.record(z.string(), z.string())).parse(parse(bytes, { columns: true, bom: true }));
  expectThat(records.length === file?.rows, `the file has ${records.length} rows, the process says ${file?.rows}`);
  ok(`informe del ${date}: ${records.length} filas, sha256 ${digest.slice(0, 16)}…`);
  const register = await registerOf(play, date);
  const labels = await statusLabels(play);
  expectThat(
    records.length === register.length,
    `the file has ${records.length} rows, the register ${register.length}`,
  );
  const byId = new Map(records.map((record) => [record.Id, record]));
  for (const row of register) compareRow(row, byId.get(row.messageId), labels);
  for (const messageId of wanted) expectThat(byId.has(messageId), `message ${messageId} is not in the report`);
  ok(`igual al registro, fila por fila (${register.length} comparadas)`);
};

/** 03:20 in the zone on the day after `at`: the night run begins at 03:00. */
const nextMorning = (at: number, timeZone: string): string => {
  const hourOf = (ms: number) =>
    Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(ms));
  const dayOf = (ms: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(ms);
  const step = 20 * 60_000;
  let morning = Math.ceil(at / step) * step;
  while (dayOf(morning) === dayOf(at) || hourOf(morning) < 3) morning += step;
  return new Date(morning + step).toISOString();
};

const allReports = async ({ supervisor }: ReportPlay) => {
  const page = z.looseObject({ items: z.array(processSchema), nextCursor: z.string().optional() });
  const found: z.output<typeof processSchema>[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await supervisor.take(page, 'GET', `/v1/processes?kind=night_report&limit=100${more}`);
    found.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return found;
};

const registerOf = async ({ advisor }: ReportPlay, date: string): Promise<Row[]> => {
  const page = z.looseObject({ items: z.array(rowSchema), nextCursor: z.string().optional() });
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await advisor.take(page, 'GET', `/v1/interactions?from=${date}&to=${date}&limit=100${more}`);
    rows.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return rows;
};

const statusLabels = async ({ advisor }: ReportPlay): Promise<ReadonlyMap<string, string>> => {
  const { items } = await advisor.take(glossarySchema, 'GET', '/v1/interactions/glossary');
  return new Map(items.map(({ status, communication }) => [status, communication.es]));
};

/** A cell that a spreadsheet would calculate has one apostrophe more in the file than in the register. */
const plain = (cell: string | undefined): string => (cell ?? '').replace(/^'(?='*[=+\-@\t\r\n\0＝＋－＠])/, '');

const compareRow = (row: Row, found: Record<string, string> | undefined, labels: ReadonlyMap<string, string>): void => {
  const record = found ?? fail(`message ${row.messageId} of the register is not in the file`);
  const pairs: readonly (readonly [string, string | null | undefined])[] = [
    ['Cliente', row.customerName],
    ['Número identificador único', row.documentNumber],
    ['Destinatario', row.recipient],
    ['Estado', labels.get(row.status)],
    ['Asunto', row.subject],
    ['Comunicación', row.preview],
    ['Flujo, evento o campaña', row.origin?.name],
    ['Plantilla utilizada', row.template?.name],
    ['Segmento', row.segment],
    ['Enviado por', row.author?.kind === 'user' ? row.author.id : row.author?.name],
    ['Última comunicación asociada', row.previousMessageId],
    ...(row.failure === null
      ? []
      : ([
          ['Código de error', row.failure.code],
          ['Mensaje de error', row.failure.message],
        ] as const)),
  ];
  for (const [column, value] of pairs) {
    const cell = plain(record[column]);
    expectThat(
      cell === (value ?? ''),
      `${row.messageId}, ${column}: "${cell}" in the file, "${value ?? ''}" in the register`,
    );
  }
  const instant = record['Fecha de envío real'];
  const same =
    row.sentAt === null ? instant === '' : Math.abs(Date.parse(instant ?? '') - Date.parse(row.sentAt)) < 1_000;
  expectThat(same, `${row.messageId}: sent ${instant} in the file, ${row.sentAt} in the register`);
};
