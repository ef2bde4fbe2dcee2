/** Calls and results over HTTP (C2, C5–C8, C14, C15, C34–C36, D3, D5, D11, Q3, Q10). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Api, as, type Reply } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { type Customer, contactCheckSchema, pageOf, settingsSchema } from './support/shapes.ts';
import { announce, pdfFile, upload, wavFile } from './support/uploads.ts';

const api = as('demo');
const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
const dateIn = (days: number) => inDays(days).slice(0, 10);
const promise = { date: dateIn(4), amount: 150_000, currency: 'CLP' };
const automatic = { purpose: 'automatic', origin: { kind: 'flow', id: 'mora', name: 'Mora' } };

const recordedSchema = z.looseObject({
  messageId: z.string(),
  status: z.string(),
  result: z.looseObject({ code: z.string(), label: z.string(), withCall: z.boolean() }),
});
const customerSchema = z.looseObject({
  contactability: z.string(),
  pausedUntil: z.string().nullable(),
  promise: z.looseObject({ state: z.string() }).nullable(),
  stopped: z.looseObject({ reason: z.string() }).nullable(),
  addresses: z.array(z.looseObject({ channel: z.string(), wrongNumber: z.boolean() })),
});
const interactionSchema = z.looseObject({
  messageId: z.string(),
  channel: z.string(),
  status: z.string(),
  recipient: z.string().nullable(),
  result: z.looseObject({ label: z.string(), withCall: z.boolean() }).nullable(),
});

/** Somebody with a telephone that takes calls and SMS, and with e-mail. */
const callable = (phone = freshMobile()) =>
  api.createCustomer([
    { channel: 'call', value: phone },
    { channel: 'sms', value: phone },
    { channel: 'email', value: freshEmail() },
  ]);
const outbound = (customer: Customer) => ({
  direction: 'outbound',
  addressId: customer.addresses[0]?.addressId,
  durationSeconds: 65,
});
const path = ({ customerId }: Customer) => `/v1/conversations/${customerId}`;
const tryRecord = (customer: Customer, body: object, key = unique(), user = api): Promise<Reply> =>
  user.call('POST', `${path(customer)}/results`, { body, headers: { 'idempotency-key': key } });
