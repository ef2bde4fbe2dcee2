/** Uploads a file by form and waits for what becomes of it (B23, B33, F19). */
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, until } from './narration.ts';

const requestedSchema = z.looseObject({
  processId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});
const importSchema = z.looseObject({
  state: z.string(),
  import: z.looseObject({
    counts: z.object({ created: z.number(), updated: z.number(), duplicate: z.number(), rejected: z.number() }),
    settlement: z.object({ open: z.number(), missing: z.number().nullable(), settled: z.number() }).optional(),
  }),
});
type Imported = z.output<typeof importSchema>;

/** Check digit of a Chilean RUT (modulus 11). */
export const rutOf = (number: number): string => {
  let sum = 0;
  for (const [index, digit] of [...String(number)].reverse().entries()) sum += Number(digit) * (2 + (index % 6));
  const rest = 11 - (sum % 11);
  return `${number}-${rest === 11 ? '0' : rest === 10 ? 'K' : rest}`;
};

/** What the import is once nobody works on it: it has ended, or a person is asked. */
export const settledImport = (supervisor: DemoApi, processId: string): Promise<Imported> =>
  until('the import to end', async () => {
    const process = await supervisor.take(importSchema, 'GET', `/v1/processes/${processId}`);
    return process.state === 'pending' || process.state === 'processing' ? undefined : process;
  });

/** @returns the import, once it has succeeded */
export const importFile = async (
  supervisor: DemoApi,
  input: {
    readonly kind: 'interactions' | 'debts';
    readonly fileName: string;
    readonly file: string;
    readonly options?: object;
  },
): Promise<{ readonly processId: string } & Imported['import']> => {
  const { kind, fileName, options = {} } = input;
  const bytes = Buffer.from(input.file);
  const body = { kind, fileName, size: bytes.length, options };
  const { processId, upload } = await supervisor.take(requestedSchema, 'POST', '/v1/imports', body);
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([bytes]), fileName);
  const sent = await fetch(upload.url, { method: 'POST', body: form });
  expectThat(sent.status === 204, `the upload answered ${sent.status}: ${await sent.text()}`);
  await supervisor.take(z.unknown(), 'POST', `/v1/imports/${processId}/confirm`);
  const ended = await settledImport(supervisor, processId);
  expectThat(ended.state === 'success', `the import is ${ended.state}`);
  return { processId, ...ended.import };
};

export const told = ({ created, updated, duplicate, rejected }: Imported['import']['counts']): string =>
  `${created} creadas, ${updated} actualizadas, ${duplicate} duplicadas, ${rejected} rechazadas`;
