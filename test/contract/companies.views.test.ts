/** Views that a company shares, on the real engine (B22, F22). */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Problem } from '#contract/errors.ts';
import type { SharedViewSchema } from '#contract/views.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { standardUsers } from '../support/access.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type View = z.infer<typeof SharedViewSchema>;

let engine: TestTable;
let api: ReturnType<typeof callApi>;
beforeAll(async () => {
  engine = await startTable();
  for (const tenant of ['demo', 'acme']) {
    const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
    const senders = { email: null, sms: null, whatsapp: null };
    await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, 0), 'absent');
  }
  const clock = { now: () => Date.UTC(2026, 10, 23) };
  api = callApi(
    companyRoutes({ table: engine.table, clock, cursors: createCursors('k'), ...standardUsers(engine.table, clock) }),
  );
}, 60_000);
afterAll(() => engine?.stop());

const as = (userId: string, role: Role = 'advisor', tenant = 'demo') => ({ tenant, userId, roles: [role] });
let count = 0;
const fresh = (over: object = {}) => {
  count += 1;
  const columns = ['name', 'segment', 'metadata.rut'];
  return { name: `Vista ${count}`, filters: { contactability: 'none' }, columns, sort: '-name', ...over };
};
const create = (body: object, caller = as('camila'), list = 'customers', headers = {}) =>
  api<View & Problem>({ call: `POST /v1/views/${list}`, body, caller, headers });
const list = async (name: string, caller = as('x', 'viewer')): Promise<View[]> =>
  (await api<{ items: View[] }>({ call: `GET /v1/views/${name}`, caller })).body.items;

describe('shared views (F22)', () => {
  it('are seen by everybody of the company, and by nobody else', async () => {
    const body = fresh();
    const made = await create(body);
    expect(made).toMatchObject({ status: 201, body: { ...body, owner: 'camila', version: 1, list: 'customers' } });
    expect(await list('customers')).toContainEqual(made.body);
    expect(await list('interactions')).toEqual([]);
    expect(await list('customers', as('x', 'viewer', 'acme'))).toEqual([]);
    expect(await create(fresh(), as('isidora', 'viewer'))).toMatchObject({ status: 403 });
  });

  it('are changed by their owner and by supervisors, under their version', async () => {
    const { viewId } = (await create(fresh())).body;
    const call = `PUT /v1/views/customers/${viewId}`;
    const put = (caller: ReturnType<typeof as>, version: number) =>
      api<View & Problem>({ call, body: fresh(), caller, headers: { 'if-match': String(version) } });
    expect(await put(as('diego'), 1)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await put(as('camila'), 1)).toMatchObject({ status: 200, body: { version: 2, owner: 'camila' } });
    expect(await put(as('matias', 'supervisor'), 1)).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
    expect(await put(as('matias', 'supervisor'), 2)).toMatchObject({ status: 200, body: { version: 3 } });
    const remove = (caller: ReturnType<typeof as>) =>
      api<Problem>({ call: `DELETE /v1/views/customers/${viewId}`, caller });
    expect((await remove(as('diego'))).status).toBe(403);
    expect((await remove(as('camila', 'advisor', 'acme'))).body.code).toBe('VIEW_NOT_FOUND');
    expect((await remove(as('camila'))).status).toBe(200);
    expect((await remove(as('camila'))).body.code).toBe('VIEW_NOT_FOUND');
  });

  it('F14: shared twice under one key is one view; a name is there once', async () => {
    const body = fresh();
    const headers = { 'idempotency-key': 'once' };
    const [first, again] = [
      await create(body, as('camila'), 'customers', headers),
      await create(body, as('camila'), 'customers', headers),
    ];
    expect(again).toEqual(first);
    expect((await create({ ...body, name: body.name.toUpperCase() })).body.code).toBe('VIEW_NAME_TAKEN');
    const other = { name: body.name, filters: { status: 'failed', direction: 'outbound' }, columns: ['sentAt'] };
    expect((await create(other, as('camila'), 'interactions')).status).toBe(201);
  });

  it.each([
    ['an unknown filter', { filters: { color: 'red' } }, 'filters.color'],
    ['a value that the filter does not take', { filters: { contactability: 'maybe' } }, 'filters.contactability'],
    ['paging as a filter', { filters: { limit: '5' } }, 'filters.limit'],
    ['an unknown column', { columns: ['name', 'shoeSize'] }, 'columns.1'],
    ['a metadata field that is none', { columns: ['metadata.color'] }, 'columns.0'],
    ['a column twice', { columns: ['name', 'name'] }, 'columns.1'],
    ['an unknown order', { sort: 'age' }, 'sort'],
  ])('refuse %s', async (_what, over, path) => {
    const answer = await create(fresh(over));
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([400, 'FILTER_INVALID']);
    expect(answer.body.errors?.map((fault) => fault.path)).toEqual([path]);
  });
});
