/** Holds and last useful times over HTTP and topics (F18, issue 10 C.9): nothing is lost, nothing goes too late. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshEmail, unique } from './support/people.ts';
import { messageSchema, problemSchema } from './support/shapes.ts';
import { createTemplate } from './support/templates.ts';

const api = as('demo');
const admin = as('demo', 'admin');

const holdsSchema = z.object({
  holds: z.array(
    z.looseObject({
      scope: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
      source: z.string(),
      reason: z.string(),
    }),
  ),
  warnings: z.array(z.looseObject({ reason: z.string() })),
});
const put = (scope: object, held: boolean, reason: string) =>
  admin.take(holdsSchema, 200, 'PUT', '/v1/settings/holds', { body: { scope, held, reason } });

/** A template of this test's own, so that nobody else's messages are held. */
const heldTemplate = async () => {
  const reason = `Texto equivocado ${unique()}`;
  const { templateId } = await createTemplate('email', 'Su cuota vence hoy.', { subject: 'Aviso' });
  const scope = { kind: 'template', id: templateId };
  const { holds } = await put(scope, true, reason);
  expect(holds.find((hold) => hold.scope.id === templateId)).toMatchObject({ source: 'person', reason });
  return { templateId, scope };
};
const person = () => api.createCustomer([{ channel: 'email', value: freshEmail() }]);
const read = (messageId: string) => api.take(messageSchema, 200, 'GET', `/v1/messages/${messageId}`);

describe.concurrent('a hold', () => {
  it('lets messages wait with its reason, and go on when it is lifted', async () => {
    const { templateId, scope } = await heldTemplate();
    const { messageId } = await api.send(await person(), 0, { templateId });
    const waits = await untilStatus(api, messageId, 'deferred');
    expect(waits.events.at(-1)).toMatchObject({ kind: 'deferred', code: 'HOLD_TEMPLATE' });
    expect(waits.attempts).toEqual([]);
    await put(scope, false, 'Corregido');
    // Due work looks each minute.
    await eventually(async () => expect((await read(messageId)).status).toBe('delivered'), 150_000);
  }, 200_000);

  it('is seen by every role and set by administrators', async () => {
    for (const role of ['viewer', 'advisor', 'supervisor'] as const) {
      const caller = as('demo', role);
      expect((await caller.call('GET', '/v1/settings/holds')).status).toBe(200);
      const body = { scope: { kind: 'company' }, held: true, reason: 'x' };
      expect((await caller.call('PUT', '/v1/settings/holds', { body })).status).toBe(403);
    }
  });

  it.each([
    { scope: { kind: 'deployment' }, held: true, reason: 'x' },
    { scope: { kind: 'channel', id: 'call' }, held: true, reason: 'x' },
    { scope: { kind: 'company', id: 'x' }, held: true, reason: 'x' },
    { scope: { kind: 'company' }, held: true, reason: '' },
    { scope: { kind: 'company' }, held: true, reason: 'x'.repeat(201) },
    { scope: { kind: 'company' }, held: 'yes', reason: 'x' },
    { scope: { kind: 'company' }, held: true },
    {},
  ])('refuses %j', async (body) => {
    expect((await admin.call('PUT', '/v1/settings/holds', { body })).status).toBe(400);
  });

  it('refuses an account or template that the company does not have', async () => {
    for (const kind of ['account', 'template']) {
      const body = { scope: { kind, id: unique() }, held: true, reason: 'x' };
      const answer = await admin.call('PUT', '/v1/settings/holds', { body });
      expect(problemSchema.parse(answer.json)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });
});

describe.concurrent('a last useful time', () => {
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  it('is a day after the message is to go, the template’s hours, or the request’s own', async () => {
    const customer = await person();
    const hoursOf = async (more: object) => {
      const { messageId } = await api.send(customer, 0, {
        subject: 'Aviso',
        body: 'Hola',
        sendAt: inHours(48),
        ...more,
      });
      const { usefulUntil, sendAt } = z
        .looseObject({ usefulUntil: z.string(), sendAt: z.string() })
        .parse(await read(messageId));
      await api.call('POST', `/v1/messages/${messageId}/cancel`);
      return (Date.parse(usefulUntil) - Date.parse(sendAt)) / 3_600_000;
    };
    expect(await hoursOf({})).toBe(24);
    expect(await hoursOf({ usefulUntil: inHours(50) })).toBeCloseTo(2, 2);
    const { templateId } = await createTemplate('email', 'Hola', { subject: 'Aviso', usefulHours: 3 });
    expect(await hoursOf({ templateId, body: undefined, subject: undefined })).toBe(3);
  });

  it.each([0.5, 24 * 31])('is an hour to 30 days: not %d hours', async (hours) => {
    const body = { subject: 'Aviso', body: 'Hola', usefulUntil: inHours(hours) };
    expect(await api.trySend({ ...(await addressed()), ...body })).toMatchObject({
      status: 400,
      code: 'DATE_OUT_OF_RANGE',
    });
  });
  const addressed = async () => {
    const customer = await person();
    return { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId };
  };
});
