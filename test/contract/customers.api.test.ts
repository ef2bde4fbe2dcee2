/** Customers through their routes on the real engine: A5, A24, A25, C27–C30, E2, E5, E17, E29, Q12, Q13, Q15. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { CustomerSchema, type NoteSchema } from '#contract/customers.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, User } from '#shared/companies/entities.ts';
import { prepareFailure } from '#shared/contactability/address-state.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Customer = z.infer<typeof CustomerSchema>;
type Note = z.infer<typeof NoteSchema>;

const addressKey = 'address-key-of-the-test';
const dayMs = 86_400_000;
const demo = { tenant: 'demo' };
const acme = { tenant: 'acme' };

let engine: TestTable;
let now = Date.UTC(2026, 10, 23, 15);
let api: ReturnType<typeof callApi>;

beforeAll(async () => {
  engine = await startTable();
  for (const tenant of ['demo', 'acme']) {
    const company = newCompany(
      {
        tenant,
        name: tenant,
        timeZone: 'America/Santiago',
        language: 'es',
        defaultCountry: 'CL',
        senders: {
          email: { fromAddress: 'avisos@demo.example', fromName: 'Demo', tenantName: 'demo' },
          sms: { originationIdentity: '+56900000001' },
          whatsapp: null,
        },
      },
      now,
    );
    await engine.table.put(Company, company, 'absent');
    const ana = { tenant, userId: 'ana', name: 'Ana', email: 'ana@x.cl', roles: ['advisor' as const], updatedAt: now };
    await engine.table.put(User, ana, 'absent');
  }
  const clock = { now: () => now };
  api = callApi(customerRoutes({ table: engine.table, clock, cursors: createCursors('k'), addressKey }));
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  now += 1_000;
});

let count = 0;
const create = async (over: object = {}): Promise<Customer> => {
  count += 1;
  const body = {
    name: `Ana Pérez ${count}`,
    addresses: [
      { channel: 'email', value: `Ana${count}@Ejemplo.CL` },
      { channel: 'sms', value: `+56 9 1234 ${String(count).padStart(4, '0')}`, label: 'casa' },
    ],
    ...over,
  };
  const answer = await api<Customer>({ call: 'POST /v1/customers', body, caller: demo });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return CustomerSchema.parse(answer.body);
};

const get = async (customerId: string): Promise<Customer> =>
  CustomerSchema.parse((await api({ call: `GET /v1/customers/${customerId}`, caller: demo })).body);

const raiseAlert = async (address: Customer['addresses'][number], threshold = 3): Promise<void> => {
  const hash = addressHash(addressKey, address.channel, address.value);
  const plan = await prepareFailure(
    { states: new AddressStateStore(engine.table), clock: { now: () => now } },
    {
      ...demo,
      channel: address.channel,
      hash,
      threshold,
      fact: {
        factId: `f-${address.addressId}`,
        messageId: 'c-m',
        class: 'HARD',
        code: 'Permanent/General',
        at: now,
        epoch: 0,
        day: '2026-11-23',
      },
    },
  );
  await engine.table.transact(plan.actions);
};

const ownersOf = async (channel: 'email' | 'sms', value: string): Promise<string[]> => {
  const ref = { ...demo, channel, hash: addressHash(addressKey, channel, value) };
  const { owners } = await new CustomerStore(engine.table).listOwners(ref, { limit: 100 });
  return owners.map(({ customerId }) => customerId);
};

describe('creating', () => {
  it('A5: answers the customer with its addresses in their normal form, sendable and without alerts', async () => {
    const customer = await create({ documentType: 'RUT', documentNumber: '12.345.678-5', portfolios: ['Hipotecario'] });
    expect(customer).toMatchObject({
      documentNumber: '12345678-5',
      contactability: 'ok',
      contactabilityReason: null,
      segment: 'Sin deuda',
      portfolios: ['Hipotecario'],
      favorite: false,
      version: 1,
    });
    expect(customer.addresses.map(({ value, alert }) => [value, alert])).toEqual([
      [`ana${count}@ejemplo.cl`, null],
      [`+56912340001`, null],
    ]);
    expect(await get(customer.customerId)).toEqual(customer);
  });

  it('Q2: a customer without addresses is not contactable, and one with only calls says so', async () => {
    expect(await create({ addresses: [] })).toMatchObject({
      contactability: 'none',
      contactabilityReason: 'NO_ADDRESS',
      segment: 'No contactable',
      callOnly: false,
    });
    const calls = [{ channel: 'call', value: '+56222345678' }];
    expect(await create({ addresses: calls })).toMatchObject({ contactability: 'none', callOnly: true });
  });

  it('Q12, §5.6 B: names every bad address at its place and writes nothing', async () => {
    const answer = await api<Problem>({
      call: 'POST /v1/customers',
      body: {
        name: 'Ana',
        documentType: 'RUT',
        documentNumber: '8123451-5',
        addresses: [
          { channel: 'email', value: 'sin correo' },
          { channel: 'sms', value: '5512345678' },
          { channel: 'whatsapp', value: '+56912345678' },
          { channel: 'whatsapp', value: '+56 9 12345678' },
          { channel: 'sms', value: '+56900000001' },
        ],
      },
      caller: demo,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map(({ path, code }) => [path, code])).toEqual([
      ['addresses.0.value', 'ADDRESS_PLACEHOLDER'],
      ['addresses.1.value', 'PHONE_NOT_E164'],
      ['addresses.3.value', 'ADDRESS_EXISTS'],
      ['addresses.4.value', 'RECIPIENT_IS_SENDER'],
    ]);
    expect(await ownersOf('sms', '+56900000001')).toEqual([]);
    await create({ documentType: 'RUT', documentNumber: '8123451-5' });
  });

  it('§5.6 #46, #47: refuses an unknown channel and a 21st address', async () => {
    const fax = { name: 'Ana', addresses: [{ channel: 'fax', value: '1' }] };
    const unknown = await api<Problem>({ call: 'POST /v1/customers', body: fax, caller: demo });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'CHANNEL_UNKNOWN']);
    const addresses = Array.from({ length: 21 }, (_, i) => ({ channel: 'email', value: `a${i}@ejemplo.cl` }));
    const many = await api<Problem>({ call: 'POST /v1/customers', body: { name: 'Ana', addresses }, caller: demo });
    expect([many.status, many.body.code]).toEqual([409, 'ADDRESS_LIMIT']);
    const full = await create({ addresses: addresses.slice(1) });
    const call = `POST /v1/customers/${full.customerId}/addresses`;
    const another = await api<Problem>({ call, body: { channel: 'email', value: 'z@ejemplo.cl' }, caller: demo });
    expect([another.status, another.body.code]).toEqual([409, 'ADDRESS_LIMIT']);
  });

  it('Q13: a document is unique in its company and type, and free again once moved', async () => {
    const first = await create({ documentType: 'DNI', documentNumber: '7.654.321' });
    const body = { name: 'Otra', addresses: [], documentType: 'dni', documentNumber: '07654321' };
    const taken = await api<Problem>({ call: 'POST /v1/customers', body, caller: demo });
    expect([taken.status, taken.body.code]).toEqual([409, 'DOCUMENT_EXISTS']);
    expect((await api({ call: 'POST /v1/customers', body, caller: acme })).status).toBe(201);
    const call = `PATCH /v1/customers/${first.customerId}`;
    const bare = { documentType: null, documentNumber: null };
    expect((await api({ call, body: bare, caller: demo })).status).toBe(200);
    expect((await api({ call: 'POST /v1/customers', body, caller: demo })).status).toBe(201);
    const back = { documentType: 'D.N.I.', documentNumber: '7654321' };
    expect((await api<Problem>({ call, body: back, caller: demo })).body.code).toBe('DOCUMENT_EXISTS');
  });

  it('Q13: a number of nobody, a wrong check digit and a RUT of the profile that is another are refused', async () => {
    const refused = async (body: object) => {
      const answer = await api<Problem>({ call: 'POST /v1/customers', body: { name: 'Ana', ...body }, caller: demo });
      return [answer.status, answer.body.code, answer.body.errors?.[0]?.path];
    };
    const document = (documentType: string, documentNumber: string) => ({
      documentType,
      documentNumber,
      addresses: [],
    });
    for (const [type, number] of [
      ['RUT', '66666666-6'],
      ['CPF', '123.456.789-00'],
      ['NIT', '222222222222'],
    ] as const) {
      expect(await refused(document(type, number))).toEqual([400, 'DOCUMENT_INVALID', 'documentNumber']);
    }
    const contradiction = { ...document('RUT', '7654321-6'), metadata: { rut: '12.345.678-5' } };
    expect(await refused(contradiction)).toEqual([400, 'METADATA_VALUE_INVALID', 'metadata.rut']);
    const same = { name: 'Ana', ...document('RUN', '7654321-6'), metadata: { rut: '7.654.321-6' } };
    expect((await api({ call: 'POST /v1/customers', body: same, caller: demo })).status).toBe(201);
  });

  it('F14: a repeat under one key answers the same customer, another body is refused', async () => {
    const request = (body: object) =>
      api<Customer & Problem>({
        call: 'POST /v1/customers',
        body,
        headers: { 'idempotency-key': 'once' },
        caller: demo,
      });
    const body = { name: 'Única', addresses: [{ channel: 'email', value: 'unica@ejemplo.cl' }] };
    const answers = await Promise.all([request(body), request(body), request(body)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.customerId)).size).toBe(1);
    expect(await ownersOf('email', 'unica@ejemplo.cl')).toHaveLength(1);
    expect((await request({ ...body, name: 'Otra' })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('addresses', () => {
  it('A25, I8: a replacement has a new id and no alert, the old value has no owner any more', async () => {
    const customer = await create();
    const [email] = customer.addresses;
    if (email === undefined) throw new Error('no address');
    await raiseAlert(email);
    expect(await get(customer.customerId)).toMatchObject({
      contactability: 'problems',
      addresses: [{ alert: { class: 'HARD' } }, { alert: null }],
    });
    const call = `PUT /v1/customers/${customer.customerId}/addresses/${email.addressId}`;
    const same = await api<Problem>({ call, body: { value: email.value.toUpperCase() }, caller: demo });
    expect(same.body.code).toBe('ADDRESS_EXISTS');
    const stale = await api<Problem>({ call, body: { value: 'b@x.cl' }, headers: { 'if-match': '"7"' }, caller: demo });
    expect([stale.status, stale.body.code]).toEqual([412, 'VERSION_CONFLICT']);
    const answer = await api<Customer>({ call, body: { value: `nueva${count}@ejemplo.cl` }, caller: demo });
    expect(answer.status).toBe(200);
    const replaced = answer.body.addresses.find(({ channel }) => channel === 'email');
    expect(replaced).toMatchObject({ value: `nueva${count}@ejemplo.cl`, alert: null });
    expect(replaced?.addressId).not.toBe(email.addressId);
    expect(answer.body).toMatchObject({ contactability: 'ok', version: 2 });
    expect(await ownersOf('email', email.value)).toEqual([]);
    const page = await new CustomerStore(engine.table).findPage('demo', customer.customerId, { consistent: true });
    expect(page?.gate.value.activeAddressIds).not.toContain(email.addressId);
    expect((await api<Problem>({ call, body: { value: 'c@x.cl' }, caller: demo })).body.code).toBe('ADDRESS_NOT_FOUND');
  });

  it('Q3: an address that another customer shares shows the same alert, also when it is added later', async () => {
    const first = await create();
    const [email] = first.addresses;
    if (email === undefined) throw new Error('no address');
    await raiseAlert(email);
    const second = await create({ addresses: [{ channel: 'email', value: email.value }] });
    expect(second).toMatchObject({ contactability: 'none', contactabilityReason: 'ALL_ALERTED' });
    expect(await ownersOf('email', email.value)).toEqual([first.customerId, second.customerId].sort());
  });

  it('A9: adding a good address makes contactable again, deleting the last one does not', async () => {
    const customer = await create({ addresses: [] });
    const call = `/v1/customers/${customer.customerId}/addresses`;
    const body = { channel: 'sms', value: '+56222345678' };
    const headers = { 'idempotency-key': 'add-once' };
    const added = await api<Customer>({ call: `POST ${call}`, body, headers, caller: demo });
    expect(added).toMatchObject({ status: 201, body: { contactability: 'ok', version: 2 } });
    expect(added.body.addresses[0]?.warnings).toMatchObject([{ code: 'PHONE_NOT_MOBILE' }]);
    const repeated = await api<Customer>({ call: `POST ${call}`, body, headers, caller: demo });
    expect(repeated.body.addresses).toEqual(added.body.addresses);
    expect((await api<Problem>({ call: `POST ${call}`, body, caller: demo })).body.code).toBe('ADDRESS_EXISTS');
    const target = `DELETE ${call}/${added.body.addresses[0]?.addressId}`;
    const gone = await api<Customer>({ call: target, caller: demo });
    expect(gone).toMatchObject({ status: 200, body: { contactability: 'none', addresses: [] } });
    expect((await api<Problem>({ call: target, caller: demo })).body.code).toBe('ADDRESS_NOT_FOUND');
  });

  it('two people who add at the same time both succeed, and none of both addresses is lost', async () => {
    const customer = await create({ addresses: [] });
    const add = (value: string) =>
      api({
        call: `POST /v1/customers/${customer.customerId}/addresses`,
        body: { channel: 'email', value },
        caller: demo,
      });
    const answers = await Promise.all(['p@ejemplo.cl', 'q@ejemplo.cl', 'r@ejemplo.cl'].map(add));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await get(customer.customerId)).addresses.map(({ value }) => value).sort()).toEqual([
      'p@ejemplo.cl',
      'q@ejemplo.cl',
      'r@ejemplo.cl',
    ]);
  });
});

describe('editing', () => {
  it('A16, E9, E17: changes the named fields only; null removes', async () => {
    const customer = await create({ advisorId: 'ana', tags: ['vip'], metadata: { gender: 'Femenino' } });
    const call = `PATCH /v1/customers/${customer.customerId}`;
    const body = { advisorId: null, influencer: true };
    const answer = await api<Customer>({ call, body, headers: { 'if-match': '1' }, caller: demo });
    expect(answer.body).toEqual({ ...customer, advisorId: null, influencer: true, version: 2 });
    const late = await api<Problem>({ call, body: { name: 'X' }, headers: { 'if-match': '1' }, caller: demo });
    expect(late.status).toBe(412);
    expect(late.body.detail).toContain(new Date(now).toISOString());
  });

  it('E5, E6: a favourite is the own one of each user', async () => {
    const { customerId } = await create();
    const call = `PUT /v1/customers/${customerId}/favorite`;
    const put = (favorite: boolean) => api({ call, body: { favorite }, caller: { ...demo, roles: ['viewer'] } });
    expect(await put(true)).toEqual({ status: 200, body: { favorite: true } });
    expect(await put(true)).toEqual({ status: 200, body: { favorite: true } });
    expect((await get(customerId)).favorite).toBe(true);
    const other = await api<Customer>({ call: `GET /v1/customers/${customerId}`, caller: { ...demo, userId: 'b' } });
    expect(other.body.favorite).toBe(false);
    await put(false);
    expect((await get(customerId)).favorite).toBe(false);
  });

  it('E29: notes come newest first, page by page', async () => {
    const { customerId } = await create();
    for (const text of ['uno', 'dos', 'tres']) {
      now += 10;
      const body = { text };
      expect((await api({ call: `POST /v1/customers/${customerId}/notes`, body, caller: demo })).status).toBe(201);
    }
    const call = `GET /v1/customers/${customerId}/notes?limit=2`;
    const first = await api<{ items: Note[]; nextCursor: string }>({ call, caller: demo });
    expect(first.body.items.map(({ text, author }) => [text, author])).toEqual([
      ['tres', 'user-1'],
      ['dos', 'user-1'],
    ]);
    const rest = await api<{ items: Note[] }>({ call: `${call}&cursor=${first.body.nextCursor}`, caller: demo });
    expect(rest.body.items.map(({ text }) => text)).toEqual(['uno']);
    const { customerId: other } = await create();
    const stolen = await api<Problem>({
      call: `GET /v1/customers/${other}/notes?cursor=${first.body.nextCursor}`,
      caller: demo,
    });
    expect(stolen.body.code).toBe('CURSOR_INVALID');
  });

  it('C27–C30, Q15: debts are summed up, and days overdue and segment move with the date alone', async () => {
    const { customerId } = await create();
    const call = `PUT /v1/customers/${customerId}/debts`;
    const debt = { code: 'A#1', dueDate: '2026-11-23', balance: 50_000, currency: 'CLP', state: 'current' };
    expect(await api({ call, body: debt, caller: demo })).toMatchObject({ status: 200, body: { daysOverdue: 0 } });
    const instalments = [
      { number: 1, dueDate: '2026-09-01', amount: 10, paid: true },
      { number: 2, dueDate: '2026-10-24', amount: 10, paid: false },
    ];
    await api({ call, body: { ...debt, code: 'B', balance: 700, dueDate: '2026-09-01', instalments }, caller: demo });
    await api({ call, body: { ...debt, code: 'C', currency: 'USD', state: 'paid', balance: 0 }, caller: demo });
    const summary = { dueDate: '2026-10-24', daysOverdue: 30, balances: { CLP: 50_700 }, state: 'overdue' };
    expect(await get(customerId)).toMatchObject({ segment: 'Mora 1–30', debtSummary: summary });
    const started = now;
    now += dayMs;
    expect(await get(customerId)).toMatchObject({ segment: 'Mora 31–60', debtSummary: { daysOverdue: 31 } });
    now = started;
    const list = await api<{ items: { code: string; daysOverdue: number }[] }>({
      call: `GET /v1/customers/${customerId}/debts`,
      caller: demo,
    });
    expect(list.body.items.map(({ code, daysOverdue }) => [code, daysOverdue])).toEqual([
      ['B', 30],
      ['A#1', 0],
      ['C', 0],
    ]);
    await Promise.all(
      ['A#1', 'B'].map((code) => api({ call, body: { ...debt, code, state: 'paid', balance: 0 }, caller: demo })),
    );
    expect(await get(customerId)).toMatchObject({
      segment: 'Sin deuda',
      debtSummary: { dueDate: null, daysOverdue: 0, balances: {}, state: 'paid' },
    });
  });
});

it("I17: another company's customer answers exactly as one that does not exist", async () => {
  const { customerId, addresses } = await create();
  const address = addresses[0]?.addressId;
  const calls = (id: string): [string, unknown][] => [
    [`GET /v1/customers/${id}`, undefined],
    [`PATCH /v1/customers/${id}`, { name: 'X' }],
    [`POST /v1/customers/${id}/addresses`, { channel: 'email', value: 'e@ejemplo.cl' }],
    [`PUT /v1/customers/${id}/addresses/${address}`, { value: 'e@ejemplo.cl' }],
    [`DELETE /v1/customers/${id}/addresses/${address}`, undefined],
    [`PUT /v1/customers/${id}/favorite`, { favorite: true }],
    [`GET /v1/customers/${id}/notes`, undefined],
    [`POST /v1/customers/${id}/notes`, { text: 'x' }],
    [`GET /v1/customers/${id}/debts`, undefined],
    [
      `PUT /v1/customers/${id}/debts`,
      { code: 'A', dueDate: '2026-11-23', balance: 1, currency: 'CLP', state: 'current' },
    ],
  ];
  const missing = calls('01missing');
  for (const [position, [call, body]] of calls(customerId).entries()) {
    const foreign = await api({ call, body, caller: acme });
    const none = await api({ call: missing[position]?.[0] ?? '', body, caller: acme });
    expect(foreign, call).toEqual(none);
    expect(foreign.status, call).toBe(404);
  }
});
