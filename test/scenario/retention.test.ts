/** How long a company keeps what, over HTTP and by the clock of the deployment (ADR 67). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { operator, theOperator } from './support/operator.ts';
import { pageOf } from './support/shapes.ts';

const day = 86_400_000;
const retentionSchema = z.looseObject({
  periods: z.record(z.string(), z.int()),
  inForce: z.boolean(),
  version: z.int(),
  lastRun: z.looseObject({ processId: z.string() }).nullable(),
});
const processSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  finishedAt: z.string().nullable(),
  files: z.array(z.looseObject({ name: z.string() })),
  retention: z.looseObject({ removed: z.record(z.string(), z.int()) }).optional(),
});
const admin = as('acme', 'admin');
const path = '/v1/settings/retention';
const read = () => admin.take(retentionSchema, 200, 'GET', path);
const put = (periods: Readonly<Record<string, number>>) =>
  admin.call('PUT', path, { body: { periods: { ...longest, ...periods } } });
/** Of a company on which other tests work too: nothing but files may end. */
const longest = {
  messages: 120,
  contents: 120,
  attachments: 120,
  recordings: 120,
  mails: 120,
  exports: 30,
  decisions: 120,
};
const processesOf = async (kind: string) =>
  (await admin.take(pageOf(processSchema), 200, 'GET', '/v1/processes', { query: { kind, limit: '100' } })).items;

describe.runIf(operator)('how long a company keeps what', () => {
  afterAll(() => put({ exports: 30 }));

  it('is chosen within the bounds of the law, and the nights remove what has ended', async () => {
    expect(await read()).toMatchObject({ inForce: false, version: 0, periods: { messages: 36 } });
    expect(await put({ messages: 23 })).toMatchObject({ status: 400 });
    expect((await as('acme', 'supervisor').call('PUT', path, { body: { periods: longest } })).status).toBe(403);
    expect((await put({ exports: 1 })).status).toBe(200);
    expect((await as('demo', 'admin').take(retentionSchema, 200, 'GET', path)).inForce).toBe(false);

    // Nights of which each writes a report, and removes the files of those before the last.
    // Noon in Mexico: the night's work of a date begins some hours after its midnight, whenever the test runs.
    const start = new Date().setUTCHours(18, 0, 0, 0);
    for (let night = 1; night <= 4; night += 1) await theOperator().tick(new Date(start + night * day));
    await eventually(async () => {
      const removals = await processesOf('retention');
      expect(removals.length).toBeGreaterThan(1);
      expect(removals.every(({ state }) => state === 'success')).toBe(true);
      const removed = removals.reduce((sum, { retention }) => sum + (retention?.removed.exports ?? 0), 0);
      expect(removed).toBeGreaterThan(0);
      // The first night asks for every date since 2000.
    }, 150_000);
    const reports = await processesOf('night_report');
    const expired = reports.filter(({ state }) => state === 'expired');
    expect(expired.length).toBeGreaterThan(0);
    expect(expired.every(({ files }) => files.length === 0)).toBe(true);
    const [newest] = await processesOf('retention');
    expect((await read()).lastRun?.processId).toBe(newest?.processId);
  }, 240_000);
});
