/** Tickets of customers on the real engine (E28). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Problem } from '#contract/errors.ts';
import { type TicketSchema, ticketLimit } from '#contract/tickets.ts';
import { createCursors } from '#platform/cursor.ts';
import { toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { Ticket as TicketEntity } from '#shared/customers/entities.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Ticket = z.infer<typeof TicketSchema>;
interface Page {
  readonly items: Ticket[];
  readonly nextCursor?: string;
}

const caller = { tenant: 'demo' };
let engine: TestTable;
let now = Date.UTC(2026, 10, 23, 15);
let api: ReturnType<typeof callApi>;

beforeAll(async () => {
  engine = await startTable();
  for (const tenant of ['demo', 'acme']) {
    const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
    const senders = { email: null, sms: null, whatsapp: null };
    await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
  }
  const clock = { now: () => now };
  api = callApi(customerRoutes({ table: engine.table, clock, cursors: createCursors('k'), addressKey: 'key' }));
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  now += 60_000;
});

const create = async (tenant = 'demo'): Promise<string> => {
  const body = { name: 'Ana', addresses: [] };
  return (await api<{ customerId: string }>({ call: 'POST /v1/customers', body, caller: { tenant } })).body.customerId;
};
let count = 0;
const fresh = (over: object = {}) => {
  count += 1;
  return { number: `#${count} / 2026`, network: 'facebook', state: 'open', link: 'https://desk.example/t/1', ...over };
};
const put = (customerId: string, body: object, tenant = 'demo') =>
  api<Ticket & Problem>({ call: `PUT /v1/customers/${customerId}/tickets`, body, caller: { tenant } });
const change = (method: string, customerId: string, ticketId: string, body?: object, version?: number) =>
  api<Ticket & Problem>({
    call: `${method} /v1/customers/${customerId}/tickets/${ticketId}`,
    caller,
    ...(body === undefined ? {} : { body }),
    ...(version === undefined ? {} : { headers: { 'if-match': String(version) } }),
  });
const list = async (customerId: string, query = ''): Promise<Page> =>
  (await api<Page>({ call: `GET /v1/customers/${customerId}/tickets${query}`, caller })).body;

describe('tickets (E28)', () => {
  it('have number, network, state, date and link; the latest change comes first, page by page', async () => {
    const customerId = await create();
    const dates = ['2026-03-01T10:00:00-03:00', '2026-05-01T10:00:00-04:00', '2026-04-01T10:00:00-03:00'];
    for (const updatedAt of dates) expect((await put(customerId, fresh({ updatedAt }))).status).toBe(200);
    const first = await list(customerId, '?limit=2');
    const rest = await list(customerId, `?limit=2&cursor=${first.nextCursor}`);
    const all = [...first.items, ...rest.items];
    expect(all.map(({ updatedAt }) => updatedAt.slice(0, 7))).toEqual(['2026-05', '2026-04', '2026-03']);
    expect(all[0]).toMatchObject({ network: 'facebook', state: 'open', link: 'https://desk.example/t/1', version: 1 });
    expect(rest.nextCursor).toBeUndefined();
  });

  it('F14: the same again writes nothing, another state is the same ticket', async () => {
    const customerId = await create();
    const body = fresh();
    const first = await put(customerId, body);
    now += 1_000;
    expect((await put(customerId, body)).body).toEqual(first.body);
    const changed = await put(customerId, { ...body, state: 'solved' });
    expect(changed.body).toMatchObject({ ticketId: first.body.ticketId, state: 'solved', version: 2 });
    expect((await list(customerId)).items).toHaveLength(1);
  });

  it('number and network are unique in the company; another network or company may have the same', async () => {
    const [one, other] = [await create(), await create()];
    const body = fresh();
    await put(one, body);
    expect(await put(other, body)).toMatchObject({ status: 409, body: { code: 'TICKET_EXISTS' } });
    expect((await put(other, { ...body, network: 'instagram' })).status).toBe(200);
    expect((await put(await create('acme'), body, 'acme')).status).toBe(200);
    const [ticket] = (await list(one)).items;
    await change('DELETE', one, ticket?.ticketId ?? '');
    expect((await put(other, body)).status).toBe(200);
  });

  it('two that are put at once for two customers: one of them has it', async () => {
    const customers = [await create(), await create()];
    const body = fresh();
    const answers = await Promise.all(customers.map((customerId) => put(customerId, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('are changed and deleted under their version', async () => {
    const customerId = await create();
    const { ticketId } = (await put(customerId, fresh())).body;
    const closed = await change('PATCH', customerId, ticketId, { state: 'closed', link: null }, 1);
    expect(closed.body).toMatchObject({ state: 'closed', link: null, version: 2 });
    expect((await change('PATCH', customerId, ticketId, { state: 'open' }, 1)).body.code).toBe('VERSION_CONFLICT');
    expect((await change('DELETE', customerId, ticketId, undefined, 1)).body.code).toBe('VERSION_CONFLICT');
    expect((await change('DELETE', customerId, ticketId, undefined, 2)).status).toBe(200);
    expect((await change('DELETE', customerId, ticketId)).body.code).toBe('TICKET_NOT_FOUND');
  });

  it.each([
    ['javascript:alert(1)', 'URL_SCHEME'],
    ['http://desk.example/t/1', 'URL_SCHEME'],
    ['https://user:secret@desk.example/', 'URL_SCHEME'],
    ['desk.example/t/1', 'URL_SCHEME'],
    [`https://desk.example/${'a'.repeat(500)}`, 'URL_SCHEME'],
  ])('refuse the link %s', async (link, code) => {
    const answer = await put(await create(), fresh({ link }));
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('refuse an unknown network, state, and a date without offset', async () => {
    const customerId = await create();
    expect((await put(customerId, fresh({ network: 'myspace' }))).body.code).toBe('VALUE_INVALID');
    expect((await put(customerId, fresh({ state: 'lost' }))).body.code).toBe('VALUE_INVALID');
    expect((await put(customerId, fresh({ updatedAt: '2026-01-01T10:00:00' }))).body.code).toBe('DATE_NO_ZONE');
  });

  it('are limited in number', async () => {
    const customerId = await create();
    const ticket = { tenant: 'demo', customerId, network: 'x' as const, state: 'open' as const, link: null };
    const items = Array.from({ length: ticketLimit }, (_, i) =>
      toItem(
        TicketEntity,
        { ...ticket, ticketId: `t${i}`, number: `${i}`, createdAt: now, updatedAt: now, version: 1 },
        1,
      ),
    );
    await engine.table.batchWrite(items.map((item) => ({ kind: 'put' as const, item, expected: 'any' as const })));
    expect((await put(customerId, fresh())).body.code).toBe('TICKET_LIMIT');
  });

  it("I17: another company's customer answers exactly as one that does not exist", async () => {
    const customerId = await create();
    const { ticketId } = (await put(customerId, fresh())).body;
    const calls = (id: string): [string, object?][] => [
      [`GET /v1/customers/${id}/tickets`],
      [`PUT /v1/customers/${id}/tickets`, { number: 'x', network: 'x', state: 'open' }],
      [`PATCH /v1/customers/${id}/tickets/${ticketId}`, { state: 'open' }],
      [`DELETE /v1/customers/${id}/tickets/${ticketId}`],
    ];
    const missing = calls('01missing');
    for (const [position, [call, body]] of calls(customerId).entries()) {
      const acme = { caller: { tenant: 'acme' }, ...(body === undefined ? {} : { body }) };
      const foreign = await api({ call, ...acme });
      expect(foreign, call).toEqual(await api({ call: missing[position]?.[0] ?? '', ...acme }));
      expect(foreign.status, call).toBe(404);
    }
  });
});
