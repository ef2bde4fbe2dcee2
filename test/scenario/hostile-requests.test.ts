/**
 * Requests made to hurt, over HTTP and through the whole system (issue 10, A.5): none ends as a fault of ours, each code
 * stands in the document, and what they leave behind stops nobody: lists still follow what is written.
 *
 * `FUZZ_SEED` (1) chooses and orders, `FUZZ_REQUESTS` (5) bounds each operation.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { acceptedBodies, fillPath } from './support/accepted-bodies.ts';
import { as, type Reply, request } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { type Ask, createFuzzWorld, type FuzzWorld, tidyFuzzWorld } from './support/fuzz-world.ts';
import { documentedCodes, hostileRequests, sample, seeded } from './support/hostile-requests.ts';
import { guarded, type Operation } from './support/operations.ts';
import { freshEmail, unique } from './support/people.ts';
import { customerRowSchema, pageOf } from './support/shapes.ts';

const seed = Number(process.env.FUZZ_SEED ?? 1);
const mostPerOperation = Number(process.env.FUZZ_REQUESTS ?? 5);
const admin = as('acme', 'admin');
const future = new Date(Date.now() + 86_400_000).toISOString();

/** Company-wide: bent, they would change what the other files of this suite meet. They are fuzzed in the hostile suite. */
const companyWide =
  /^(?:put|patch)(?:Settings|MetadataFields|Account)|(?:disconnect|reconnect|refresh)Account|User|Hold/;
const operations = guarded.filter(({ id }) => !companyWide.test(id));

const ask: Ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
  const headers = { 'idempotency-key': unique() };
  const reply = await admin.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
  if (reply.status >= 300) throw new Error(`${method} ${path} was refused: ${reply.text.slice(0, 300)}`);
  return JSON.parse(reply.text);
};

let world: FuzzWorld;
beforeAll(async () => {
  world = await createFuzzWorld(ask, future);
});

const complaintOf = (operation: Operation, what: string, reply: Reply): string | undefined => {
  const seen = `${operation.method} ${operation.path} · ${what}: ${reply.status} ${reply.text.slice(0, 200)}`;
  if (reply.status >= 500) return seen;
  if (reply.status < 400 || documentedCodes(operation.id, reply.status).includes(reply.code)) return undefined;
  // An id that makes another path of it: no route, or a gateway that does not even ask us.
  const isNoRoute = reply.code === 'ROUTE_NOT_FOUND' || reply.code === 'METHOD_NOT_ALLOWED' || reply.code === undefined;
  return isNoRoute && reply.status !== 401 ? undefined : `${seen} is not in the document`;
};

describe(`hostile requests, seed ${seed}`, () => {
  it.each(operations)('$method $path', async (operation) => {
    const { own, ids } = world;
    const accepted = {
      ids,
      body: operation.hasBody ? acceptedBodies({ own, ids, settings: {}, future })[operation.id]?.() : undefined,
    };
    const complaints: string[] = [];
    for (const bent of sample([...hostileRequests(operation.id, accepted)], mostPerOperation, seeded(seed))) {
      const query = bent.query === undefined ? '' : `?${new URLSearchParams(bent.query)}`;
      const body = 'body' in bent ? bent.body : accepted.body;
      const content = typeof body === 'string' ? { rawBody: body } : body === undefined ? {} : { body };
      const path = `${fillPath(operation.path, { ...ids, ...bent.ids })}${query}`;
      const key = operation.takesKey ? { 'idempotency-key': unique() } : {};
      const printable = Object.fromEntries(
        Object.entries(bent.headers ?? {}).filter(([, value]) => /^[\x20-\xff]*$/.test(value)),
      );
      const headers = { ...admin.authorization, ...key, ...printable };
      const complaint = complaintOf(
        operation,
        bent.what,
        await request(operation.method, path, { ...content, headers }),
      );
      if (complaint !== undefined) complaints.push(complaint);
    }
    expect(complaints).toEqual([]);
  });

  it('lists still follow what is written, and what is few is given back', async () => {
    const name = `Después ${unique()}`;
    const { customerId } = await admin.createCustomer([{ channel: 'email', value: freshEmail() }], { name });
    await eventually(async () => {
      const rows = await admin.take(pageOf(customerRowSchema), 200, 'GET', '/v1/customers', { query: { q: name } });
      expect(rows.items.map((row) => row.customerId)).toContain(customerId);
    });
    await tidyFuzzWorld(ask);
  });
});
