/** Results, their effects, and pending calls over the API, on the real engines (C2, C5–C8, C34–C36, Q3, Q10). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultResults, type RecordedResult } from '#contract/results.ts';
import type { Role } from '#contract/vocabulary.ts';
import { Company, companyKey } from '#shared/companies/entities.ts';
import { changeConversation } from '#shared/conversations/change-conversation.ts';
import { stateOf } from '#shared/conversations/rules.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { Gate } from '#shared/customers/entities.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { day, hour, minute, World } from '../support/delivery-world.ts';
import { crashAt } from '../support/faults.ts';
import { readBack, violations } from '../support/invariants.ts';

let engines: DeliveryEngines;
let world: World;
let customerId: string;
/** Address ids of the customer by channel. */
let addressIds: Record<string, string>;

beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  world = await World.create(engines);
  ({ customerId, addressIds } = await addCustomer('+56912345678'));
});

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}
interface Recorded {
  readonly messageId: string;
  readonly recordedAt: string;
  readonly direction: string;
  readonly status: string;
  readonly addressId: string | null;
  readonly note: string | null;
  readonly result: RecordedResult;
}

const call = <Body>(
  target: string,
  body?: unknown,
  role: Role = 'advisor',
  headers: Record<string, string> = {},
  userId = 'camila',
) =>
  world.start().api<Body>({
    call: target,
    ...(body === undefined ? {} : { body }),
    headers,
    caller: { tenant: world.tenant, userId, roles: [role] },
  });

const addCustomer = async (phone: string) => {
  const addresses = [
    { channel: 'call', value: phone },
    { channel: 'sms', value: phone },
    { channel: 'email', value: `x${phone.slice(1)}@uno.example` },
  ];
  const { body } = await call<{ customerId: string; addresses: { addressId: string; channel: string }[] }>(
    'POST /v1/customers',
    { name: 'Rosa Peña', addresses },
  );
  return {
    customerId: body.customerId,
    addressIds: Object.fromEntries(body.addresses.map(({ channel, addressId }) => [channel, addressId])),
  };
};

const record = <Body = Recorded>(body: object, headers: Record<string, string> = {}, id = customerId) =>
  call<Body>(`POST /v1/conversations/${id}/results`, body, 'advisor', headers);
const outbound = () => ({ direction: 'outbound', addressId: addressIds.call, durationSeconds: 65 });
const pending = (pendingCall: object | null) =>
  call<{ pendingCall: { since: string; dueAt: string | null; origin: string } | null } & Problem>(
    `PUT /v1/conversations/${customerId}/pending-call`,
    { pendingCall },
  );
const send = (channel: string, more: object = {}, id = customerId, ids = addressIds) =>
  world.start().api<{ status: string; code?: string; messageId: string }>({
    call: 'POST /v1/messages',
    headers: { 'idempotency-key': `${Math.random()}` },
    body: {
      customerId: id,
      addressId: ids[channel],
      body: 'Hola',
      ...(channel === 'email' ? { subject: 'Aviso' } : {}),
      ...more,
    },
    caller: world.caller,
  });
const iso = (ms: number) => new Date(ms).toISOString();
const conversation = async () => {
  const stored = await new ConversationStore(world.start().table).find(world.tenant, customerId, { consistent: true });
  if (stored === undefined) throw new Error('There is no conversation.');
  return stored.value;
};
const shown = async (now = world.time) => stateOf(await conversation(), now);
const changeCompany = async (change: object) => {
  const { table } = world.start();
  const stored = await table.get(Company, companyKey(world.tenant));
  if (stored === undefined) throw new Error('There is no company.');
  await table.put(Company, { ...stored.value, ...change }, stored.revision);
};
const customer = async (id = customerId) =>
  (await call<Record<string, unknown>>(`GET /v1/customers/${id}`, undefined, 'viewer')).body;
const history = async () =>
  (await call<{ items: Record<string, unknown>[] }>(`GET /v1/customers/${customerId}/history`)).body.items;
