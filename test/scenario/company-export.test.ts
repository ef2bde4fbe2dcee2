/** Everything that a company has, over HTTP (issue 12, 10; ADR 69): asked for, made, taken, and what the API lists is in it. */
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshEmail, unique } from './support/people.ts';
import { pageOf } from './support/shapes.ts';

const exportSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  files: z.array(z.looseObject({ name: z.string(), size: z.int() })),
});
const lastSchema = z.looseObject({ export: exportSchema });
const linkSchema = z.looseObject({ url: z.string() });
const manifestSchema = z.looseObject({ name: z.string(), sha256: z.string(), records: z.number().nullable() });
const customerSchema = z.looseObject({ customerId: z.string() });

const idsOf = async (): Promise<readonly string[]> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query: Record<string, string> = { limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const page = await as('demo', 'admin').take(pageOf(customerSchema), 200, 'GET', '/v1/customers', { query });
    ids.push(...page.items.map(({ customerId }) => customerId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
};

describe('the export of everything that a company has', () => {
  it('is made once at a time, proves itself, and has what the API lists', async () => {
    const admin = as('demo', 'admin');
    const words = `nota ${unique()}`;
    const customer = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }]);
    await admin.take(z.unknown(), 201, 'POST', `/v1/customers/${customer.customerId}/notes`, { body: { text: words } });
    const { messageId } = await as('demo').send(customer, 0);
    await untilStatus(as('demo'), messageId, 'delivered');
    const foreign = await as('acme').createCustomer([{ channel: 'email', value: freshEmail() }]);
    const before = await eventually(async () => {
      const ids = await idsOf();
      expect(ids).toContain(customer.customerId);
      return ids;
    });

    expect((await as('demo', 'supervisor').call('POST', '/v1/company/export')).status).toBe(403);
    const first = await admin.take(exportSchema, 202, 'POST', '/v1/company/export');
    const made = await eventually(async () => {
      const last = await admin.take(lastSchema, 200, 'GET', '/v1/company/export');
      expect(last.export).toMatchObject({ processId: first.processId, state: 'success' });
      return last.export;
    });
    const [file] = made.files;
    const path = `/v1/processes/${made.processId}/files/${file?.name ?? ''}`;
    expect((await as('demo', 'supervisor').call('GET', path)).status).toBe(403);
    expect((await as('acme', 'admin').call('GET', path)).status).toBe(404);
    const { url } = await admin.take(linkSchema, 200, 'GET', path);
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    expect(bytes.length).toBe(file?.size);

    const entries = unzipSync(bytes);
    const linesOf = (name: string): readonly string[] =>
      strFromU8(entries[name] ?? new Uint8Array())
        .split('\n')
        .slice(0, -1);
    const manifest = linesOf('MANIFIESTO.jsonl').map((line) => manifestSchema.parse(JSON.parse(line)));
    for (const { name, sha256, records } of manifest) {
      const entry = entries[name] ?? new Uint8Array();
      expect([name, createHash('sha256').update(entry).digest('hex')]).toEqual([name, sha256]);
      if (records !== null) expect([name, linesOf(name).length]).toEqual([name, records]);
    }
    const customers = linesOf('datos/customers.jsonl').map((line) => customerSchema.parse(JSON.parse(line)).customerId);
    expect(customers).toEqual(expect.arrayContaining([...before]));
    // Those that others make meanwhile are listed afterwards.
    const after = await eventually(async () => {
      const ids = await idsOf();
      expect(ids.length).toBeGreaterThanOrEqual(before.length);
      return new Set(ids);
    });
    expect(customers.filter((customerId) => !after.has(customerId))).toEqual([]);
    expect(linesOf('datos/notes.jsonl').join()).toContain(words);
    expect(linesOf('datos/messages.jsonl').join()).toContain(messageId);
    const whole = Object.keys(entries).map((name) => linesOf(name).join());
    expect(whole.join()).not.toContain(foreign.customerId);

    const trail = await admin.take(
      pageOf(z.looseObject({ subjectId: z.string().nullable() })),
      200,
      'GET',
      '/v1/audit',
      { query: { kind: 'companyExport' } },
    );
    expect(trail.items.filter(({ subjectId }) => subjectId === made.processId)).toHaveLength(2);
  });
});
