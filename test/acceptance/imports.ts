/** What the acceptances of large imports share: a company in a runner's data, uploads by form, kills on the way. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { ImportKind } from '#contract/import-columns.ts';
import type { DemoApi } from '../../local/demo/api.ts';
import { documentOf } from '../support/import-files.ts';
import { Runner } from './runner.ts';

/** Shares of the rows after which the runner is killed. */
const killsAt = [0.2, 0.5, 0.8];
/** A lease lasts as long as its worker can live, 15 minutes, and half a minute more. */
const leaseOverMs = 16 * 60_000;
/** Longest time for one import, ms. */
const patienceMs = 7_200_000;

export const must = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what);
};

export const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);

export interface ImportFile {
  readonly form: 'csv' | 'xlsx';
  readonly bytes: Buffer<ArrayBuffer>;
}

const RequestedSchema = z.looseObject({
  processId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});

/** @returns id of the import, which has begun */
export const upload = async (
  api: DemoApi,
  kind: ImportKind,
  file: ImportFile,
  options: object = {},
): Promise<string> => {
  const fileName = `${kind}.${file.form}`;
  const body = { kind, fileName, size: file.bytes.length, options };
  const { processId, upload: form } = await api.take(RequestedSchema, 'POST', '/v1/imports', body);
  const parts = new FormData();
  for (const [name, value] of Object.entries(form.fields)) parts.append(name, value);
  parts.append('file', new Blob([file.bytes]), fileName);
  const answer = await fetch(form.url, { method: 'POST', body: parts });
  must(answer.status === 204, `The upload answered ${answer.status}: ${await answer.text()}`);
  await api.take(z.unknown(), 'POST', `/v1/imports/${processId}/confirm`);
  return processId;
};

const CountsSchema = z.object({
  created: z.number(),
  updated: z.number(),
  duplicate: z.number(),
  rejected: z.number(),
});
const ImportSchema = z.looseObject({
  state: z.string(),
  error: z.string().nullable(),
  progress: z.object({ done: z.number(), total: z.number().nullable() }),
  import: z.looseObject({
    counts: CountsSchema,
    question: z.looseObject({ kind: z.string() }).optional(),
    settlement: z.object({ open: z.int(), missing: z.int().nullable(), settled: z.int() }).optional(),
  }),
});
export type Import = z.infer<typeof ImportSchema>;

export const hasEnded = ({ state }: Import): boolean => state !== 'pending' && state !== 'processing';

/** Waits for the condition. @throws Error when the import ends before it is met */
export const until = async (api: DemoApi, processId: string, isMet: (process: Import) => boolean): Promise<Import> => {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(250)) {
    const { status, body } = await api.call('GET', `/v1/processes/${processId}`);
    // A machine that is busy with the import itself may answer too late.
    if (status >= 500) continue;
    must(status === 200, `The process log answered ${status}.`);
    const process = ImportSchema.parse(body);
    if (isMet(process)) return process;
    must(!hasEnded(process), `The import is ${process.state} already: ${process.error ?? 'without error'}.`);
  }
  throw new Error('The import does not end.');
};

const customerFile = (customers: number): ImportFile => {
  const line = (index: number) => `RUT;${documentOf(index)};Cliente ${index};Norte`;
  const lines = Array.from({ length: customers }, (_, index) => line(index + 1));
  const text = ['Tipo de documento;Número identificador único;Nombre;Nombres de cartera', ...lines].join('\n');
  return { form: 'csv', bytes: Buffer.from(text) };
};

/** A runner's data with one company and its customers. @param more imported before the runner stops */
export const prepare = async (
  dataDir: string,
  customers: number,
  more: (api: DemoApi) => Promise<void> = async () => undefined,
): Promise<void> => {
  const runner = await Runner.start(dataDir, { build: true });
  const { companies } = z
    .object({ companies: z.array(z.looseObject({ tenantId: z.string() })) })
    .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../local/demo/companies.json'), 'utf8')));
  const demo = companies.find(({ tenantId }) => tenantId === 'demo');
  await runner.invoke('provision-company', demo ?? {});
  const api = await runner.api('demo', 'supervisor');
  const processId = await upload(api, 'customers', customerFile(customers));
  const { state, import: done } = await until(api, processId, hasEnded);
  must(state === 'success' && done.counts.created === customers, `Of the customers: ${JSON.stringify(done.counts)}`);
  await more(api);
  await runner.stop();
};

/**
 * Starts an import, and kills the runner three times on its way; the last one goes on with it.
 * @param begin uploads the file. @returns the runner that has the import now
 */
export const withKills = async (
  dataDir: string,
  rows: number,
  begin: (api: DemoApi) => Promise<string>,
): Promise<{ readonly runner: Runner; readonly api: DemoApi; readonly processId: string }> => {
  let runner = await Runner.start(dataDir);
  let api = await runner.api('demo', 'supervisor');
  const processId = await begin(api);
  for (const [turn, share] of killsAt.entries()) {
    const { progress } = await until(api, processId, ({ progress: { done } }) => done >= rows * share);
    await runner.kill();
    say(`killed at ${progress.done.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`);
    const aheadMs = (turn + 1) * leaseOverMs;
    runner = await Runner.start(dataDir, { aheadMs });
    api = await runner.api('demo', 'supervisor');
    // What the schedule does every minute: it finds that nobody works on the import any more.
    await runner.invoke('schedules-due-work', { time: new Date(Date.now() + aheadMs).toISOString() });
  }
  return { runner, api, processId };
};
