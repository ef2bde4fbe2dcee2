import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { unguarded } from '#shared/processes/csv.ts';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok, until } from './narration.ts';
import { compareRow, registerOf, statusLabels, type Telling } from './register.ts';

const dayMs = 86_400_000;

const processSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  date: z.string().nullable(),
  files: z.array(z.looseObject({ name: z.string(), rows: z.int().nullable(), sha256: z.string().nullable() })),
});
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

  const records = z
    .array(z.record(z.string(), z.string()))
    .parse(parse(bytes, { columns: true, bom: true, cast: unguarded }));
  expectThat(records.length === file?.rows, `the file has ${records.length} rows, the process says ${file?.rows}`);
  ok(`informe del ${date}: ${records.length} filas, sha256 ${digest.slice(0, 16)}…`);
  const register = await registerOf(play.advisor, date, date);
  const telling: Telling = {
    labels: await statusLabels(play.advisor),
    author: ({ author }) => (author?.kind === 'user' ? author.id : author?.name),
    previous: ({ previousMessageId }) => previousMessageId ?? '',
    leftAt: (cell, { sentAt }) =>
      sentAt === null ? cell === '' : Math.abs(Date.parse(cell) - Date.parse(sentAt)) < 1_000,
  };
  expectThat(
    records.length === register.length,
    `the file has ${records.length} rows, the register ${register.length}`,
  );
  const byId = new Map(records.map((record) => [record.Id, record]));
  for (const row of register) compareRow(row, byId.get(row.messageId), telling);
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