const promise = { date: '2026-11-27', amount: 150_000, currency: 'CLP' };

describe('a pending call (C2, C34)', () => {
  it('is bold at once, and a result ends it and makes the conversation managed (C35, C36)', async () => {
    expect((await pending({ note: 'preguntar por el hijo' })).body.pendingCall).toMatchObject({
      dueAt: null,
      origin: 'manual',
      note: 'preguntar por el hijo',
    });
    expect(await shown()).toMatchObject({ pendingCall: true, bold: true, managed: false });
    world.time += minute;
    expect((await record({ result: 'already_paid', call: outbound() })).status).toBe(201);
    expect(await shown()).toMatchObject({ pendingCall: false, bold: false, managed: true });
  });

  it('for later is shown at once and bold when its time has come, without anything having to run', async () => {
    await pending({ dueAt: iso(world.time + hour) });
    expect(await shown()).toMatchObject({ pendingCall: true, bold: false });
    expect(await shown(world.time + hour)).toMatchObject({ pendingCall: true, bold: true });
  });

  it('asked for twice stays the same; another takes its place; null takes it back', async () => {
    const first = await pending({});
    world.time += minute;
    expect((await pending({})).body).toEqual(first.body);
    const later = await pending({ dueAt: iso(world.time + hour) });
    expect(later.body.pendingCall).toMatchObject({ dueAt: iso(world.time + hour) });
    expect((await pending(null)).body.pendingCall).toBeNull();
    expect(await shown()).toMatchObject({ pendingCall: false, bold: false });
    expect((await pending(null)).status).toBe(200);
  });

  it.each([
    ['a time that is over', { dueAt: '2026-11-01T10:00:00-03:00' }, 400, 'DATE_OUT_OF_RANGE'],
    ['a time without zone', { dueAt: '2026-12-01T10:00:00' }, 400, 'DATE_NO_ZONE'],
    ['a field that is not known', { origin: 'flow' }, 400, 'UNKNOWN_FIELD'],
  ])('refuses %s', async (_what, body, status, code) => {
    expect(await pending(body)).toMatchObject({ status, body: { code } });
  });

  it('is nobody else’s: a customer of another company is none (I17)', async () => {
    const other = await World.create(engines);
    const target = `/v1/conversations/${customerId}`;
    for (const [path, method, body] of [
      [`${target}/pending-call`, 'PUT', { pendingCall: {} }],
      [`${target}/results`, 'POST', { result: 'busy' }],
    ] as const) {
      const answer = await other.start().api({ call: `${method} ${path}`, body, caller: other.caller });
      expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });
});

describe('the switch of the call register (C5, C6)', () => {
  it('off: nothing is recorded and no call is asked for, and it holds at once', async () => {
    await pending({});
    await changeCompany({ calls: { recordResults: false } });
    expect(await record({ result: 'busy', call: outbound() })).toMatchObject({
      status: 409,
      body: { code: 'CALLS_DISABLED' },
    });
    expect(await pending({})).toMatchObject({ status: 409, body: { code: 'CALLS_DISABLED' } });
    expect((await conversation()).pendingCall).not.toBeNull();
    await changeCompany({ calls: { recordResults: true } });
    expect((await record({ result: 'busy', call: outbound() })).status).toBe(201);
  });
});

describe('a recorded result (C7, C8, D5, D11)', () => {
  it.each(defaultResults.map((result) => [result.code, result] as const))('%s: as Q10 says', async (code, result) => {
    const more = {
      ...(code === 'promise_to_pay' ? { promise } : {}),
      ...(code === 'call_back' ? { callBackAt: iso(world.time + day) } : {}),
    };
    const { status, body } = await record({ result: code, call: outbound(), note: 'nota', ...more });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      direction: 'outbound',
      status: result.withContact ? 'delivered' : 'sent',
      addressId: addressIds.call,
      note: 'nota',
      result: { code, label: result.label.es, withContact: result.withContact, withCall: true, durationSeconds: 65 },
    });
    const { body: message } = await call<Record<string, unknown>>(`GET /v1/messages/${body.messageId}`);
    expect(message).toMatchObject({ channel: 'call', status: body.status, body: 'nota', result: body.result });
  });

  it('of an inbound call is received; a management without a call has no address', async () => {
    const inbound = await record({ result: 'already_paid', call: { ...outbound(), direction: 'inbound' } });
    expect(inbound.body).toMatchObject({ direction: 'inbound', status: 'received' });
    expect(await shown()).toMatchObject({ bold: false, managed: true });
    const without = await record({ result: 'refinancing' });
    expect(without.body).toMatchObject({ status: 'delivered', addressId: null, result: { withCall: false } });
  });

  it('keeps the label that it had when the catalogue changes (Q10)', async () => {
    const { body } = await record({ result: 'busy' });
    const own = { code: 'visit', label: { es: 'Visita', en: 'Visit' }, withContact: true, effects: [] };
    await changeCompany({ results: [own] });
    expect(await record({ result: 'busy' })).toMatchObject({ status: 400, body: { code: 'RESULT_UNKNOWN' } });
    expect((await record({ result: 'visit' })).body.result.label).toBe('Visita');
    const { body: old } = await call<{ result: RecordedResult }>(`GET /v1/messages/${body.messageId}`);
    expect(old.result.label).toBe('Ocupado');
  });

  it('with a long note keeps all of it', async () => {
    const note = 'ñ'.repeat(900);
    const { body } = await record({ result: 'promise_to_pay', promise, note });
    expect(body.note).toBe(note);
    expect((await call<{ body: string }>(`GET /v1/messages/${body.messageId}`)).body.body).toBe(note);
  });

  it('twice with the same key is one, also when the rules have changed in between (F14)', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const body = { result: 'promise_to_pay', promise, call: outbound() };
    const first = await record(body, headers);
    world.time += 10 * day;
    expect(await record(body, headers)).toEqual(first);
    await changeCompany({ calls: { recordResults: false } });
    expect(await record(body, headers)).toEqual(first);
    expect(await record({ ...body, note: 'otra' }, headers)).toMatchObject({ status: 422 });
    const { messages, of } = await readBack(world);
    expect(messages).toHaveLength(1);
    expect(of(Gate).map((gate) => gate.promise?.messageId)).toEqual([first.body.messageId]);
    expect(await history()).toHaveLength(1);
  });

  it.each([
    ['an unknown result', () => ({ result: 'nothing' }), 400, 'RESULT_UNKNOWN', 'result'],
    ['no promise', () => ({ result: 'promise_to_pay' }), 400, 'FIELD_REQUIRED', 'promise'],
    ['a promise that the result does not take', () => ({ result: 'busy', promise }), 400, 'VALUE_INVALID', 'promise'],
    ['a promise for yesterday', () => paid({ date: '2026-11-19' }), 400, 'DATE_OUT_OF_RANGE', 'promise.date'],
    ['a day that is none', () => paid({ date: '2026-02-30' }), 400, 'DATE_INVALID', 'promise.date'],
    ['an amount of 0', () => paid({ amount: 0 }), 400, 'NUMBER_OUT_OF_RANGE', 'promise.amount'],
    ['an amount below 0', () => paid({ amount: -1 }), 400, 'NUMBER_OUT_OF_RANGE', 'promise.amount'],
    ['half a unit', () => paid({ amount: 1.5 }), 400, 'WRONG_TYPE', 'promise.amount'],
    ['a currency that is none', () => paid({ currency: 'QQQ' }), 400, 'VALUE_INVALID', 'promise.currency'],
    ['no time to call back', () => ({ result: 'call_back' }), 400, 'FIELD_REQUIRED', 'callBackAt'],
    [
      'a time to call back that is over',
      () => ({ result: 'call_back', callBackAt: iso(world.time) }),
      400,
      'DATE_OUT_OF_RANGE',
      'callBackAt',
    ],
    [
      'a pause that it does not bring',
      () => ({ result: 'busy', pauseUntil: iso(world.time + day) }),
      400,
      'VALUE_INVALID',
      'pauseUntil',
    ],
    ['a wrong number without a call', () => ({ result: 'wrong_number' }), 400, 'FIELD_REQUIRED', 'call'],
    [
      'an address of another channel',
      () => ({ result: 'busy', call: { ...outbound(), addressId: addressIds.sms } }),
      400,
      'ADDRESS_CHANNEL',
      'call.addressId',
    ],
    [
      'a negative duration',
      () => ({ result: 'busy', call: { ...outbound(), durationSeconds: -1 } }),
      400,
      'NUMBER_OUT_OF_RANGE',
      'call.durationSeconds',
    ],
    ['a field that is not known', () => ({ result: 'busy', status: 'delivered' }), 400, 'FIELD_NOT_WRITABLE', 'status'],
  ] as const)('refuses %s', async (_what, body, status, code, path) => {
    const answer = await record<Problem>(body());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.errors?.map((fault) => fault.path)).toEqual([path]);
    expect((await readBack(world)).of(Message)).toEqual([]);
  });
  const paid = (change: object) => ({ result: 'promise_to_pay', promise: { ...promise, ...change } });

  it('refuses the address of another customer, and a customer that does not exist', async () => {
    const other = await addCustomer('+56987654321');
    const body = { result: 'busy', call: { ...outbound(), addressId: other.addressIds.call } };
    expect(await record(body)).toMatchObject({ status: 404, body: { code: 'ADDRESS_NOT_FOUND' } });
    expect(await record({ result: 'busy' }, {}, 'nobody')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('is recorded by advisors and above, and a stop is lifted by supervisors (roles)', async () => {
    const path = `POST /v1/conversations/${customerId}/results`;
    expect((await call(path, { result: 'busy' }, 'viewer')).status).toBe(403);
    expect((await call(path, { result: 'busy' }, 'supervisor')).status).toBe(201);
    const stop = { stopped: false, reason: 'error' };
    expect((await call(`PUT /v1/customers/${customerId}/stop`, stop, 'advisor')).status).toBe(403);
  });
});

describe('what a result does (Q10)', () => {
  it('promise: holds automatic messages until its date is over, warns a person, and is told', async () => {
    const automatic = { purpose: 'automatic' };
    const waits = await send('sms', automatic);
    await record({ result: 'promise_to_pay', promise, call: outbound() });
    // Accepted before, claimed after: the gate's revision has moved, and the rules are asked again.
    await world.drain(world.start(), 'sms');
    expect((await call(`GET /v1/messages/${waits.body.messageId}`)).body).toMatchObject({
      status: 'skipped',
      events: [{ reasons: ['PROMISE_OPEN'] }],
    });
    expect((await send('sms', automatic)).body.status).toBe('skipped');
    expect((await send('sms')).body.status).toBe('queued');
    const check = await call(`GET /v1/customers/${customerId}/contact-check?channel=sms`);
    expect(check.body).toMatchObject({ allowed: true, reasons: [{ code: 'PROMISE_OPEN', blocking: false }] });
    expect(await customer()).toMatchObject({ promise: { ...promise, state: 'open', by: 'camila' } });
    expect(await history()).toMatchObject([
      { kind: 'promise_made', by: 'camila', reason: 'Promesa de pago', detail: '2026-11-27 150000 CLP' },
    ]);
    // The whole of the promised day counts, in Santiago.
    world.time = Date.parse('2026-11-27T23:59:00-03:00');
    expect((await send('sms', automatic)).body.status).toBe('skipped');
    world.time = Date.parse('2026-11-28T00:00:00-03:00');
    expect((await send('sms', automatic)).body.status).toBe('queued');
    expect(await customer()).toMatchObject({ promise: { state: 'broken' } });
    // Taken back, as one that was recorded by mistake.
    await record({ result: 'promise_to_pay', promise: { ...promise, date: '2026-12-01' } });
    world.time += minute;
    const path = `POST /v1/customers/${customerId}/promise/withdraw`;
    expect((await call(path, { reason: 'Era otro cliente' })).body).toMatchObject({ promise: null });
    expect((await send('sms', automatic)).body.status).toBe('queued');
    expect((await call(path, { reason: 'Otra vez' })).status).toBe(200);
    expect((await history()).map(({ kind }) => kind)).toEqual(['promise_withdrawn', 'promise_made', 'promise_made']);
    // A message that is to go after the date is not held.
    await record({ result: 'promise_to_pay', promise: { ...promise, date: '2026-12-01' } });
    const sendAt = '2026-12-02T09:00:00-03:00';
    expect((await send('sms', { ...automatic, sendAt })).body.status).toBe('scheduled');
  });

  it('call back: the call is pending for that time', async () => {
    const callBackAt = iso(world.time + hour);
    await pending({});
    world.time += minute;
    await record({ result: 'call_back', callBackAt, call: outbound() });
    expect((await conversation()).pendingCall).toMatchObject({ dueAt: Date.parse(callBackAt), origin: 'result' });
    expect(await shown()).toMatchObject({ pendingCall: true, bold: false, managed: true });
    expect(await shown(world.time + hour)).toMatchObject({ bold: true, managed: false });
    // Every result may bring one.
    world.time += minute;
    await record({ result: 'no_answer', callBackAt, call: outbound() });
    expect((await conversation()).pendingCall).toMatchObject({ dueAt: Date.parse(callBackAt) });
  });

  it('pause: for the days of the catalogue or until the given time, never shorter than what stands', async () => {
    await record({ result: 'cannot_pay' });
    expect(await customer()).toMatchObject({ pausedUntil: iso(world.time + 30 * day) });
    await record({ result: 'cannot_pay', pauseUntil: iso(world.time + day) });
    expect(await customer()).toMatchObject({ pausedUntil: iso(world.time + 30 * day) });
    expect((await history()).map(({ kind }) => kind)).toEqual(['paused']);
    expect((await send('sms', { purpose: 'automatic' })).body.status).toBe('skipped');
  });

  it('wrong number: flags this customer and address, nobody else and no other channel (Q3)', async () => {
    const other = await addCustomer('+56912345678');
    await record({ result: 'wrong_number', call: outbound() });
    const flags = (view: Record<string, unknown>) =>
      (view.addresses as { channel: string; wrongNumber: boolean }[])
        .filter(({ wrongNumber }) => wrongNumber)
        .map(({ channel }) => channel);
    const flagged = await customer();
    expect(flags(flagged)).toEqual(['call']);
    expect(flagged).toMatchObject({ contactability: 'problems' });
    const check = `contact-check?addressId=${addressIds.call}`;
    expect((await call(`GET /v1/customers/${customerId}/${check}`)).body).toMatchObject({
      allowed: false,
      reasons: [{ code: 'WRONG_NUMBER' }],
    });
    const free = await customer(other.customerId);
    expect(flags(free)).toEqual([]);
    expect(free).toMatchObject({ contactability: 'ok' });
    expect(await history()).toMatchObject([{ kind: 'wrong_number', addressId: addressIds.call }]);
    // An advisor who erred takes it back as every alert.
    await call(`POST /v1/customers/${customerId}/addresses/${addressIds.call}/alert/clear`, {});
    expect(await customer()).toMatchObject({ contactability: 'ok' });
    expect(flags(await customer())).toEqual([]);
  });

  it('deceased: stops everything on every channel until a supervisor lifts it', async () => {
    const waits = await send('email');
    await record({ result: 'deceased', call: outbound() });
    for (const channel of ['sms', 'email']) {
      for (const purpose of ['manual', 'automatic']) {
        expect(await send(channel, { purpose })).toMatchObject({ status: 409, body: { code: 'CONTACT_STOPPED' } });
      }
    }
    await world.drain(world.start(), 'email');
    expect((await call(`GET /v1/messages/${waits.body.messageId}`)).body).toMatchObject({ status: 'blocked' });
    expect(await pending({})).toMatchObject({ status: 409, body: { code: 'CONTACT_STOPPED' } });
    expect(await customer()).toMatchObject({ stopped: { by: 'camila', reason: 'Fallecido' } });
    world.time += minute;
    const lifted = await call(
      `PUT /v1/customers/${customerId}/stop`,
      { stopped: false, reason: 'Era el padre' },
      'supervisor',
    );
    expect(lifted.body).toMatchObject({ stopped: null });
    expect((await send('sms')).status).toBe(202);
    expect((await history()).map(({ kind }) => kind)).toEqual(['contact_resumed', 'contact_stopped']);
  });

  it('is driven to its end by due work when its process dies in between', async () => {
    const clean = world.start();
    const request = (process: typeof clean, key: string) =>
      process.api({
        call: `POST /v1/conversations/${customerId}/results`,
        headers: { 'idempotency-key': key },
        body: { result: 'wrong_number', call: outbound(), callBackAt: '2027-06-01T10:00:00-04:00' },
        caller: world.caller,
      });
    await request(clean, 'clean');
    for (const position of clean.lifetime.effects.keys()) {
      const before = (await readBack(world)).messages.length;
      ({ customerId, addressIds } = await addCustomer(`+5691234${String(1_000 + position)}`));
      await request(world.start(crashAt(position, 'after')), `crash-${position}`).catch(() => undefined);
      await world.settle();
      if ((await readBack(world)).messages.length === before) continue;
      expect(await customer(), `crash after call ${position}`).toMatchObject({ contactability: 'problems' });
      expect(await shown()).toMatchObject({ managed: true, pendingCall: true });
    }
    expect(await violations(world)).toEqual([]);
  });

  it('that is finished late hides no message that came in between, and brings back no call that is done', async () => {
    // Its process dies after message and gate: the conversation does not know of it yet.
    const dies = world.start(crashAt(1, 'after'));
    const body = { result: 'promise_to_pay', promise, callBackAt: iso(world.time + day) };
    const target = `POST /v1/conversations/${customerId}/results`;
    const headers = { 'idempotency-key': 'late' };
    await dies.api({ call: target, headers, body, caller: world.caller }).catch(() => undefined);
    world.time += minute;
    await record({ result: 'no_answer', call: outbound() });
    await changeConversation(
      { conversations: new ConversationStore(world.start().table), findCustomer: async () => undefined },
      world.tenant,
      customerId,
      (before) => ({ ...before, lastInboundAt: world.time + 1 }),
    );
    await world.settle();
    expect((await readBack(world)).messages).toHaveLength(2);
    expect(await shown()).toMatchObject({ bold: true, pendingCall: false });
  });

  it('leaves nothing that waits, and breaks no invariant', async () => {
    await record({ result: 'wrong_number', call: outbound() });
    await record({ result: 'call_back', callBackAt: iso(world.time + day) });
    expect(world.observer.nextDue()).toBeUndefined();
    expect(await violations(world)).toEqual([]);
  });
});

describe('a result that was recorded by mistake is taken back (C7, C15)', () => {
  const withdraw = <Body = Recorded & Problem>(
    { body }: { readonly body: Pick<Recorded, 'messageId'> },
    { role = 'advisor', userId = 'camila' }: { readonly role?: Role; readonly userId?: string } = {},
  ) =>
    call<Body>(`POST /v1/conversations/${customerId}/results/${body.messageId}/withdraw`, undefined, role, {}, userId);
  const flags = async () =>
    ((await customer()).addresses as { channel: string; wrongNumber: boolean }[])
      .filter(({ wrongNumber }) => wrongNumber)
      .map(({ channel }) => channel);
  it('the call that it had ended is pending again and the conversation waits; who took it back stays to be seen', async () => {
    await pending({ note: 'preguntar por el hijo' });
    world.time += minute;
    const first = await record({ result: 'already_paid', call: outbound(), note: 'era otro cliente' });
    expect(await shown()).toMatchObject({ pendingCall: false, bold: false, managed: true });
    await call(`POST /v1/conversations/${customerId}/archive`);
    world.time += minute;
    const back = await withdraw(first);
    const at = iso(world.time);
    expect(back).toMatchObject({
      status: 200,
      body: { status: 'cancelled', result: { code: 'already_paid', by: 'camila', withdrawn: { at, by: 'camila' } } },
    });
    expect(await shown()).toMatchObject({ pendingCall: true, bold: true, managed: false, archived: false });
    expect((await conversation()).pendingCall).toMatchObject({ note: 'preguntar por el hijo', origin: 'manual' });
    expect((await call(`GET /v1/messages/${first.body.messageId}`)).body).toMatchObject({
      status: 'cancelled',
      body: 'era otro cliente',
      result: { withdrawn: { at, by: 'camila' } },
    });
    expect(await history()).toMatchObject([{ kind: 'result_withdrawn', by: 'camila', reason: 'Ya pagó' }]);
    // Told again, it is the same, whoever asks.
    world.time += minute;
    expect((await withdraw(first, { userId: 'diego' })).body).toEqual(back.body);
    expect(await history()).toHaveLength(1);
    // The right one ends it for good.
    await record({ result: 'no_answer', call: outbound() });
    expect(await shown()).toMatchObject({ pendingCall: false, bold: false, managed: true });
    await world.settle();
    expect(await shown()).toMatchObject({ pendingCall: false, bold: false, managed: true });
    expect(await violations(world)).toEqual([]);
  });

  it('a result before it counts again, and one after it still does', async () => {
    await pending({});
    world.time += minute;
    const first = await record({ result: 'busy', call: outbound() });
    world.time += minute;
    const second = await record({ result: 'no_answer', call: outbound() });
    const { resultAt } = await conversation();
    await withdraw(first);
    expect((await conversation()).resultAt).toBe(resultAt);
    await withdraw(second);
    expect(await shown()).toMatchObject({ pendingCall: true, bold: true });
    const third = await record({ result: 'busy', call: outbound() });
    world.time += minute;
    await withdraw(await record({ result: 'no_answer', call: outbound() }));
    expect((await conversation()).resultAt).toBe(Date.parse(third.body.recordedAt));
    expect(await shown()).toMatchObject({ pendingCall: false, managed: true });
    await world.settle();
    expect(await violations(world)).toEqual([]);
  });

  it('call back: no call for later, but the one before', async () => {
    await pending({ note: 'primera' });
    world.time += minute;
    const first = await record({ result: 'call_back', callBackAt: iso(world.time + hour), call: outbound() });
    world.time += minute;
    const second = await record({ result: 'call_back', callBackAt: iso(world.time + 2 * hour), call: outbound() });
    await withdraw(second);
    expect((await conversation()).pendingCall).toMatchObject({
      origin: 'result',
      dueAt: Date.parse(first.body.recordedAt) + hour,
    });
    await withdraw(first);
    expect(await shown()).toMatchObject({ bold: false, pendingCall: false });
    const alone = await record({ result: 'call_back', callBackAt: iso(world.time + hour), call: outbound() });
    await withdraw(alone);
    expect((await conversation()).pendingCall).toBeNull();
    await world.settle();
    expect(await violations(world)).toEqual([]);
  });

  it('promise: the one before stands again, unless it was taken back as well', async () => {
    const paid = (amount: number) => record({ result: 'promise_to_pay', promise: { ...promise, amount } });
    const first = await paid(1_000);
    world.time += minute;
    const second = await paid(2_000);
    world.time += minute;
    const third = await paid(3_000);
    await withdraw(second);
    expect(await customer()).toMatchObject({ promise: { amount: 3_000 } });
    await withdraw(third);
    expect(await customer()).toMatchObject({ promise: { amount: 1_000 } });
    expect((await send('sms', { purpose: 'automatic' })).body.status).toBe('skipped');
    await withdraw(first);
    expect(await customer()).toMatchObject({ promise: null });
    expect((await send('sms', { purpose: 'automatic' })).body.status).toBe('queued');
  });

  it('pause: ends, but not one that a person has set since', async () => {
    const first = await record({ result: 'cannot_pay' });
    const second = await record({ result: 'cannot_pay', pauseUntil: iso(world.time + 40 * day) });
    await withdraw(first);
    expect(await customer()).toMatchObject({ pausedUntil: iso(world.time + 40 * day) });
    await withdraw(second);
    expect(await customer()).toMatchObject({ pausedUntil: null });
    const third = await record({ result: 'cannot_pay' });
    const until = iso(world.time + 50 * day);
    await call(`PUT /v1/customers/${customerId}/pause`, { until });
    await withdraw(third);
    expect(await customer()).toMatchObject({ pausedUntil: until });
  });

  it('wrong number: the flag goes with the last result that says so, and contactability with it', async () => {
    const first = await record({ result: 'wrong_number', call: outbound() });
    world.time += minute;
    const second = await record({ result: 'wrong_number', call: outbound() });
    await withdraw(first);
    expect(await flags()).toEqual(['call']);
    await withdraw(second);
    expect(await flags()).toEqual([]);
    expect(await customer()).toMatchObject({ contactability: 'ok' });
  });

  it('deceased: a supervisor takes it back, since only supervisors lift a stop', async () => {
    const dead = await record({ result: 'deceased', call: outbound() });
    expect(await withdraw(dead)).toMatchObject({ status: 403, body: { code: 'RESULT_NOT_YOURS' } });
    expect(await customer()).toMatchObject({ stopped: { reason: 'Fallecido' } });
    expect((await withdraw(dead, { role: 'supervisor', userId: 'matias' })).status).toBe(200);
    expect(await customer()).toMatchObject({ stopped: null });
    expect(await history()).toMatchObject([{ kind: 'result_withdrawn', by: 'matias' }, { kind: 'contact_stopped' }]);
  });

  it('its author has a day, supervisors and administrators a week, other advisors and viewers never', async () => {
    const first = await record({ result: 'busy' });
    expect(await withdraw(first, { userId: 'diego' })).toMatchObject({
      status: 403,
      body: { code: 'RESULT_NOT_YOURS' },
    });
    expect((await withdraw(first, { role: 'viewer' })).status).toBe(403);
    world.time += day + 1;
    expect(await withdraw(first)).toMatchObject({ status: 409, body: { code: 'RESULT_FINAL' } });
    world.time += 6 * day - 1;
    expect((await withdraw(first, { role: 'admin', userId: 'antonia' })).status).toBe(200);
    const second = await record({ result: 'busy' });
    world.time += 7 * day + 1;
    expect(await withdraw(second, { role: 'supervisor' })).toMatchObject({
      status: 409,
      body: { code: 'RESULT_FINAL' },
    });
  });

  it('only results of the conversation, and nothing that was deleted with it', async () => {
    const sentMessage = await send('sms');
    expect(await withdraw(sentMessage)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const first = await record({ result: 'busy' });
    const own = customerId;
    ({ customerId } = await addCustomer('+56987654321'));
    expect(await withdraw(first)).toMatchObject({ status: 404 });
    customerId = own;
    const other = await World.create(engines);
    const path = `POST /v1/conversations/${own}/results/${first.body.messageId}/withdraw`;
    expect(await other.start().api({ call: path, caller: other.caller })).toMatchObject({ status: 404 });
    await world.settle();
    await call(`DELETE /v1/conversations/${own}`, undefined, 'supervisor');
    await world.settle();
    expect(await withdraw(first)).toMatchObject({ status: 404 });
  });
});
