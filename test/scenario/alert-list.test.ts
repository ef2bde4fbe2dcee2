/** Alerts as a work list over HTTP (F9): listed, cleared at once with the number first, and taken back. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilCustomer } from './support/messages.ts';
import { freshEmail, missingEmail } from './support/people.ts';

const advisor = as('demo');
const supervisor = as('demo', 'supervisor');

const pageSchema = z.object({
  items: z.array(
    z.object({
      value: z.string(),
      reason: z.string(),
      owners: z.array(z.object({ customerId: z.string() })),
      otherOwners: z.number(),
    }),
  ),
  nextCursor: z.string().optional(),
});
const actionSchema = z.object({
  addresses: z.number(),
  customers: z.number(),
  shared: z.number(),
  sharedWith: z.array(z.object({ value: z.string() })),
  process: z.object({ processId: z.string() }).nullable(),
});
const processSchema = z.object({
  state: z.string(),
  alerts: z.object({ action: z.string(), counts: z.record(z.string(), z.number()) }).optional(),
});

const alertsOf = (customer: string) => advisor.take(pageSchema, 200, 'GET', '/v1/alerts', { query: { customer } });
const untilListed = (customerId: string, count: number) =>
  eventually(async () => expect((await alertsOf(customerId)).items).toHaveLength(count));
const untilEnded = (processId: string) =>
  eventually(async () => {
    const process = await supervisor.take(processSchema, 200, 'GET', `/v1/processes/${processId}`);
    expect(process.state).toBe('success');
    return process;
  });

describe('alerts', () => {
  it('F9: are listed with their owners, cleared at once, and put back by an undo', async () => {
    const email = missingEmail();
    const customer = await advisor.createCustomer([{ channel: 'email', value: email }]);
    await advisor.send(customer);
    await untilAlert(advisor, customer.customerId);
    await untilListed(customer.customerId, 1);
    const second = await advisor.createCustomer([{ channel: 'email', value: email }]);
    await untilListed(second.customerId, 1);
    await eventually(async () => expect((await alertsOf(customer.customerId)).items[0]?.owners).toHaveLength(2));
    const all = await advisor.take(pageSchema, 200, 'GET', '/v1/alerts', { query: { channel: 'email', limit: '100' } });
    expect(all.items.length).toBeGreaterThan(0);

    const addresses = [{ channel: 'email', value: email }];
    const dry = { addresses, dryRun: true };
    expect((await advisor.call('POST', '/v1/alerts/clear', { body: dry })).status).toBe(403);
    // How many have the address is counted by the stream.
    await eventually(async () =>
      expect(await supervisor.take(actionSchema, 200, 'POST', '/v1/alerts/clear', { body: dry })).toMatchObject({
        addresses: 1,
        customers: 2,
        shared: 1,
        sharedWith: [{ value: email }],
        process: null,
      }),
    );
    const wrong = await supervisor.call('POST', '/v1/alerts/clear', { body: { addresses, expected: 7 } });
    expect([wrong.status, wrong.code]).toEqual([409, 'ALERTS_CHANGED']);
    const cleared = await supervisor.take(actionSchema, 200, 'POST', '/v1/alerts/clear', {
      body: { addresses, expected: 1, comment: 'Revisado' },
    });
    const processId = String(cleared.process?.processId);
    expect((await untilEnded(processId)).alerts).toMatchObject({ action: 'clear', counts: { changed: 1 } });
    await untilCustomer(advisor, second.customerId, ({ contactability }) => expect(contactability).toBe('ok'));
    await untilListed(customer.customerId, 0);

    const undone = await supervisor.take(z.object({ processId: z.string() }), 202, 'POST', '/v1/alerts/undo', {
      body: { processId },
    });
    expect((await untilEnded(undone.processId)).alerts).toMatchObject({ action: 'undo', counts: { changed: 1 } });
    await untilListed(customer.customerId, 1);
    await untilCustomer(advisor, second.customerId, ({ contactability }) => expect(contactability).toBe('none'));
  });

  it('F9: are raised for what customers have', async () => {
    const email = freshEmail();
    const customer = await advisor.createCustomer([{ channel: 'email', value: email }]);
    const addresses = [
      { channel: 'email', value: email },
      { channel: 'email', value: freshEmail() },
    ];
    const raised = await supervisor.take(actionSchema, 200, 'POST', '/v1/alerts/raise', {
      body: { addresses, expected: 1 },
    });
    await untilEnded(String(raised.process?.processId));
    await untilListed(customer.customerId, 1);
    expect((await alertsOf(customer.customerId)).items).toMatchObject([{ reason: 'MARKED_BY_HAND' }]);
  });
});
