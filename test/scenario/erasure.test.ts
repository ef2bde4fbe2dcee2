/** A person is erased: who may, what stops at once, what stays without the person (Ley 21.719, LGPD; ADR 0062). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Api, as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshMobile, unique } from './support/people.ts';
import { interactionSchema, pageOf } from './support/shapes.ts';

const begunSchema = z.looseObject({ processId: z.string(), customerId: z.string(), pseudonym: z.string() });
const processSchema = z.looseObject({
  kind: z.string(),
  erasure: z.looseObject({ customerId: z.string(), stage: z.string(), reference: z.string().nullable() }),
});

const advisor = as('demo');
const supervisor = as('demo', 'supervisor');
const erase = (user: Api, customerId: string, body: object = { reason: 'request' }) =>
  user.call('POST', `/v1/customers/${customerId}/erase`, { body });

describe('erasing a person', () => {
  it('is for supervisors and administrators, of their own company, for reasons of the list', async () => {
    const { customerId } = await advisor.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    for (const user of [advisor, as('demo', 'viewer')]) expect((await erase(user, customerId)).status).toBe(403);
    expect(await erase(as('acme', 'admin'), customerId)).toMatchObject({ status: 404 });
    expect(await erase(supervisor, customerId, { reason: 'Rosa lo pidió' })).toMatchObject({ status: 400 });
    expect(await erase(supervisor, customerId, { reason: 'request', reference: 'Rosa Pérez' })).toMatchObject({
      status: 400,
    });
    expect((await advisor.call('GET', `/v1/customers/${customerId}`)).status).toBe(200);
  });

  it('stops what would be sent at once, and keeps the rows of the register without the person', async () => {
    const name = `Suprimida ${unique()}`;
    const customer = await advisor.createCustomer([{ channel: 'sms', value: freshMobile() }], { name });
    const { customerId } = customer;
    const { messageId } = await advisor.send(customer);
    await untilStatus(advisor, messageId, 'delivered');
    const path = `/v1/customers/${customerId}/erase`;
    const body = { reason: 'request', reference: `SOL-${unique()}` };
    const { processId, pseudonym } = await supervisor.take(begunSchema, 202, 'POST', path, { body });
    const late = await advisor.trySend({
      customerId,
      addressId: customer.addresses[0]?.addressId ?? '',
      body: 'Hola',
    });
    expect([404, 409]).toContain(late.status);
    await eventually(async () => {
      expect((await advisor.call('GET', `/v1/customers/${customerId}`)).status).toBe(404);
      const { items } = await advisor.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', {
        query: { customerId },
      });
      expect(items.map((row) => [row.messageId, row.customerName])).toEqual([[messageId, pseudonym]]);
    });
    await eventually(async () => {
      const query = { q: name };
      const page = pageOf(z.looseObject({}));
      expect((await advisor.take(page, 200, 'GET', '/v1/customers', { query })).items).toEqual([]);
    });
    const process = await supervisor.take(processSchema, 200, 'GET', `/v1/processes/${processId}`);
    expect(process).toMatchObject({ kind: 'customer_erasure', erasure: { customerId, reference: body.reference } });
    const audit = await as('demo', 'admin').call('GET', '/v1/audit?kind=erasure');
    expect(audit.text).toContain(customerId);
  }, 180_000);
});
