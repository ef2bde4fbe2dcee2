/** Everything about one customer as one file, over HTTP (Ley 21.719, LGPD; ADR 67). */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshEmail, unique } from './support/people.ts';
import { pageOf } from './support/shapes.ts';

const answerSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  file: z.looseObject({ name: z.string(), url: z.string(), size: z.int() }).nullable(),
});
const auditSchema = pageOf(z.looseObject({ subjectId: z.string().nullable(), userId: z.string().nullable() }));

describe('the file of all that is known of a customer', () => {
  it('is made once, holds what was written, is told of, and is nobody else’s', async () => {
    const supervisor = as('demo', 'supervisor');
    const words = `nota ${unique()}`;
    const customer = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }]);
    const path = `/v1/customers/${customer.customerId}/portability`;
    await supervisor.take(z.unknown(), 201, 'POST', `/v1/customers/${customer.customerId}/notes`, {
      body: { text: words },
    });
    const { messageId } = await as('demo').send(customer, 0);
    await untilStatus(as('demo'), messageId, 'delivered');

    const first = await supervisor.take(answerSchema, 200, 'GET', path);
    const done = await eventually(async () => {
      const answer = await supervisor.take(answerSchema, 200, 'GET', path);
      expect(answer).toMatchObject({ processId: first.processId, state: 'success' });
      return answer;
    });
    const bytes = new Uint8Array(await (await fetch(done.file?.url ?? '')).arrayBuffer());
    expect(bytes.length).toBe(done.file?.size);
    const entries = unzipSync(bytes);
    expect(Object.keys(entries)).toEqual(['datos.jsonl', 'LEEME.json']);
    const records = strFromU8(entries['datos.jsonl'] ?? new Uint8Array());
    for (const part of [words, messageId, customer.name]) expect(records).toContain(part);

    const log = await supervisor.take(
      z.looseObject({ kind: z.string() }),
      200,
      'GET',
      `/v1/processes/${done.processId}`,
    );
    expect(log.kind).toBe('portability');
    const { items } = await as('demo', 'admin').take(auditSchema, 200, 'GET', '/v1/audit', {
      query: { kind: 'portability' },
    });
    expect(items.filter(({ subjectId }) => subjectId === customer.customerId)).toHaveLength(2);

    expect((await as('demo').call('GET', path)).status).toBe(403);
    expect((await as('acme', 'supervisor').call('GET', path)).status).toBe(404);
    const file = `/v1/processes/${done.processId}/files/${done.file?.name ?? ''}`;
    expect((await as('acme', 'admin').call('GET', file)).status).toBe(404);
  });
});