const record = async (customer: Customer, body: object, key?: string) => {
  const reply = await tryRecord(customer, body, key);
  expect(reply.status, reply.text).toBe(201);
  return recordedSchema.parse(reply.json);
};
const read = (customer: Customer) => api.take(customerSchema, 200, 'GET', `/v1/customers/${customer.customerId}`);
/** Those of the Calls tray that are this customer: the tray is read to its end. */
const trayOf = async (user: Api, { customerId }: { readonly customerId: string }): Promise<string[]> => {
  const found: string[] = [];
  const schema = pageOf(z.looseObject({ customerId: z.string() }));
  for (let cursor: string | undefined; ; ) {
    const query = { tray: 'calls', limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const page = await user.take(schema, 200, 'GET', '/v1/conversations', { query });
    found.push(...page.items.map((row) => row.customerId));
    if (page.nextCursor === undefined) return found.filter((id) => id === customerId);
    cursor = page.nextCursor;
  }
};
const kindsOf = async (customer: Customer) => {
  const schema = pageOf(z.looseObject({ kind: z.string() }));
  return (await api.take(schema, 200, 'GET', `/v1/customers/${customer.customerId}/history`)).items.map(
    ({ kind }) => kind,
  );
};

describe.concurrent('a result (C7, C8, D5, D11)', () => {
  it('comes from the catalogue that /v1/options offers, with Q10’s fifteen', async () => {
    const schema = z.looseObject({ results: z.array(z.looseObject({ code: z.string(), withContact: z.boolean() })) });
    const { results } = await api.take(schema, 200, 'GET', '/v1/options');
    expect(results.filter(({ withContact }) => withContact)).toHaveLength(8);
    expect(results.filter(({ withContact }) => !withContact)).toHaveLength(7);
  });

  it('stands in the register with medium, status and result, also without a call', async () => {
    const customer = await callable();
    const spoken = await record(customer, { result: 'already_paid', call: outbound(customer), note: 'Pagó ayer' });
    const missed = await record(customer, { result: 'no_answer', call: outbound(customer) });
    const without = await record(customer, { result: 'restructuring' });
    const schema = pageOf(interactionSchema);
    await eventually(async () => {
      const query = { customerId: customer.customerId, channel: 'call' };
      const { items } = await api.take(schema, 200, 'GET', '/v1/interactions', { query });
      const found = (id: string) => items.find(({ messageId }) => messageId === id);
      expect(found(spoken.messageId)).toMatchObject({ status: 'delivered', result: { label: 'Ya pagó' } });
      expect(found(missed.messageId)).toMatchObject({ status: 'sent', result: { label: 'No contesta' } });
      expect(found(without.messageId)).toMatchObject({ recipient: null, result: { withCall: false } });
      const filtered = { customerId: customer.customerId, result: 'no_answer' };
      const one = await api.take(schema, 200, 'GET', '/v1/interactions', { query: filtered });
      expect(one.items.map(({ messageId }) => messageId)).toEqual([missed.messageId]);
    });
  });

  it('F14: twice with the same key is one, and with another body it is refused', async () => {
    const customer = await callable();
    const body = { result: 'promise_to_pay', promise, call: outbound(customer) };
    const key = unique();
    const [first, second] = await Promise.all([record(customer, body, key), record(customer, body, key)]);
    expect(second).toEqual(first);
    expect(await record(customer, body, key)).toEqual(first);
    expect(await tryRecord(customer, { result: 'busy' }, key)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await kindsOf(customer)).toEqual(['promise_made']);
  });

  it.each([
    ['an unknown result', { result: 'nothing' }, 'RESULT_UNKNOWN'],
    ['a promise that is not there', { result: 'promise_to_pay' }, 'FIELD_REQUIRED'],
    [
      'a promise for yesterday',
      { result: 'promise_to_pay', promise: { ...promise, date: dateIn(-2) } },
      'DATE_OUT_OF_RANGE',
    ],
    ['nothing promised', { result: 'promise_to_pay', promise: { ...promise, amount: 0 } }, 'NUMBER_OUT_OF_RANGE'],
    [
      'a currency that is none',
      { result: 'promise_to_pay', promise: { ...promise, currency: 'PESO' } },
      'VALUE_INVALID',
    ],
    ['no time to call back', { result: 'call_back' }, 'FIELD_REQUIRED'],
    ['a time that is over', { result: 'call_back', callBackAt: inDays(-1) }, 'DATE_OUT_OF_RANGE'],
  ])('refuses %s', async (_what, body, code) => {
    expect(await tryRecord(await callable(), body)).toMatchObject({ status: 400, code });
  });

  it('refuses an address of another channel, and one of another customer', async () => {
    const [customer, other] = [await callable(), await callable()];
    const to = (addressId: string | undefined) => ({ result: 'busy', call: { ...outbound(customer), addressId } });
    expect(await tryRecord(customer, to(customer.addresses[1]?.addressId))).toMatchObject({ code: 'ADDRESS_CHANNEL' });
    expect(await tryRecord(customer, to(other.addresses[0]?.addressId))).toMatchObject({ code: 'ADDRESS_NOT_FOUND' });
  });
});

describe.concurrent('what a result does (Q10)', () => {
  it('promise: automatic messages are skipped until its date, also one that waited; by hand one may write', async () => {
    const customer = await callable();
    const waits = await api.send(customer, 1, { ...automatic, sendAt: new Date(Date.now() + 4_000).toISOString() });
    await record(customer, { result: 'promise_to_pay', promise, call: outbound(customer) });
    expect((await api.send(customer, 2, automatic)).status).toBe('skipped');
    expect((await api.send(customer, 1)).status).toBe('queued');
    const query = { channel: 'sms', purpose: 'automatic' };
    const check = await api.take(contactCheckSchema, 200, 'GET', `/v1/customers/${customer.customerId}/contact-check`, {
      query,
    });
    expect(check).toMatchObject({ allowed: false, reasons: [{ code: 'PROMISE_OPEN', blocking: true }] });
    expect(await read(customer)).toMatchObject({ promise: { ...promise, state: 'open' } });
    // What is due is looked at once a minute.
    await eventually(async () => expect((await api.message(waits.messageId)).status).toBe('skipped'), 90_000);
  }, 120_000);

  it('pause: "No puede pagar" pauses', async () => {
    const customer = await callable();
    await record(customer, { result: 'cannot_pay', pauseUntil: inDays(3) });
    expect((await read(customer)).pausedUntil?.slice(0, 10)).toBe(dateIn(3));
    expect((await api.send(customer, 1, automatic)).status).toBe('skipped');
  });

  it('Q3: wrong number flags the customer and the called address only; another owner stays free', async () => {
    const phone = freshMobile();
    const [customer, other] = [await callable(phone), await callable(phone)];
    await record(customer, { result: 'wrong_number', call: outbound(customer) });
    const flags = async (one: Customer) =>
      (await read(one)).addresses.filter(({ wrongNumber }) => wrongNumber).map(({ channel }) => channel);
    expect(await flags(customer)).toEqual(['call']);
    expect((await read(customer)).contactability).toBe('problems');
    expect(await flags(other)).toEqual([]);
    expect((await read(other)).contactability).toBe('ok');
    expect(await kindsOf(customer)).toEqual(['wrong_number']);
  });

  it('deceased: nothing goes on any channel, by hand or not, until a supervisor lifts it', async () => {
    const customer = await callable();
    await record(customer, { result: 'deceased', call: outbound(customer) });
    for (const [address, more] of [
      [1, {}],
      [2, {}],
      [1, automatic],
    ] as const) {
      const body = {
        customerId: customer.customerId,
        addressId: customer.addresses[address]?.addressId,
        body: 'Hola',
        ...(address === 2 ? { subject: 'Aviso' } : {}),
        ...more,
      };
      expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'CONTACT_STOPPED' });
    }
    const stop = `/v1/customers/${customer.customerId}/stop`;
    const body = { stopped: false, reason: 'Era el padre' };
    expect(await api.call('PUT', stop, { body })).toMatchObject({ status: 403 });
    expect((await as('demo', 'supervisor').call('PUT', stop, { body })).status).toBe(200);
    expect((await api.send(customer, 1)).status).toBe('queued');
    expect(await kindsOf(customer)).toEqual(['contact_resumed', 'contact_stopped']);
  });
});

