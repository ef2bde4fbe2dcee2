/**
 * A user who sees only their own customers (MA13, ADR 59): a matrix over the route table. What is another advisor's is
 * answered as what does not exist, what crosses customers is refused, and no answer names anybody else's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeCustomer } from '#contract/merges.ts';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import type { Log } from '#platform/log.ts';
import { User } from '#shared/companies/entities.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { inbox } from '../../functions/composition/conversations.ts';
import { customers, listings } from '../../functions/composition/customers.ts';
import { take } from '../../functions/composition/part.ts';
import { listedRows } from '../../functions/composition/processes.ts';
import { acceptedBodies, fillPath } from '../scenario/support/accepted-bodies.ts';
import { createFuzzWorld, type FuzzWorld } from '../scenario/support/fuzz-world.ts';
import { unique } from '../scenario/support/people.ts';
import { startWholeApi, type WholeApi } from '../support/whole-api.ts';

const now = Date.UTC(2026, 10, 23, 15);
const future = '2026-11-24T15:00:00Z';
const faults: string[] = [];
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (event, { route, reason } = {}) => void faults.push(`${event} ${route} ${reason}`),
  count: () => undefined,
};
const admin = { tenant: 'demo', roles: ['admin'] } as const;
/** All roles, so that nothing but the right can refuse. */
const advisor = {
  tenant: 'demo',
  userId: 'camila',
  roles: ['viewer', 'advisor', 'supervisor', 'admin'],
} as const;

let api: WholeApi;
let own: FuzzWorld;
let other: FuzzWorld;
let bodies: Readonly<Record<string, () => unknown>> = {};

const table: readonly Route[] = routes;
const guarded = table.filter(({ roles }) => roles !== 'public');
const withScope = (scope: Route['scope']) =>
  guarded.filter((route) => route.scope === scope).map((route) => [route.id, route] as const);

