/** What advisors record in place: tags, assignee, notes (D10, E29). */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { CustomerSchema, NoteSchema } from '#contract/customers.ts';
import type { Problem } from '#contract/errors.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Customer = z.infer<typeof CustomerSchema>;
type Note = z.infer<typeof NoteSchema>;

const caller = { tenant: 'demo' };
let engine: TestTable;
let now = Date.UTC(2026, 10, 23, 15);
let api: ReturnType<typeof callApi>;

beforeAll(async () => {
  engine = await startTable();
  const companies = new CompanyStore(engine.table);
  for (const tenant of ['demo', 'acme']) {
    const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
    const senders = { email: null, sms: null, whatsapp: null };
    await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
    const user = { tenant, userId: `camila-${tenant}`, name: 'Camila', email: 'c@x.cl', roles: ['advisor' as const] };
    await companies.saveUser(undefined, { ...user, updatedAt: now }, signedBySystem(now));
  }
  const clock = { now: () => now };
  api = callApi(customerRoutes({ table: engine.table, clock, cursors: createCursors('k'), addressKey: 'key' }));
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  now += 1_000;
});

const create = async (over: object = {}): Promise<Customer> =>
  (await api<Customer>({ call: 'POST /v1/customers', body: { name: 'Ana', addresses: [], ...over }, caller })).body;
const tagged = (customerId: string, body: object) =>
  api<Customer & Problem>({ call: `PATCH /v1/customers/${customerId}/tags`, body, caller });
const assigned = (customerId: string, advisorId: string | null) =>
  api<Customer & Problem>({ call: `PUT /v1/customers/${customerId}/assignee`, body: { advisorId }, caller });

describe('tags in place (D10)', () => {
  it('are added and removed by themselves, twice as once', async () => {
    const { customerId } = await create({ tags: ['vip', 'judicial'] });
    const changed = await tagged(customerId, { add: ['convenio', 'vip'], remove: ['judicial', 'otro'] });
    expect(changed.body).toMatchObject({ tags: ['vip', 'convenio'], version: 2 });
    expect((await tagged(customerId, { add: ['convenio'], remove: ['judicial'] })).body.version).toBe(2);
    expect((await tagged(customerId, { remove: ['vip', 'convenio'] })).body.tags).toEqual([]);
  });

  it('of two people at once are both there', async () => {
    const { customerId } = await create();
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((tag) => tagged(customerId, { add: [tag] })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await tagged(customerId, {})).body.tags.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are 20 at most; a tag may still be exchanged for another', async () => {
    const { customerId } = await create({ tags: Array.from({ length: 20 }, (_, i) => `t${i}`) });
    expect((await tagged(customerId, { add: ['one more'] })).body.code).toBe('TAG_LIMIT');
    expect((await tagged(customerId, { add: ['one more'], remove: ['t0'] })).body.tags).toHaveLength(20);
  });
});

describe('the assignee (D10)', () => {
  it('is a user of the company, or nobody', async () => {
    const { customerId } = await create();
    expect((await assigned(customerId, 'camila-demo')).body).toMatchObject({ advisorId: 'camila-demo', version: 2 });
    expect((await assigned(customerId, 'camila-demo')).body.version).toBe(2);
    const [foreign, missing] = await Promise.all(['camila-acme', 'nobody'].map((id) => assigned(customerId, id)));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(foreign?.body).toEqual(missing?.body);
    expect((await assigned(customerId, null)).body).toMatchObject({ advisorId: null, version: 3 });
  });
});