describe.concurrent('the recording of a call (D3)', () => {
  const linkSchema = z.looseObject({ url: z.string(), expiresAt: z.string(), contentType: z.string() });

  it('is uploaded, and played any number of times by links of their own; never public', async () => {
    const customer = await callable();
    const recording = wavFile();
    const recordingAttachmentId = await upload(api, recording, 'recording');
    const { messageId, result } = await record(customer, {
      result: 'already_paid',
      call: { ...outbound(customer), recordingAttachmentId },
    });
    expect(result).toMatchObject({ recordingId: recordingAttachmentId });
    const target = `${path(customer)}/results/${messageId}/recording`;
    for (const user of [api, as('demo', 'viewer')]) {
      const { url, expiresAt, contentType } = await user.take(linkSchema, 200, 'GET', target);
      expect(contentType).toBe('audio/wav');
      expect(new URL(url).searchParams.get('response-content-disposition')).toBe('inline');
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
      const played = await fetch(url);
      expect(played.status).toBe(200);
      expect(Buffer.from(await played.arrayBuffer()).equals(recording.bytes)).toBe(true);
    }
    expect(await as('acme', 'admin').call('GET', target)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const other = await callable();
    const elsewhere = `${path(other)}/results/${messageId}/recording`;
    expect(await api.call('GET', elsewhere)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('comes later than the call, from whoever recorded it: once, whatever is repeated', async () => {
    const customer = await callable();
    const recording = wavFile();
    const attachmentId = await upload(api, recording, 'recording');
    const body = { from: customer.addresses[0]?.value, answered: true, durationSeconds: 12 };
    const { messageId } = await api.take(z.looseObject({ messageId: z.string() }), 201, 'POST', '/v1/inbound/calls', {
      body,
    });
    const target = `${path(customer)}/results/${messageId}/recording`;
    expect(await api.call('GET', target)).toMatchObject({ status: 404, code: 'RECORDING_NOT_FOUND' });
    const put = (id: string, user = api) => user.call('PUT', target, { body: { attachmentId: id } });
    for (let time = 0; time < 2; time += 1) {
      expect(await put(attachmentId)).toMatchObject({ status: 200, json: { messageId, recordingId: attachmentId } });
    }
    const { url } = await as('demo', 'viewer').take(linkSchema, 200, 'GET', target);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(recording.bytes)).toBe(true);
    expect(await put(await upload(api, wavFile(), 'recording'))).toMatchObject({
      status: 409,
      code: 'RECORDING_EXISTS',
    });
    const result = await record(customer, { result: 'busy', call: outbound(customer) });
    const own = `${path(customer)}/results/${result.messageId}/recording`;
    const late = await upload(api, wavFile(), 'recording');
    expect(await api.call('PUT', own, { body: { attachmentId: late } })).toMatchObject({ status: 200 });
    expect((await api.message(result.messageId)).result).toMatchObject({ recordingId: late });
  });

  it('comes late only to a call, and only as a recording of this company', async () => {
    const customer = await callable();
    const { messageId } = await record(customer, { result: 'busy', call: outbound(customer) });
    const without = await record(customer, { result: 'already_paid' });
    const put = (id: string, attachmentId: string, user = api) =>
      user.call('PUT', `${path(customer)}/results/${id}/recording`, { body: { attachmentId } });
    const recording = await upload(api, wavFile(), 'recording');
    expect(await put(without.messageId, recording)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await put(messageId, recording, as('acme'))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const foreign = await upload(as('acme'), wavFile(), 'recording');
    for (const id of [foreign, 'nothing', await upload(api, pdfFile())]) {
      expect(await put(messageId, id)).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' });
    }
    const page = { ...wavFile(), bytes: Buffer.from('<script>alert(1)</script>') };
    expect(await put(messageId, await upload(api, page, 'recording'))).toMatchObject({ code: 'ATTACHMENT_CONTENT' });
  });

  it('is refused where it is not one, and a call without answers that there is none', async () => {
    const customer = await callable();
    const tryWith = (recordingAttachmentId: string) =>
      tryRecord(customer, { result: 'busy', call: { ...outbound(customer), recordingAttachmentId } });
    expect(await tryWith(await upload(api, pdfFile()))).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' });
    const announced = await announce(api, wavFile(), 9_000, 'recording');
    expect(await tryWith(announced.attachmentId)).toMatchObject({ code: 'ATTACHMENT_NOT_UPLOADED' });
    const page = { ...wavFile(), bytes: Buffer.from('<script>alert(1)</script>') };
    expect(await tryWith(await upload(api, page, 'recording'))).toMatchObject({ code: 'ATTACHMENT_CONTENT' });
    const foreign = await upload(as('acme'), wavFile(), 'recording');
    expect(await tryWith(foreign)).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' });
    const { messageId } = await record(customer, { result: 'busy', call: outbound(customer) });
    const target = `${path(customer)}/results/${messageId}/recording`;
    expect(await api.call('GET', target)).toMatchObject({ status: 404, code: 'RECORDING_NOT_FOUND' });
  });
});

describe.concurrent('a pending call (C2, C15, C34–C36)', () => {
  const stateSchema = z.looseObject({ pendingCall: z.boolean(), bold: z.boolean(), managed: z.boolean() });
  const state = (customer: Customer) => api.take(stateSchema, 200, 'GET', path(customer));
  const ask = (customer: Customer, pendingCall: object | null) =>
    api.take(z.unknown(), 200, 'PUT', `${path(customer)}/pending-call`, { body: { pendingCall } });

  it('is bold and in the Calls tray, until a result ends it and makes the conversation managed', async () => {
    const customer = await callable();
    await ask(customer, { note: 'Prefiere las mañanas' });
    expect(await state(customer)).toMatchObject({ pendingCall: true, bold: true, managed: false });
    const tray = () => trayOf(api, customer);
    expect(await tray()).toEqual([customer.customerId]);
    await record(customer, { result: 'already_paid', call: outbound(customer) });
    expect(await state(customer)).toMatchObject({ pendingCall: false, bold: false, managed: true });
    expect(await tray()).toEqual([]);
  });

  it('for later is shown at once, and bold when its time has come', async () => {
    const customer = await callable();
    await ask(customer, { dueAt: new Date(Date.now() + 15_000).toISOString() });
    expect(await state(customer)).toMatchObject({ pendingCall: true, bold: false });
    await eventually(async () => expect(await state(customer)).toMatchObject({ bold: true }));
    await ask(customer, null);
    expect(await state(customer)).toMatchObject({ pendingCall: false, bold: false });
  });

  it('"Volver a llamar" leaves one for its time', async () => {
    const customer = await callable();
    await record(customer, { result: 'call_back', callBackAt: inDays(1), call: outbound(customer) });
    expect(await state(customer)).toMatchObject({ pendingCall: true, bold: false, managed: true });
  });
});

describe.concurrent('a result that was recorded by mistake (C7, C15)', () => {
  const stateSchema = z.looseObject({ pendingCall: z.boolean(), bold: z.boolean(), managed: z.boolean() });
  const state = (customer: Customer) => api.take(stateSchema, 200, 'GET', path(customer));
  const withdraw = (customer: Customer, messageId: string, user = api) =>
    user.call('POST', `${path(customer)}/results/${messageId}/withdraw`);

  it('is taken back with its promise: the call waits again, the register shows it as cancelled', async () => {
    const customer = await callable();
    await api.take(z.unknown(), 200, 'PUT', `${path(customer)}/pending-call`, { body: { pendingCall: {} } });
    const { messageId } = await record(customer, { result: 'promise_to_pay', promise, call: outbound(customer) });
    expect(await state(customer)).toMatchObject({ pendingCall: false, bold: false, managed: true });
    expect(await withdraw(customer, messageId)).toMatchObject({ status: 200, json: { status: 'cancelled' } });
    expect(await state(customer)).toMatchObject({ pendingCall: true, bold: true, managed: false });
    expect(await trayOf(api, customer)).toEqual([customer.customerId]);
    expect(await read(customer)).toMatchObject({ promise: null });
    expect((await api.send(customer, 1, automatic)).status).toBe('queued');
    expect(await kindsOf(customer)).toEqual(['result_withdrawn', 'promise_made']);
    const schema = pageOf(
      z.looseObject({ status: z.string(), result: z.looseObject({ withdrawn: z.looseObject({ by: z.string() }) }) }),
    );
    await eventually(async () => {
      const query = { customerId: customer.customerId, channel: 'call', status: 'cancelled' };
      const { items } = await api.take(schema, 200, 'GET', '/v1/interactions', { query });
      expect(items).toMatchObject([{ messageId, status: 'cancelled' }]);
    });
    await record(customer, { result: 'no_answer', call: outbound(customer) });
    expect(await state(customer)).toMatchObject({ pendingCall: false, managed: true });
  });

  it('is taken back by nobody else but supervisors', async () => {
    const customer = await callable();
    const { messageId } = await record(customer, { result: 'deceased', call: outbound(customer) });
    expect(await withdraw(customer, messageId)).toMatchObject({ status: 403, code: 'RESULT_NOT_YOURS' });
    expect(await withdraw(customer, messageId, as('demo', 'viewer'))).toMatchObject({ status: 403 });
    expect(await withdraw(customer, messageId, as('acme', 'admin'))).toMatchObject({ status: 404 });
    expect((await withdraw(customer, messageId, as('demo', 'supervisor'))).status).toBe(200);
    expect(await read(customer)).toMatchObject({ stopped: null });
  });
});

describe('the switch of the call register (C5, C6)', () => {
  const admin = as('acme', 'admin');
  const acme = as('acme');
  let settings: Record<string, unknown>;
  const put = (change: object) => admin.call('PUT', '/v1/settings', { body: { ...settings, ...change } });
  beforeAll(async () => {
    const current = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
    settings = input;
  });
  afterAll(async () => {
    expect((await put({})).status).toBe(200);
  });

  it('off: no result and no pending call can be recorded; on again, they can', async () => {
    const customer = await acme.createCustomer([]);
    const body = { result: 'refinancing' };
    const asked = { body: { pendingCall: {} } };
    expect((await acme.call('PUT', `${path(customer)}/pending-call`, asked)).status).toBe(200);
    expect(await trayOf(acme, customer)).toEqual([customer.customerId]);
    expect((await put({ calls: { recordResults: false } })).status).toBe(200);
    expect(await tryRecord(customer, body, unique(), acme)).toMatchObject({ status: 409, code: 'CALLS_DISABLED' });
    const pending = { body: { pendingCall: {} } };
    expect(await acme.call('PUT', `${path(customer)}/pending-call`, pending)).toMatchObject({ code: 'CALLS_DISABLED' });
    // C15: there is no tray, and no call is shown; what is stored comes back.
    await eventually(async () => {
      expect(await trayOf(acme, customer)).toEqual([]);
      expect((await acme.call('GET', path(customer))).json).toMatchObject({ pendingCall: false, call: null });
    });
    expect((await put({ calls: { recordResults: true } })).status).toBe(200);
    await eventually(async () => expect(await trayOf(acme, customer)).toEqual([customer.customerId]));
    expect((await tryRecord(customer, body, unique(), acme)).status).toBe(201);
  });

  it('C8: administrators edit the catalogue; a recorded result keeps its label', async () => {
    const customer = await acme.createCustomer([]);
    const kept = recordedSchema.parse((await tryRecord(customer, { result: 'refinancing' }, unique(), acme)).json);
    const visit = { code: 'visit', label: { es: 'Visita', en: 'Visit' }, withContact: true, effects: [] };
    expect((await put({ results: [visit] })).status).toBe(200);
    expect(await tryRecord(customer, { result: 'refinancing' }, unique(), acme)).toMatchObject({
      code: 'RESULT_UNKNOWN',
    });
    const own = recordedSchema.parse((await tryRecord(customer, { result: 'visit' }, unique(), acme)).json);
    expect(own.result.label).toBe('Visit');
    const { json } = await acme.call('GET', `/v1/messages/${kept.messageId}`);
    expect(json).toMatchObject({ result: { label: 'Refinancing' } });
    expect(await as('acme', 'supervisor').call('PUT', '/v1/settings', { body: settings })).toMatchObject({
      status: 403,
    });
  });
});