const ask =
  (caller: {
    readonly tenant: string;
    readonly userId?: string;
    readonly roles: readonly ('admin' | 'advisor' | 'viewer' | 'supervisor')[];
  }) =>
  async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const call = `${method} ${path}`;
    const headers = { 'idempotency-key': unique() };
    const answer = await api.call<Answer>({ call, headers, caller, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${call} was refused: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

/** The route as the advisor calls it. */
const call = async (route: Route, ids: Readonly<Record<string, string | undefined>>, body = bodies[route.id]) => {
  const answer = await api.call<Readonly<Record<string, unknown>>>({
    call: `${route.method} ${fillPath(route.path, ids)}`,
    headers: { 'idempotency-key': unique() },
    caller: advisor,
    ...(route.body === undefined || body === undefined ? {} : { body: body() }),
  });
  return { status: answer.status, body: answer.body };
};

/** Brings lists in step, as the table's stream does. */
const project = async (customerId: string) => {
  const on = { table: api.engines.table, clock: { now: () => now }, log, addressKey: 'address-key' };
  await projectCustomer(take(on, { customers, listings }), 'demo', customerId, { force: true });
  await projectConversation(inbox(on), { tenant: 'demo', customerId, messageIds: 'all', customer: true });
  await listedRows(on).relist('demo', customerId);
};

const bodiesFor = (world: FuzzWorld, settings: unknown, named: Readonly<Record<string, string | undefined>>) =>
  acceptedBodies({
    own: { ...world.own, ...(named.customerId === undefined ? {} : { customerId: named.customerId }) },
    ids: { messageId: named.messageId ?? '', attachmentId: world.ids.attachmentId ?? '' },
    settings,
    future,
  });

let settings: unknown;
let untouched = '';
beforeAll(async () => {
  api = await startWholeApi(now, log);
  const current = await ask(admin)<Readonly<Record<string, unknown>>>('GET', '/v1/settings');
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
  settings = input;
  await api.engines.table.put(
    User,
    {
      tenant: 'demo',
      userId: 'camila',
      name: 'Camila',
      email: 'camila@demo.example',
      roles: ['advisor'],
      ownCustomersOnly: true,
      updatedAt: now,
    },
    'any',
  );
  own = await createFuzzWorld(ask(admin), future);
  other = await createFuzzWorld(ask(admin), future);
  await ask(admin)('PUT', `/v1/customers/${own.own.customerId}/assignee`, { advisorId: 'camila' });
  for (const { customerId } of [own.own, other.own]) {
    // Both have called, so both stand in the inbox.
    const { addresses } = await ask(admin)<{ addresses: { channel: string; value: string }[] }>(
      'GET',
      `/v1/customers/${customerId}`,
    );
    const from = addresses.find(({ channel }) => channel === 'call')?.value;
    await ask(admin)('POST', '/v1/inbound/calls', { from, answered: false });
    await project(customerId);
    await ask(admin)('POST', `/v1/conversations/${customerId}/unread`);
  }
  untouched = await stateOfOther();
  bodies = bodiesFor(own, settings, own.ids);
}, 120_000);
afterAll(() => api?.stop());

/** What the administrator sees of the other customer. */
const stateOfOther = async (): Promise<string> => {
  const { customerId } = other.own;
  const looks = ['', '/notes', '/debts', '/tickets', '/history', '/payment-order'].map(
    (end) => `/v1/customers/${customerId}${end}`,
  );
  const answers = [];
  for (const path of [...looks, `/v1/messages/${other.ids.messageId}`, `/v1/conversations/${customerId}`]) {
    answers.push(await ask(admin)<unknown>('GET', path));
  }
  return JSON.stringify(answers);
};

/** Ids of the right form that nobody has. */
const missing = { customerId: 'nobody', messageId: '01KABCDEFGHJKMNPQRSTVWXYZ0' };

describe('routes that name a customer or a message', () => {
  it.each(withScope('named'))('%s: another advisor’s is one that does not exist', async (_id, route) => {
    const foreign = await call(route, other.ids, bodiesFor(other, settings, other.ids)[route.id]);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const none = await call(route, { ...other.ids, ...missing }, bodiesFor(other, settings, missing)[route.id]);
    expect(foreign).toEqual(none);
  });

  it('nothing of the other customer was changed by any of them', async () => {
    expect(await stateOfOther()).toBe(untouched);
  });

  it.each(withScope('named').filter(([, { method, roles }]) => method === 'GET' && roles.includes('viewer')))(
    '%s: their own is answered, and names nobody else',
    async (_id, route) => {
      const answer = await call(route, own.ids);
      expect(JSON.stringify(answer)).not.toContain('There is no customer');
      expect(JSON.stringify(answer)).not.toContain(other.own.customerId);
    },
  );

  it('a body may not name another’s beside their own', async () => {
    const merge = await call(mergeCustomer, own.ids, () => ({ customerId: other.own.customerId, preview: true }));
    expect(merge).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('routes that cross customers', () => {
  it.each(withScope('closed'))('%s is closed', async (_id, route) => {
    expect(await call(route, own.ids)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('routes of the company', () => {
  it.each(withScope('company').filter(([, { method }]) => method === 'GET'))(
    '%s names no customer of others',
    async (_id, route) => {
      const answer = await call(route, own.ids);
      expect(answer.status).not.toBe(403);
      expect(JSON.stringify(answer)).not.toContain(other.own.customerId);
    },
  );
});

describe('lists', () => {
  interface Page {
    readonly items: readonly { readonly customerId: string }[];
    readonly nextCursor?: string;
  }
  /** All pages; a page may be empty and still have a next one. */
  const listAll = async (path: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let cursor: string | undefined, page = 0; page < 200; page += 1) {
      const next = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
      const answer: Page = await ask(advisor)('GET', `${path}${next}`);
      found.push(...answer.items.map(({ customerId }) => customerId));
      cursor = answer.nextCursor;
      if (cursor === undefined) return [...new Set(found)];
    }
    throw new Error(`${path} has no end.`);
  };

  it.each([
    '/v1/customers',
    '/v1/customers?limit=1',
    '/v1/customers?sort=-createdAt',
    '/v1/customers?contactability=ok',
    '/v1/customers?new=true',
    '/v1/customers?q=rojas',
    '/v1/customers?q=rojas&sort=name',
    '/v1/customers?advisor=camila&columns=email',
    '/v1/conversations',
    '/v1/conversations?limit=1&sort=oldest',
    '/v1/conversations?q=rojas',
    '/v1/conversations?state=unread',
    '/v1/interactions',
    '/v1/interactions?status=scheduled',
    '/v1/interactions?status=scheduled&limit=1',
  ])('%s: only their own', async (path) => {
    expect(await listAll(path)).toEqual([own.own.customerId]);
  });

  it.each([
    '/v1/customers?advisor=user-1',
    `/v1/interactions?customerId=${'{other}'}`,
    '/v1/conversations?advisor=user-1',
  ])('%s: nothing', async (path) => {
    expect(await listAll(path.replace('{other}', other.own.customerId))).toEqual([]);
  });

  it('whoever is created by them is theirs, and handing over takes it out of their sight at once', async () => {
    const path = '/v1/customers';
    const { customerId, advisorId } = await ask(advisor)<{ customerId: string; advisorId: string }>('POST', path, {
      name: 'Nueva',
      advisorId: null,
      addresses: [],
    });
    expect(advisorId).toBe('camila');
    await ask(advisor)('PUT', `${path}/${customerId}/assignee`, { advisorId: 'user-1' });
    const after = await api.call({ call: `GET ${path}/${customerId}`, caller: advisor });
    expect(after).toMatchObject({ status: 404 });
  });

  it('a document that another’s customer has is refused without saying whose', async () => {
    const document = { documentType: 'DNI', documentNumber: `D-${unique()}` };
    const create = (caller: typeof admin | typeof advisor, name: string) =>
      api.call({
        call: 'POST /v1/customers',
        caller,
        headers: { 'idempotency-key': unique() },
        body: { name, addresses: [], ...document },
      });
    const { body: first } = await create(admin, 'Primera');
    expect((await create(admin, 'Segunda')).body).toMatchObject({ code: 'DOCUMENT_EXISTS', ...idOf(first) });
    const refused = await create(advisor, 'Tercera');
    expect(refused.body).toMatchObject({ code: 'DOCUMENT_EXISTS' });
    expect(JSON.stringify(refused.body)).not.toContain(idOf(first).customerId);
  });
});

const idOf = (body: unknown): { readonly customerId: string } => ({
  customerId: typeof body === 'object' && body !== null && 'customerId' in body ? String(body.customerId) : '',
});

it('every route of the table was in one of the lists', () => {
  expect(new Set(guarded.map(({ scope }) => scope))).toEqual(new Set(['named', 'list', 'company', 'closed']));
  expect(faults).toEqual([]);
});
