/** Pause, DND, WhatsApp's window and the answer to "can I contact?" (C38, D28, E24–E27, F11, Q7–Q9). */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { untilCustomer } from './support/messages.ts';
import { freshEmail, freshMobile, simulatorEmail, unique } from './support/people.ts';
import { type Customer, contactCheckSchema, customerSchema, problemSchema } from './support/shapes.ts';

const api = as('demo');
const day = 86_400_000;

const flow = { purpose: 'automatic', origin: { kind: 'flow', id: 'mora', name: 'Mora' } };
const campaign = { purpose: 'automatic', origin: { kind: 'campaign', id: 'nov', name: 'Noviembre' } };

const check = (customer: Customer, query: Record<string, string>) =>
  api.take(contactCheckSchema, 200, 'GET', `/v1/customers/${customer.customerId}/contact-check`, { query });

const codesOf = async (customer: Customer, query: Record<string, string>) =>
  (await check(customer, query)).reasons.map(({ code }) => code);

const trySms = (customer: Customer, more: object = {}) =>
  api.trySend({ customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hola', ...more });

const dnd = (customer: Customer, body: object, role: 'advisor' | 'supervisor' = 'advisor') =>
  as('demo', role).call('PUT', `/v1/customers/${customer.customerId}/dnd`, { body });

const withPhone = () => api.createCustomer([{ channel: 'sms', value: freshMobile() }]);

describe.concurrent('a pause (C38, Q8)', () => {
  const pause = (customer: Customer, until: string | null) =>
    api.take(customerSchema, 200, 'PUT', `/v1/customers/${customer.customerId}/pause`, {
      body: { until, reason: 'Acuerdo' },
    });

  it('skips automatic messages at once and records them, warns people who write by hand, and can be lifted', async () => {
    const customer = await withPhone();
    const until = new Date(Date.now() + 3 * day).toISOString();
    expect((await pause(customer, until)).pausedUntil).toBe(until);
    const skipped = await trySms(customer, flow);
    expect(skipped.status, skipped.text).toBe(202);
    expect(skipped.json).toMatchObject({ status: 'skipped' });
    const automatic = await check(customer, { channel: 'sms', purpose: 'automatic' });
    expect(automatic).toMatchObject({ allowed: false, reasons: [{ code: 'CONTACT_PAUSED', blocking: true, until }] });
    const manual = await check(customer, { channel: 'sms' });
    expect(manual).toMatchObject({ allowed: true, reasons: [{ code: 'CONTACT_PAUSED', blocking: false }] });
    expect((await trySms(customer)).status).toBe(202);
    expect((await pause(customer, null)).pausedUntil).toBeNull();
    expect(await codesOf(customer, { channel: 'sms', purpose: 'automatic' })).toEqual([]);
  });

  it('refuses an end in the past', async () => {
    const customer = await withPhone();
    const path = `/v1/customers/${customer.customerId}/pause`;
    const reply = await api.call('PUT', path, { body: { until: '2020-01-01T00:00:00Z' } });
    expect(reply).toMatchObject({ status: 400, code: 'DATE_OUT_OF_RANGE' });
  });
});

describe.concurrent('do not disturb (D28, Q7)', () => {
  it.each([
    { scope: 'campaigns', blocksCampaign: true, blocksFlow: false, blocksManual: false },
    { scope: 'automatic', blocksCampaign: true, blocksFlow: true, blocksManual: false },
    { scope: 'all', blocksCampaign: true, blocksFlow: true, blocksManual: true },
  ])('scope $scope: campaign $blocksCampaign, flow $blocksFlow, manual $blocksManual', async (one) => {
    const customer = await withPhone();
    expect((await dnd(customer, { channel: 'sms', active: true, scope: one.scope })).status).toBe(200);
    const expected = (blocks: boolean) => (blocks ? [409, 'CONTACT_DND'] : [202, undefined]);
    const outcome = async (more: object) => {
      const { status, code } = await trySms(customer, more);
      return [status, code];
    };
    expect(await outcome(campaign)).toEqual(expected(one.blocksCampaign));
    expect(await outcome(flow)).toEqual(expected(one.blocksFlow));
    expect(await outcome({})).toEqual(expected(one.blocksManual));
    // Permission is not validity: the customer stays contactable (Q2).
    expect((await api.customer(customer.customerId)).contactability).toBe('ok');
    expect((await dnd(customer, { channel: 'sms', active: false })).status).toBe(200);
    expect(await outcome(campaign)).toEqual(expected(false));
  });

  it('belongs to a channel: the others stay open', async () => {
    const customer = await api.createCustomer([
      { channel: 'sms', value: freshMobile() },
      { channel: 'email', value: freshEmail() },
    ]);
    await dnd(customer, { channel: 'sms', active: true, scope: 'all' });
    expect(await codesOf(customer, { channel: 'sms' })).toEqual(['CONTACT_DND']);
    expect(await codesOf(customer, { channel: 'email' })).toEqual([]);
  });

  it('Q9 F6: one of a complaint is lifted by supervisors only, and with recorded consent', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: simulatorEmail('complaint') }]);
    await api.send(customer);
    await untilCustomer(api, customer.customerId, (found) => expect(found.dnd).toHaveLength(1));
    const lift = { channel: 'email', active: false };
    expect(await dnd(customer, { ...lift, consent: 'Lo pidió por teléfono' })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await dnd(customer, lift, 'supervisor')).toMatchObject({ status: 409, code: 'CONSENT_REQUIRED' });
    expect((await dnd(customer, { ...lift, consent: 'Lo pidió por teléfono' }, 'supervisor')).status).toBe(200);
    expect((await api.customer(customer.customerId)).dnd).toEqual([]);
  });
});

