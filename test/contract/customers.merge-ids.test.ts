/** The id of a merged customer is an id of the one that stays, wherever the contract takes a customer (Q13, ADR 0043). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '#contract/routes.ts';
import { quietLog } from '../support/inbox-world.ts';
import { startWholeApi, type WholeApi } from '../support/whole-api.ts';

const now = Date.UTC(2026, 10, 23, 15);
const caller = { tenant: 'demo', roles: ['admin'], userId: 'user-1' } as const;

let api: WholeApi;
/** The customer that stays, and the one that is part of it. */
let own = '';
let other = '';
/** The merged one's. */
let addressId = '';
let messageId = '';
/** A statement of the merged one, made before. */
let attachmentId = '';

const call = async <Body>(target: string, body?: unknown) =>
  api.call<Body>({
    call: target,
    caller,
    headers: { 'idempotency-key': randomUUID() },
    ...(body === undefined ? {} : { body }),
  });
const made = async <Body>(target: string, body?: unknown): Promise<Body> => {
  const answer = await call<Body>(target, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};
const debt = { dueDate: '2026-10-01', balance: 100, currency: 'CLP', state: 'overdue' };

beforeAll(async () => {
  api = await startWholeApi(now, quietLog);
  for (const [name, phone, code] of [
    ['Ana Soto', '+56911110001', 'A-1'],
    ['Ana Soto P.', '+56911110002', 'B-2'],
  ] as const) {
    const addresses = [
      { channel: 'call', value: phone },
      { channel: 'email', value: `${code.toLowerCase()}@correo.example` },
    ];
    const { customerId, addresses: had } = await made<{ customerId: string; addresses: { addressId: string }[] }>(
      'POST /v1/customers',
      { name, addresses },
    );
    addressId = had[1]?.addressId ?? '';
    await made(`PUT /v1/customers/${customerId}/debts`, { ...debt, code });
    await made(`POST /v1/customers/${customerId}/notes`, { text: `Nota de ${name}` });
    await made(`PUT /v1/customers/${customerId}/tickets`, { number: code, network: 'facebook', state: 'open' });
    const result = { result: 'no_answer', call: { direction: 'outbound', addressId: had[0]?.addressId } };
    const recorded = await made<{ messageId: string }>(`POST /v1/conversations/${customerId}/results`, result);
    messageId = recorded.messageId;
    const statement = `POST /v1/customers/${customerId}/account-statement`;
    attachmentId = (await made<{ attachmentId: string }>(statement, { format: 'pdf' })).attachmentId;
    [own, other] = own === '' ? [customerId, ''] : [own, customerId];
  }
  await made(`POST /v1/customers/${own}/merge`, { customerId: other });
}, 60_000);
afterAll(() => api?.stop());

/** Reading routes that name a customer, with the values of their other parameters. */
const reads = () => {
  const values: Readonly<Record<string, string>> = { debtId: 'B-2', messageId, ticketId: 'none' };
  return routes
    .filter(({ method, path }) => method === 'GET' && path.includes('{customerId}'))
    .map(({ id, path }) => ({
      id,
      of: (customerId: string) =>
        path.replace(/\{(\w+)\}/g, (_all, name: string) => (name === 'customerId' ? customerId : (values[name] ?? ''))),
    }));
};

describe('the id of a merged customer', () => {
  it('Q13: reads what the id of the one that stays reads, on every route', async () => {
    const answered: string[] = [];
    for (const { id, of } of reads()) {
      const [byOwn, byOther] = [await call<object>(`GET ${of(own)}`), await call<object>(`GET ${of(other)}`)];
      expect(byOther.status, id).toBe(byOwn.status);
      // The customer itself says that it is part of the other: that is what its page shows.
      if (id === 'getCustomer') expect(byOther.body).toMatchObject({ customerId: other, mergedInto: own });
      else expect(byOther.body, id).toEqual(byOwn.body);
      if (byOwn.status === 200) answered.push(id);
    }
    expect(answered.length).toBeGreaterThanOrEqual(10);
  });

  it('Q13: filters the register like the id of the one that stays', async () => {
    const rows = async (customerId: string) =>
      (await made<{ items: { messageId: string }[] }>(`GET /v1/interactions?customerId=${customerId}`)).items;
    expect(await rows(other)).toEqual(await rows(own));
  });

  it('Q13: in a body is the one that stays', async () => {
    const body = { customerId: other, addressId, subject: 'Aviso', body: 'Hola' };
    const sent = await made<{ messageId: string }>('POST /v1/messages', body);
    // What was prepared for the one goes along to the other.
    await made('POST /v1/messages', { ...body, customerId: own, attachments: [attachmentId] });
    expect(await made(`GET /v1/messages/${sent.messageId}`)).toMatchObject({ customerId: own });
    const thread = await made<{ items: { messageId: string }[] }>(`GET /v1/conversations/${own}/messages`);
    expect(thread.items.map(({ messageId }) => messageId)).toContain(sent.messageId);
  });
});
