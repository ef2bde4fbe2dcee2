/**
 * The register of 45 days by night as a workbook; 46 days and a second request of the day are refused (B35–B40, Q4). The
 * file is read by another program than the one that wrote it, and compared with the register row by row.
 */
import { readXlsx } from 'hucre/xlsx';
import * as z from 'zod';
import { channelLabels } from '#contract/vocabulary.ts';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok, until } from './narration.ts';
import { compareRow, type RegisterRow, registerOf, statusLabels, type Telling } from './register.ts';

const requestedSchema = z.looseObject({ processId: z.string(), runsAt: z.string(), notice: z.string() });
const problemSchema = z.looseObject({ code: z.string(), detail: z.string() });
const processSchema = z.looseObject({
  state: z.string(),
  files: z.array(z.looseObject({ name: z.string(), rows: z.int().nullable() })),
});

/** @param input.nightRun lets it be that time */
export const exportRegister = async (input: {
  readonly supervisor: DemoApi;
  readonly timeZone: string;
  nightRun(at: string): Promise<void>;
}): Promise<void> => {
  const { supervisor, timeZone } = input;
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now());
  const before = (days: number) =>
    new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  const refused = async (what: string, body: object, code: string) => {
    const answer = await supervisor.call('POST', '/v1/exports', body);
    const problem = problemSchema.parse(answer.body);
    expectThat(answer.status >= 400 && problem.code === code, `${what}: ${answer.status} ${problem.code}`);
    ok(`${what}: ${problem.code} — ${problem.detail}`);
  };
  // A demo of earlier today may have made one; it has the place of the day until it is replaced.
  const format = { type: 'xlsx' };
  const body = { tray: 'interactions', from: before(44), to: today, format, replace: true };
  await refused('46 días', { ...body, from: before(45) }, 'RANGE_TOO_LONG');
  const { processId, runsAt, notice } = await supervisor.take(requestedSchema, 'POST', '/v1/exports', body);
  ok(`45 días: ${notice}`);
  await refused('segunda descarga del día', { ...body, replace: false }, 'EXPORT_ALREADY_REQUESTED');

  await input.nightRun(new Date(Date.parse(runsAt) + 60_000).toISOString());
  const process = await until('the export', async () => {
    const found = await supervisor.take(processSchema, 'GET', `/v1/processes/${processId}`);
    return found.state === 'success' ? found : undefined;
  });
  const file = process.files.find(({ name }) => name.endsWith('.xlsx'));
  const link = z.looseObject({ url: z.string() });
  const { url } = await supervisor.take(link, 'GET', `/v1/processes/${processId}/files/${file?.name}`);
  const [titles = [], ...rows] = await sheetOf(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  const records = rows.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
  expectThat(records.length === file?.rows, `${records.length} rows instead of ${file?.rows}`);
  ok(`${file?.name}: ${file?.rows} filas, escrito en la noche`);

  const register = await registerOf(supervisor, before(44), today);
  expectThat(records.length === register.length, `${records.length} rows instead of the register's ${register.length}`);
  const telling = await tellingOf(supervisor, register, timeZone);
  const byId = new Map(records.map((record) => [record.Id, record]));
  for (const row of register) compareRow(row, byId.get(row.messageId), telling);
  ok(`libro de Excel igual al registro, fila por fila (${register.length} comparadas)`);
};

/** Cells as texts; what is typed as a time is one, `YYYY-MM-DDTHH:mm:ss` in local time. */
const sheetOf = async (bytes: Uint8Array): Promise<string[][]> => {
  const { sheets } = await readXlsx(bytes);
  const rows = sheets[0]?.rows ?? [];
  return rows.map((cells) =>
    cells.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 19) : String(cell ?? ''))),
  );
};

const usersSchema = z.looseObject({ items: z.array(z.looseObject({ userId: z.string(), name: z.string() })) });

/** The words in which a file for people tells who wrote and what came before. */
const tellingOf = async (supervisor: DemoApi, rows: readonly RegisterRow[], timeZone: string): Promise<Telling> => {
  const { items } = await supervisor.take(usersSchema, 'GET', '/v1/users?state=all');
  const names = new Map(items.map(({ userId, name }) => [userId, name]));
  const labels = await statusLabels(supervisor);
  const byId = new Map(rows.map((row) => [row.messageId, row]));
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  /** `YYYY-MM-DD HH:mm:ss` in the company's zone. */
  const local = (iso: string): string => format.format(Date.parse(iso));
  return {
    labels,
    author({ author }) {
      if (author?.kind === 'api') return 'API';
      return author?.kind === 'user' ? (names.get(author.id ?? '') ?? author.id) : author?.name;
    },
    previous({ previousMessageId }) {
      const earlier = byId.get(previousMessageId ?? '');
      // Older than the range: what the file tells of it cannot be told from the register's page.
      if (earlier === undefined) return previousMessageId === null ? '' : undefined;
      const [day = '', time = ''] = local(earlier.sentAt ?? earlier.scheduledAt).split(' ');
      const [year, month, date] = day.split('-');
      const channel = channelLabels[earlier.channel].es;
      return [channel, `${date}-${month}-${year} ${time.slice(0, 5)}`, labels.get(earlier.status)].join(', ');
    },
    leftAt: (cell, row) => cell === (row.sentAt === null ? '' : local(row.sentAt).replace(' ', 'T')),
  };
};