describe.concurrent('can I contact? (F11, E24–E27)', () => {
  it('E24 #57: WhatsApp free text needs a message of the customer within 24 hours', async () => {
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    expect(await codesOf(customer, { channel: 'whatsapp' })).toContain('WHATSAPP_WINDOW_CLOSED');
    expect(await trySms(customer)).toMatchObject({ status: 409, code: 'WHATSAPP_WINDOW_CLOSED' });
  });

  it('F11: lists every reason, each with words and what to do, and the refusal lists the same', async () => {
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    await dnd(customer, { channel: 'whatsapp', active: true, scope: 'all' });
    const answer = await check(customer, { channel: 'whatsapp' });
    expect(answer.allowed).toBe(false);
    const codes = answer.reasons.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['CONTACT_DND', 'WHATSAPP_WINDOW_CLOSED']));
    for (const { detail, nextAction } of answer.reasons) {
      expect(detail).not.toBe('');
      expect(nextAction).toBeTruthy();
    }
    const refused = problemSchema.parse((await trySms(customer)).json);
    expect(refused.errors?.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['CONTACT_DND', 'WHATSAPP_WINDOW_CLOSED']),
    );
  });

  it("speaks the company's language", async () => {
    const [spanish, english] = await Promise.all([
      check(await api.createCustomer([]), { channel: 'email' }),
      as('acme')
        .createCustomer([])
        .then(({ customerId }) =>
          as('acme').take(contactCheckSchema, 200, 'GET', `/v1/customers/${customerId}/contact-check`, {
            query: { channel: 'email' },
          }),
        ),
    ]);
    expect(spanish.reasons[0]?.detail).toMatch(/cliente/);
    expect(english.reasons[0]?.detail).toMatch(/customer/i);
  });

  it('an address of another customer, or none at all, is not found', async () => {
    const [one, other] = [await withPhone(), await withPhone()];
    const path = `/v1/customers/${one.customerId}/contact-check`;
    const addressId = other.addresses[0]?.addressId ?? '';
    expect(await api.call('GET', path, { query: { addressId } })).toMatchObject({
      status: 404,
      code: 'ADDRESS_NOT_FOUND',
    });
    const missing = await api.call('GET', `/v1/customers/${unique()}/contact-check`);
    expect(missing).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
