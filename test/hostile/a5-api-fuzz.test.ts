/**
 * Issue 10, A.5: no request of a caller ends as a fault of ours, and every code that is answered stands in the contract.
 * The requests come from docs/openapi.json (hostile-requests.ts) and meet real engines in this process.
 *
 * `FUZZ_SEED` (1) chooses and orders, `FUZZ_REQUESTS` (40) bounds each operation; 0 sends all.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Log } from '#platform/log.ts';
import { acceptedBodies, fillPath } from '../scenario/support/accepted-bodies.ts';
import { createFuzzWorld, type FuzzWorld, tidyFuzzWorld } from '../scenario/support/fuzz-world.ts';
import {
  documentedCodes,
  type HostileRequest,
  hostileRequests,
  sample,
  seeded,
} from '../scenario/support/hostile-requests.ts';
import { guarded, type Operation } from '../scenario/support/operations.ts';
import { unique } from '../scenario/support/people.ts';
import { startWholeApi, type WholeApi } from '../support/whole-api.ts';

const seed = Number(process.env.FUZZ_SEED ?? 1);
const mostPerOperation = Number(process.env.FUZZ_REQUESTS ?? 40) || Number.POSITIVE_INFINITY;
const now = Date.UTC(2026, 10, 23, 15);
const future = '2026-11-24T15:00:00Z';
const caller = { tenant: 'demo', roles: ['admin'] } as const;

const faults: string[] = [];
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (event, { route, reason } = {}) => void faults.push(`${event} ${route} ${reason}`),
  count: () => undefined,
};

let api: WholeApi;
let settings: unknown;
/** For what reads only. */
let lasting: FuzzWorld;
beforeAll(async () => {
  api = await startWholeApi(now, log);
  const current = await ask<Readonly<Record<string, unknown>>>('GET', '/v1/settings');
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
  settings = input;
  lasting = await createFuzzWorld(ask, future);
}, 120_000);
afterAll(() => api?.stop());

const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
  const headers = { 'idempotency-key': unique() };
  const call = `${method} ${path}`;
  const answer = await api.call<Answer>({ call, headers, caller, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${call} was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

interface Accepted {
  readonly ids: FuzzWorld['ids'];
  readonly body: unknown;
}

/** Sends one request; `complaint` is what its answer says against us, undefined when it is as it should be. */
const send = async (operation: Operation, accepted: Accepted, request: HostileRequest) => {
  const path = fillPath(operation.path, { ...accepted.ids, ...request.ids });
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`;
  const body = 'body' in request ? request.body : accepted.body;
  const before = faults.length;
  const { status, body: answer } = await api.call<{ readonly code?: string; readonly detail?: string } | null>({
    call: `${operation.method} ${path}${query}`,
    caller,
    headers: { ...(operation.takesKey ? { 'idempotency-key': unique() } : {}), ...request.headers },
    ...(body === undefined ? {} : { body }),
  });
  const what = `${request.what}: ${status} ${answer?.code ?? ''}`;
  if (status >= 500) return { status, complaint: `${what} ${faults.slice(before).join(' ')}` };
  const isDocumented = status < 400 || documentedCodes(operation.id, status).includes(answer?.code);
  return { status, complaint: isDocumented ? undefined : `${what} is not in the contract (${answer?.detail})` };
};

// Settings change what every other operation does, so they come last.
const inOrder = guarded.toSorted((a, b) => Number(a.id === 'putSettings') - Number(b.id === 'putSettings'));

describe(`hostile requests, seed ${seed}`, () => {
  let accepting = 0;

  it.each(inOrder)('$method $path', async (operation) => {
    const { own, ids } = operation.method === 'GET' ? lasting : await createFuzzWorld(ask, future);
    const body = operation.hasBody ? acceptedBodies({ own, ids, settings, future })[operation.id]?.() : undefined;
    const accepted = { ids, body };
    const complaints: string[] = [];
    const bends = sample([...hostileRequests(operation.id, accepted)], mostPerOperation, seeded(seed));
    for (const request of [{ what: 'as accepted' }, ...bends]) {
      const { status, complaint } = await send(operation, accepted, request);
      if (complaint !== undefined) complaints.push(complaint);
      if (request.what === 'as accepted' && status < 300) accepting += 1;
    }
    if (operation.method !== 'GET') await tidyFuzzWorld(ask);
    expect(complaints).toEqual([]);
  });

  it('begins at what is accepted, so that each bend reaches the code behind the schemas', () => {
    // The others need a conversation, an uploaded file or a state that takes more than one request.
    expect(accepting / inOrder.length).toBeGreaterThan(0.7);
  });
});

/** What hurt before, always sent: each a line of the issue or found by a longer run. */
describe('what hurt before', () => {
  const cjk = 'カ'.repeat(80_000);
  const message = (body: string) => ({ ...lasting.own, subject: 'Aviso', body, merge: true });
  const key = () => ({ 'idempotency-key': unique() });

  it.each(['payButton', 'accountStatement'])('80,000 wide characters with {{%s}} are sent whole', async (tag) => {
    const body = message(`{{${tag}}}${cjk}`);
    const sent = await api.call<{ messageId: string }>({ call: 'POST /v1/messages', caller, headers: key(), body });
    expect(sent.status, JSON.stringify(sent.body)).toBe(202);
    const { body: text } = await ask<{ body: string }>('GET', `/v1/messages/${sent.body.messageId}`);
    expect(text.endsWith(cjk)).toBe(true);
    expect(text.length).toBeGreaterThan(cjk.length);
  });

  it('tables that make a text too long are refused before it is put together', async () => {
    const body = message(`${'{{accountStatement}}'.repeat(200)}${cjk}`);
    const answer = await api.call({ call: 'POST /v1/messages', caller, headers: key(), body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'TEXT_TOO_LONG' } });
  });

  it.each(['0001-01-01', '1969-12-31', '9999-12-31'])('conversations from %s', async (from) => {
    for (const query of [`from=${from}`, `to=${from}`, `from=${from}&tray=calls`, `from=${from}&state=recent`]) {
      expect(await api.call({ call: `GET /v1/conversations?${query}`, caller }), query).toMatchObject({ status: 200 });
    }
  });

  it.each(guarded.filter(({ takesKey }) => takesKey))('an empty Idempotency-Key: $method $path', async (operation) => {
    const { own, ids } = lasting;
    const body = acceptedBodies({ own, ids, settings, future })[operation.id]?.();
    const call = `${operation.method} ${fillPath(operation.path, ids)}`;
    const answer = await api.call({ call, caller, headers: { 'idempotency-key': '' }, body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_INVALID' } });
  });
});