describe('the advisor of a customer (D10, I17)', () => {
  const withAdvisor = (call: string, advisorId: string | null) =>
    api<Customer & Problem>({
      call,
      body: { advisorId, ...(call.startsWith('POST') ? { name: 'Ana', addresses: [] } : {}) },
      caller,
    });

  it('is a user of the company when a customer is created; a foreign one answers as a missing one', async () => {
    const call = 'POST /v1/customers';
    expect((await withAdvisor(call, 'camila-demo')).body.advisorId).toBe('camila-demo');
    const [foreign, missing] = await Promise.all(['camila-acme', 'nobody'].map((id) => withAdvisor(call, id)));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(foreign?.body).toEqual(missing?.body);
  });

  it('is a user of the company when a customer is changed; one who has left may stay', async () => {
    const { customerId } = await create({ advisorId: 'camila-demo' });
    const call = `PATCH /v1/customers/${customerId}`;
    const [foreign, missing] = await Promise.all(['camila-acme', 'nobody'].map((id) => withAdvisor(call, id)));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(foreign?.body).toEqual(missing?.body);
    const customers = new CustomerStore(engine.table);
    const before = await customers.find('demo', customerId);
    if (before === undefined) throw new Error('The customer is gone.');
    await customers.save({ ...before.value, advisorId: 'has-left' }, before.revision);
    expect((await withAdvisor(call, 'has-left')).body).toMatchObject({ advisorId: 'has-left' });
    expect((await withAdvisor(call, null)).body).toMatchObject({ advisorId: null });
  });
});

describe('notes (E29)', () => {
  const as = (userId: string, role: Role) => ({ ...caller, userId, roles: [role] });
  const add = async (customerId: string, userId: string): Promise<Note> => {
    const call = `POST /v1/customers/${customerId}/notes`;
    return (await api<Note>({ call, body: { text: 'Prefiere correo' }, caller: as(userId, 'advisor') })).body;
  };

  it('are changed by their author alone', async () => {
    const { customerId } = await create();
    const note = await add(customerId, 'camila');
    expect(note.editedAt).toBeNull();
    const call = `PATCH /v1/customers/${customerId}/notes/${note.noteId}`;
    const other = await api<Problem>({ call, body: { text: 'x' }, caller: as('diego', 'admin') });
    expect(other).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    now += 60_000;
    const edited = await api<Note>({ call, body: { text: 'Prefiere WhatsApp' }, caller: as('camila', 'advisor') });
    expect(edited.body).toEqual({ ...note, text: 'Prefiere WhatsApp', editedAt: new Date(now).toISOString() });
    const list = await api<{ items: Note[] }>({ call: `GET /v1/customers/${customerId}/notes`, caller });
    expect(list.body.items).toEqual([edited.body]);
  });

  it('are deleted by their author and by supervisors', async () => {
    const { customerId } = await create();
    for (const [userId, role, status] of [
      ['diego', 'advisor', 403],
      ['camila', 'advisor', 200],
      ['matias', 'supervisor', 200],
    ] as const) {
      const { noteId } = await add(customerId, 'camila');
      const call = `DELETE /v1/customers/${customerId}/notes/${noteId}`;
      expect(await api({ call, caller: as(userId, role) }), userId).toMatchObject({ status });
      const again = await api<Problem>({ call, caller: as('matias', 'supervisor') });
      expect(again.body.code ?? '', userId).toBe(status === 200 ? 'NOTE_NOT_FOUND' : '');
    }
  });
});

it("I17: another company's customer answers exactly as one that does not exist", async () => {
  const { customerId } = await create();
  const note = await api<Note>({ call: `POST /v1/customers/${customerId}/notes`, body: { text: 'x' }, caller });
  const calls = (id: string): [string, unknown][] => [
    [`PATCH /v1/customers/${id}/tags`, { add: ['x'] }],
    [`PUT /v1/customers/${id}/assignee`, { advisorId: null }],
    [`PATCH /v1/customers/${id}/notes/${note.body.noteId}`, { text: 'y' }],
    [`DELETE /v1/customers/${id}/notes/${note.body.noteId}`, undefined],
  ];
  const missing = calls('01missing');
  for (const [position, [call, body]] of calls(customerId).entries()) {
    const foreign = await api({ call, body, caller: { tenant: 'acme', roles: ['admin'] } });
    const none = await api({ call: missing[position]?.[0] ?? '', body, caller: { tenant: 'acme', roles: ['admin'] } });
    expect(foreign, call).toEqual(none);
    expect(foreign.status, call).toBe(404);
  }
});
