/** Unknown senders and callers turned into customers, on the real engine: D5, D13, C6, C34, F9, F24, I14, I17. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { Company } from '#shared/companies/entities.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { UnmatchedInbound, unmatchedPartition } from '#shared/messaging/inbound/entities.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import type { InboundSignal } from '#shared/messaging/providers/signals.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  type CustomerAnswer,
  contactApi,
  countingLog,
  demoCompany,
  ListClient,
  ourSms,
  ourWhatsApp,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => noon + 5_000 };
const noFile = async (): Promise<never> => {
  throw new Error('No file is written in these tests.');
};

let engine: TestTable;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
});

let phones = 0;
const freshPhone = (): string => {
  phones += 1;
  return `+569710${String(phones).padStart(5, '0')}`;
};

let ids = 0;
const hear = (channel: 'sms' | 'whatsapp', from: string, over: Partial<InboundSignal> = {}) => {
  ids += 1;
  const to = channel === 'sms' ? ourSms : ourWhatsApp;
  const signal: InboundSignal = {
    ...{ type: 'inbound', channel, providerId: `p-${ids}`, from, to, at: noon + ids, kind: 'text', text: 'Hola' },
    ...over,
  };
  const received = createReceivedFiles({ client: { send: noFile }, bucket: 'files' });
  const files = { put: noFile };
  const deps = { table: engine.table, clock, log: countingLog(), addressKey, files, received, fetchMedia: noFile };
  return recordInbound(recordInboundDeps(deps), signal, JSON.stringify(signal));
};

interface CallAnswer {
  readonly customerId: string | null;
  readonly messageId: string | null;
  readonly unmatchedId: string | null;
  readonly code?: string;
}
const reportCall = (body: object, caller = {}) => api.call<CallAnswer>('POST /v1/inbound/calls', body, caller);

const waiting = async (from: string, tenant = 'demo') => {
  const { items } = await engine.table.query({ pk: unmatchedPartition(tenant), consistent: true });
  return items.map((item) => fromItem(UnmatchedInbound, item).value).filter((one) => one.from === from);
};
const firstOf = async (from: string): Promise<string> => (await waiting(from))[0]?.id ?? '';

const thread = async (customerId: string, tenant = 'demo'): Promise<MessageValue[]> => {
  const { items } = await engine.table.query({ pk: threadPartition(tenant, customerId) });
  return items.map((item) => fromItem(Message, item).value);
};
const create = (id: string, body: object = { name: 'Eva Soto' }, caller = {}) =>
  api.call<{ messageId: string; customerId: string; code?: string }>(
    `POST /v1/inbound/unmatched/${id}/customer`,
    body,
    caller,
  );
const customer = async (id: string) => (await api.call<CustomerAnswer>(`GET /v1/customers/${id}`)).body;

describe('the sender becomes a customer (D13)', () => {
  it('with its address, and with everything that waits of it on any channel', async () => {
    const phone = freshPhone();
    await hear('sms', phone, { text: 'Uno' });
    await hear('whatsapp', phone, { text: 'Dos' });
    await reportCall({ from: phone, answered: false });
    await hear('sms', freshPhone(), { text: 'De otra persona' });
    const id = await firstOf(phone);
    const made = await create(id, {
      name: 'Eva Soto',
      tags: ['nuevo'],
      documentType: 'DNI',
      documentNumber: `EX-${ids}`,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const page = await customer(made.body.customerId);
    expect(page).toMatchObject({ name: 'Eva Soto', tags: ['nuevo'], contactability: 'ok' });
    expect(page.addresses.map(({ channel }) => channel).toSorted()).toEqual(['call', 'sms', 'whatsapp']);
    const messages = await thread(made.body.customerId);
    expect(messages.map(({ preview }) => preview)).toEqual(['Uno', 'Dos', 'Llamada perdida']);
    // Each stands at the address from which it came.
    expect(messages.every(({ addressId }) => page.addresses.some((one) => one.addressId === addressId))).toBe(true);
    expect(await waiting(phone)).toEqual([]);
    // What comes now comes to the customer.
    expect(await hear('sms', phone)).toBe('recorded');
  });

  it('once: a repeat answers the same customer and message, whoever asks', async () => {
    const phone = freshPhone();
    await hear('sms', phone);
    const id = await firstOf(phone);
    const first = await create(id);
    expect(await create(id)).toEqual(first);
    expect(await create(id, { name: 'Otra' })).toEqual(first);
    expect(await customer(first.body.customerId)).toMatchObject({ name: 'Eva Soto' });
    expect(await thread(first.body.customerId)).toHaveLength(1);
  });

  it('of this company only: a foreign id answers as a missing one (I17)', async () => {
    const phone = freshPhone();
    await hear('sms', phone);
    const foreign = await create(await firstOf(phone), { name: 'X' }, { tenant: 'acme' });
    const missing = await create('nothing', { name: 'X' }, { tenant: 'acme' });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(foreign.body).toEqual(missing.body);
    expect((await create(await firstOf(phone), { name: 'X', advisorId: 'nobody' })).body.code).toBe('USER_NOT_FOUND');
    expect(await waiting(phone)).toHaveLength(1);
  });

  it('where somebody has given the message to another one, not at all', async () => {
    const phone = freshPhone();
    const other = await api.addCustomer([]);
    await hear('sms', phone);
    const id = await firstOf(phone);
    await api.call(`POST /v1/inbound/unmatched/${id}/assign`, { customerId: other.customerId });
    expect((await create(id)).body.code).toBe('NOT_FOUND');
    expect((await api.call<{ code: string }>(`GET /v1/customers/${id}`)).body.code).toBe('NOT_FOUND');
  });

  it('with what it had said: its "no" is heard and its window is open (F9, F24)', async () => {
    const phone = freshPhone();
    await hear('sms', phone, { text: 'BAJA' });
    await hear('whatsapp', phone, { text: '¿Quién es?' });
    const { body } = await create(await firstOf(phone));
    expect((await customer(body.customerId)).dnd).toMatchObject([{ channel: 'sms', source: 'opt_out', scope: 'all' }]);
    const check = await api.call(`GET /v1/customers/${body.customerId}/contact-check?channel=whatsapp`);
    expect(check.body).toEqual({ allowed: true, reasons: [] });
  });

  it('and where the body is refused nothing is done', async () => {
    const phone = freshPhone();
    const document = { documentType: 'DNI', documentNumber: `FX-${ids}` };
    await api.call('POST /v1/customers', { name: 'Ana', addresses: [], ...document });
    await hear('sms', phone);
    const id = await firstOf(phone);
    expect((await create(id, { name: 'Eva', ...document })).body.code).toBe('DOCUMENT_EXISTS');
    expect((await create(id, { name: 'Eva', addresses: [] })).body.code).toBe('UNKNOWN_FIELD');
    expect(await waiting(phone)).toHaveLength(1);
    expect((await create(id)).status).toBe(201);
  });

  it('unless it is no address: a name instead of a number is assigned, not created', async () => {
    const from = `BANCO${ids}`;
    await hear('sms', from);
    expect((await create(await firstOf(from))).body.code).toBe('PHONE_NOT_E164');
    const known = await api.addCustomer([]);
    const path = `POST /v1/inbound/unmatched/${await firstOf(from)}/assign`;
    expect((await api.call(path, { customerId: known.customerId })).status).toBe(200);
  });

  it('I14: in whatever order messages and requests come, each message stands once, with one customer', async () => {
    const step = fc.constantFrom('sms' as const, 'whatsapp' as const, 'call' as const, 'create' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
        const phone = freshPhone();
        let named = '';
        for (const one of steps) {
          if (one === 'call') await reportCall({ from: phone, answered: true });
          else if (one !== 'create') await hear(one, phone);
          named ||= await firstOf(phone);
          if (one === 'create' && named !== '') expect((await create(named)).status).toBe(201);
        }
        const told = steps.filter((one) => one !== 'create').length;
        if (told > 0) await create(named);
        const found = await thread(named);
        // A channel on which nobody had written before the customer was made is not the customer's yet.
        const left = await waiting(phone);
        expect(found.length + left.length).toBe(told);
        expect(new Set(found.map(({ providerId }) => providerId)).size).toBe(found.length);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('assigning takes along what else waits of the sender (D13)', () => {
  it('but nothing of others', async () => {
    const [phone, stranger] = [freshPhone(), freshPhone()];
    for (const from of [phone, phone, stranger]) await hear('sms', from);
    await hear('whatsapp', phone);
    const known = await api.addCustomer([]);
    const path = `POST /v1/inbound/unmatched/${await firstOf(phone)}/assign`;
    const first = await api.call(path, { customerId: known.customerId });
    expect(first.status).toBe(200);
    expect(await api.call(path, { customerId: known.customerId })).toEqual(first);
    expect(await thread(known.customerId)).toHaveLength(3);
    expect([await waiting(phone), (await waiting(stranger)).length]).toEqual([[], 1]);
  });

  it('but nothing of a phone that several customers have: there each message is judged by itself', async () => {
    const phone = freshPhone();
    const owner = await api.addCustomer([{ channel: 'sms', value: phone }]);
    await api.addCustomer([{ channel: 'sms', value: phone }]);
    await hear('sms', phone);
    await hear('sms', phone);
    const path = `POST /v1/inbound/unmatched/${await firstOf(phone)}/assign`;
    expect((await api.call(path, { customerId: owner.customerId })).status).toBe(200);
    expect(await waiting(phone)).toHaveLength(1);
  });
});

describe('a reported call (D5, D13, C34)', () => {
  it('of a known phone stands in the conversation, at the address for calls where there is one', async () => {
    const phone = freshPhone();
    const one = await api.addCustomer([
      { channel: 'sms', value: phone },
      { channel: 'call', value: phone },
    ]);
    const answer = await reportCall({
      from: phone,
      answered: true,
      durationSeconds: 185,
      note: 'Preguntó por su cuota',
    });
    expect(answer).toMatchObject({ status: 201, body: { customerId: one.customerId, unmatchedId: null } });
    const [call] = await thread(one.customerId);
    expect(call).toMatchObject({
      messageId: answer.body.messageId,
      channel: 'call',
      direction: 'inbound',
      status: 'received',
      recipient: phone,
      addressId: one.addresses.find(({ channel }) => channel === 'call')?.addressId,
      body: 'Llamada recibida (3:05): Preguntó por su cuota',
    });
    expect(call?.missed).toBeUndefined();
  });

  it('that nobody took asks for a call back; not from a customer whom nobody may contact', async () => {
    const [phone, stopped] = [freshPhone(), freshPhone()];
    const one = await api.addCustomer([{ channel: 'sms', value: phone }]);
    const two = await api.addCustomer([{ channel: 'call', value: stopped }]);
    const body = { stopped: true, reason: 'Fallecido' };
    await api.call(`PUT /v1/customers/${two.customerId}/stop`, body, { roles: ['supervisor'] });
    for (const from of [phone, stopped]) await reportCall({ from, answered: false });
    expect(await thread(one.customerId)).toMatchObject([{ missed: true, addressId: null }]);
    expect((await thread(two.customerId)).map(({ missed }) => missed)).toEqual([undefined]);
  });

  it('is one call, however often and late it is told, by its own name or by the key of the request', async () => {
    const phone = freshPhone();
    const report = { from: phone, answered: false, callId: `pbx-${ids}`, at: '2026-11-20T11:00:00Z' };
    const first = await reportCall(report);
    expect(await reportCall(report)).toEqual(first);
    expect(await reportCall({ ...report, at: '2026-11-20T11:00:01Z' })).toEqual(first);
    expect(await waiting(phone)).toHaveLength(1);
    const { body } = await create(first.body.unmatchedId ?? '');
    expect((await reportCall(report)).body).toEqual({
      customerId: body.customerId,
      messageId: body.messageId,
      unmatchedId: null,
    });
    expect(await thread(body.customerId)).toHaveLength(1);
  });

  it('of a phone of several customers waits for a person, with their names', async () => {
    const phone = freshPhone();
    const owners = [
      await api.addCustomer([{ channel: 'call', value: phone }]),
      await api.addCustomer([{ channel: 'sms', value: phone }]),
    ];
    await reportCall({ from: phone, answered: true });
    const [found] = await waiting(phone);
    expect(found).toMatchObject({ reason: 'AMBIGUOUS_SENDER', channel: 'call' });
    expect(found?.candidates.toSorted()).toEqual(owners.map(({ customerId }) => customerId).toSorted());
  });

  it.each(['2026-11-20T12:04:00.000Z', '2019-03-01T10:00:00.000Z', '1950-01-01T12:00:00.000Z'])(
    'stands at the time that was stated, which nobody moves: %s; told again it is the same (issue 10, A.2)',
    async (at) => {
      const phone = freshPhone();
      const one = await api.addCustomer([{ channel: 'call', value: phone }]);
      const report = { from: phone, answered: true, at, callId: `stated ${at}` };
      const first = await reportCall(report);
      expect(first).toMatchObject({ status: 201, body: { customerId: one.customerId } });
      expect(await reportCall(report)).toEqual(first);
      expect(await thread(one.customerId)).toMatchObject([{ acceptedAt: Date.parse(at), day: at.slice(0, 10) }]);
    },
  );

  it.each([
    // As dialled, and as stored: by today's rules, and by those that took both spellings for numbers of their own.
    ['044 55 1234 5001', '+525512345001'],
    ['+52 1 55 1234 5002', '+525512345002'],
    ['+54 9 11 15 2345-5003', '+5491123455003'],
    ['5491123455004', '+541123455004'],
    ['+5511987655005', '+5511987655005'],
    ['971005006', '+56971005006'],
    ['00 56 9 7100 5007', '+56971005007'],
  ])('issue 11, line 8: from %s is the customer with %s, on whatever channel', async (from, value) => {
    const channels = ['call', 'sms', 'whatsapp'] as const;
    const one = await api.addCustomer([{ channel: channels[from.length % 3] ?? 'call', value }]);
    await engine.table.put(Company, { ...demoCompany, defaultCountry: from.startsWith('044') ? 'MX' : 'CL' }, 'any');
    api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
    const answer = await reportCall({ from, answered: true });
    expect(answer).toMatchObject({ status: 201, body: { customerId: one.customerId } });
    await engine.table.put(Company, demoCompany, 'any');
  });

  it.each([
    ['sms', '+5215512346001', '+525512346001'],
    ['sms', '+5491123456002', '+541123456002'],
    ['whatsapp', '+551187656003', '+5511987656003'],
  ] as const)('issue 11, line 8: %s from %s reaches the customer with %s', async (channel, from, value) => {
    const one = await api.addCustomer([{ channel, value }]);
    await hear(channel, from);
    expect(await thread(one.customerId)).toHaveLength(1);
  });

  it.each([
    [{ from: '5512345678', answered: true }, 'PHONE_NOT_E164'],
    [{ from: '5,69E+10', answered: true }, 'PHONE_SCIENTIFIC'],
    [{ from: '+56912', answered: true }, 'PHONE_INVALID'],
    [{ from: '+56912345678', answered: false, durationSeconds: 4 }, 'VALUE_INVALID'],
    [{ from: '+56912345678', answered: true, durationSeconds: -1 }, 'NUMBER_OUT_OF_RANGE'],
    [{ from: '+56912345678', answered: true, at: '2026-11-20T13:00:00Z' }, 'DATE_OUT_OF_RANGE'],
    [{ from: '+56912345678', answered: true, at: '2099-01-01T12:00:00Z' }, 'DATE_OUT_OF_RANGE'],
    [{ from: '+56912345678', answered: true, at: '2026-11-20T11:00:00' }, 'DATE_NO_ZONE'],
    [{ from: '+56912345678' }, 'FIELD_REQUIRED'],
    [{ from: '+56912345678', answered: true, tenant: 'acme' }, 'FIELD_NOT_WRITABLE'],
  ])('that is wrong is refused: %j', async (body, code) => {
    expect((await reportCall(body)).body.code).toBe(code);
  });

  it('is refused while recording is switched off (C6)', async () => {
    await engine.table.put(Company, { ...demoCompany, tenant: 'acme', calls: { recordResults: false } }, 'any');
    const answer = await reportCall({ from: freshPhone(), answered: true }, { tenant: 'acme' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CALLS_DISABLED' } });
  });

  it('leaves no trace in the other company, which knows the phone too (I17)', async () => {
    const phone = freshPhone();
    const theirs = await api.addCustomer([{ channel: 'call', value: phone }], 'acme');
    expect((await reportCall({ from: phone, answered: true })).body.unmatchedId).not.toBeNull();
    expect(await thread(theirs.customerId, 'acme')).toEqual([]);
    expect(await new CustomerStore(engine.table).find('demo', theirs.customerId)).toBeUndefined();
  });
});
