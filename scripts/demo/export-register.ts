/** The register of 45 days by night; 46 days and a second request of the day are refused (B35–B40, Q4). */
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok, until } from './narration.ts';

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
  const body = { tray: 'interactions', from: before(44), to: today, replace: true };
  await refused('46 días', { ...body, from: before(45) }, 'RANGE_TOO_LONG');
  const { processId, runsAt, notice } = await supervisor.take(requestedSchema, 'POST', '/v1/exports', body);
  ok(`45 días: ${notice}`);
  await refused('segunda descarga del día', { ...body, replace: false }, 'EXPORT_ALREADY_REQUESTED');

  await input.nightRun(new Date(Date.parse(runsAt) + 60_000).toISOString());
  const process = await until('the export', async () => {
    const found = await supervisor.take(processSchema, 'GET', `/v1/processes/${processId}`);
    return found.state === 'success' ? found : undefined;
  });
  const file = process.files.find(({ name }) => name.endsWith('.csv'));
  const link = z.looseObject({ url: z.string() });
  const { url } = await supervisor.take(link, 'GET', `/v1/processes/${processId}/files/${file?.name}`);
  const records: string[][] = parse(Buffer.from(await (await fetch(url)).arrayBuffer()), { bom: true });
  expectThat(records.length - 1 === file?.rows, `${records.length - 1} rows instead of ${file?.rows}`);
  ok(`${file?.name}: ${file?.rows} filas, escrito en la noche`);
};
