/**
 * The register of 45 days by night, as the workbook that managers open; 46 days and a second request of the day are refused
 * (B35–B40, Q4). Another program reads it and compares it with the register.
 */
import { readXlsx } from 'hucre/xlsx';
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, fail, ok, until } from './narration.ts';

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
  const body = { tray: 'interactions', from: before(44), to: today, replace: true, format: { type: 'xlsx' } };
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
  const [sheet] = (await readXlsx(Buffer.from(await (await fetch(url)).arrayBuffer()))).sheets;
  const [titles = [], ...records] = sheet?.rows ?? [];
  expectThat(records.length === file?.rows, `${records.length} rows instead of ${file?.rows}`);
  expectThat(
    sheet?.freezePane?.rows === 1 && sheet.autoFilter !== undefined,
    'the heading is not fixed, or has no filters',
  );
  ok(`${file?.name}: ${file?.rows} filas, escrito en la noche`);

  const register = await registerOf(supervisor, body);
  const users = new Map(
    (await supervisor.take(usersSchema, 'GET', '/v1/users')).items.map((user) => [user.userId, user.name]),
  );
  const byId = new Map(records.map((record) => [String(record[0]), record]));
  for (const row of register) {
    const record = byId.get(row.messageId) ?? fail(`message ${row.messageId} of the register is not in the workbook`);
    const cellOf = (title: string) => record[titles.indexOf(title)] ?? null;
    const author = row.author?.kind === 'user' ? (users.get(row.author.id ?? '') ?? row.author.id) : undefined;
    const pairs: readonly (readonly [string, unknown])[] = [
      ['Cliente', row.customerName],
      ['Destinatario', row.recipient],
      ['Asunto', row.subject],
      ['Asesor asignado', row.advisorId === null ? null : (users.get(row.advisorId) ?? row.advisorId)],
      ...(author === undefined ? [] : ([['Enviado por', author]] as const)),
    ];
    for (const [title, value] of pairs) {
      const cell = cellOf(title);
      expectThat(cell === (value === '' ? null : value), `${row.messageId}, ${title}: ${cell} instead of ${value}`);
    }
    const sent = cellOf('Fecha de envío real');
    // A workbook has no zones: its times are those of the company's clock.
    const same =
      row.sentAt === null
        ? sent === null
        : sent instanceof Date && clockOf(row.sentAt, timeZone) === sent.toISOString().slice(0, 19);
    expectThat(same, `${row.messageId}: sent ${String(sent)} in the workbook, ${row.sentAt} in the register`);
  }
  ok(`igual al registro, fila por fila (${register.length} comparadas)`);
};

const usersSchema = z.looseObject({ items: z.array(z.looseObject({ userId: z.string(), name: z.string() })) });
const pageSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      messageId: z.string(),
      customerName: z.string(),
      recipient: z.string().nullable(),
      subject: z.string().nullable(),
      advisorId: z.string().nullable(),
      author: z.looseObject({ kind: z.string(), id: z.string().nullable() }).nullable(),
      sentAt: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});

/** The register of the range, page by page. */
const registerOf = async (supervisor: DemoApi, { from, to }: { readonly from: string; readonly to: string }) => {
  const rows: z.output<typeof pageSchema>['items'] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await supervisor.take(pageSchema, 'GET', `/v1/interactions?from=${from}&to=${to}&limit=100${more}`);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
};

/** An instant on the zone's clock, to the second. */
const clockOf = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    .format(Date.parse(instant))
    .replace(' ', 'T');
