/** Metadata fields of a company and the values on its customers: E11, E13, E16, E17. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { CustomerSchema } from '#contract/customers.ts';
import type { Problem } from '#contract/errors.ts';
import type { MetadataField } from '#contract/metadata.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { standardUsers } from '../support/access.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Customer = z.infer<typeof CustomerSchema>;
interface Fields {
  readonly fields: MetadataField[];
  readonly version: number;
}

let engine: TestTable;
let now = Date.UTC(2026, 10, 23, 15);
let api: ReturnType<typeof callApi>;
let tenant = '';
let count = 0;

beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());
/** A company of its own for each test, since fields are the company's. */
beforeEach(async () => {
  count += 1;
  now += 1_000;
  tenant = `demo-${count}`;
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
  const { table } = engine;
  const clock = { now: () => now };
  api = callApi([
    ...companyRoutes({ table, clock, cursors: createCursors('k'), ...standardUsers(table, clock) }),
    ...customerRoutes({ table, clock, cursors: createCursors('k'), addressKey: 'key' }),
  ]);
});

const admin = () => ({ tenant, roles: ['admin'] as const });
const read = async (): Promise<Fields> =>
  (await api<Fields>({ call: 'GET /v1/metadata-fields', caller: { tenant, roles: ['viewer'] } })).body;
const inputs = (fields: readonly MetadataField[]) => fields.map(({ builtIn: _builtIn, ...field }) => field);
const put = async (fields: readonly object[], version?: number) => {
  const headers = version === undefined ? {} : { headers: { 'if-match': `"${version}"` } };
  const answer = await api<Fields & Problem>({
    call: 'PUT /v1/metadata-fields',
    body: { fields },
    caller: admin(),
    ...headers,
  });
  // Settings are remembered for some seconds.
  now += 6_000;
  return answer;
};
const create = (metadata: object) =>
  api<Customer & Problem>({
    call: 'POST /v1/customers',
    body: { name: 'Ana', addresses: [], metadata },
    caller: { tenant },
  });
const patch = (customerId: string, metadata: object) =>
  api<Customer & Problem>({ call: `PATCH /v1/customers/${customerId}`, body: { metadata }, caller: { tenant } });
const get = async (customerId: string) =>
  (await api<Customer>({ call: `GET /v1/customers/${customerId}`, caller: { tenant } })).body;
const own = (key: string, type: string, more: object = {}) => ({ key, label: { es: key, en: key }, type, ...more });

const many = Array.from({ length: 35 }, (_, i) => own(`x${i}`, 'text'));

describe('the fields (E16, E17)', () => {
  it('begin with e-mail, customer number, RUT, gender, telephone and address', async () => {
    const { fields, version } = await read();
    expect(version).toBe(1);
    expect(fields.map(({ label, builtIn, archived }) => [label.es, builtIn, archived])).toEqual(
      ['Email', 'Número de cliente', 'RUT', 'Género', 'Teléfono', 'Dirección'].map((label) => [label, true, false]),
    );
  });

  it('are added, renamed, ordered and archived under their version', async () => {
    const { fields } = await read();
    const [first, ...rest] = inputs(fields);
    const renamed = { ...first, label: { es: 'Correo personal', en: 'Personal e-mail' }, archived: true };
    const added = own('ciudad', 'list', { options: ['Talca', 'Maipú'] });
    const answer = await put([added, ...rest, renamed], 1);
    expect(answer).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await read()).fields.map(({ key, builtIn }) => [key, builtIn])).toEqual([
      ['ciudad', false],
      ...rest.map(({ key }) => [key, true]),
      ['email', true],
    ]);
    expect(await put([added, ...rest, renamed], 1)).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
  });

  it('a change of settings leaves them as they are, and none is lost to two changes at once', async () => {
    const { fields } = await read();
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => put([...inputs(fields), own(key, 'text')], 1)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(2);
    const settings = await api<Record<string, unknown>>({ call: 'GET /v1/settings', caller: admin() });
    const { senders: _s, updatedAt: _u, version: _v, ...input } = settings.body;
    expect((await api({ call: 'PUT /v1/settings', body: input, caller: admin() })).status).toBe(200);
    expect((await read()).fields).toHaveLength(7);
  });

  it.each([
    ['left out', (fields: object[]) => fields.slice(1), 'METADATA_FIELD_KEPT'],
    ['of another type', ([first, ...rest]: object[]) => [{ ...first, type: 'number' }, ...rest], 'METADATA_FIELD_KEPT'],
    ['twice', (fields: object[]) => [...fields, own('x', 'text'), own('x', 'text')], 'VALUE_INVALID'],
    ['a list without options', (fields: object[]) => [...fields, own('x', 'list')], 'VALUE_INVALID'],
    ['a text with options', (fields: object[]) => [...fields, own('x', 'text', { options: ['a'] })], 'VALUE_INVALID'],
    ['with a key of spaces', (fields: object[]) => [...fields, own('mi campo', 'text')], 'VALUE_INVALID'],
    ['of no type', (fields: object[]) => [...fields, own('x', 'money')], 'VALUE_INVALID'],
    ['too many', (fields: object[]) => [...fields, ...many], 'VALUE_INVALID'],
  ])('are refused where one is %s', async (_what, change, code) => {
    const { fields } = await read();
    const answer = await put(change(inputs(fields)));
    expect([answer.body.code, (await read()).version], JSON.stringify(answer.body)).toEqual([code, 1]);
  });

  it('only administrators change them', async () => {
    const body = { fields: [] };
    const caller = { tenant, roles: ['supervisor'] as const };
    expect(await api({ call: 'PUT /v1/metadata-fields', body, caller })).toMatchObject({ status: 403 });
  });
});

describe('the values (E11, E13)', () => {
  it('are typed, and kept in one spelling', async () => {
    const { fields } = await read();
    await put([...inputs(fields), own('hijos', 'number'), own('vip', 'boolean'), own('desde', 'date')]);
    const sent = {
      email: ' Ana@Ejemplo.CL ',
      rut: '12.345.678-5',
      phone: '+56 9 1234-5678',
      gender: 'Femenino',
      hijos: 2,
      vip: false,
      desde: '2020-02-29',
    };
    const kept = { ...sent, email: 'ana@ejemplo.cl', rut: '12345678-5', phone: '+56912345678' };
    const { status, body } = await create(sent);
    expect([status, body.metadata]).toEqual([201, kept]);
    expect((await get(body.customerId)).metadata).toEqual(kept);
  });

  it.each([
    ['9 1234 5678', '+56912345678'],
    ['56912345678', '+56912345678'],
    ["'+56 9 1234-5678", '+56912345678'],
    ['56912345678.0', '+56912345678'],
    ['+52 1 55 1234 5678', '+525512345678'],
  ])('issue 11, line 8: a phone written as %s is kept as %s', async (written, kept) => {
    const { status, body } = await create({ phone: written });
    expect([status, body.metadata]).toEqual([201, { phone: kept }]);
  });
  it.each(['5,69E+10', '12345', '912345678 / 987654321'])('a phone %s is refused', async (written) => {
    const { status, body } = await create({ phone: written });
    expect([status, body.code]).toEqual([400, 'METADATA_VALUE_INVALID']);
  });

  it('a wrong type, an unknown field, a wrong check digit: each at its place, and nothing is written', async () => {
    const { fields } = await read();
    await put([...inputs(fields), own('hijos', 'number'), own('vip', 'boolean'), own('desde', 'date')]);
    const wrong = {
      email: 'ana',
      rut: '12345678-9',
      gender: 'femenino',
      phone: 'mañana',
      clientNumber: 7,
      hijos: '2',
      vip: 'sí',
      desde: '2021-02-29',
      color: 'rojo',
    };
    const { status, body } = await create(wrong);
    expect([status, body.code]).toEqual([400, 'METADATA_VALUE_INVALID']);
    expect(body.errors?.map(({ path }) => path)).toEqual(Object.keys(wrong).map((key) => `metadata.${key}`));
    expect(body.errors?.at(-1)?.code).toBe('METADATA_FIELD_UNKNOWN');
    const list = await api<{ items: unknown[] }>({ call: 'GET /v1/customers', caller: { tenant } });
    expect(list.body.items).toEqual([]);
  });

  it('renaming does not touch them; archiving hides them, also from a change, and they come back', async () => {
    const { fields } = await read();
    const before = { gender: 'Otro', clientNumber: 'C-1' };
    const { customerId } = (await create(before)).body;
    const as = (archived: boolean) =>
      inputs(fields).map((field) =>
        field.key === 'gender' ? { ...field, label: { es: 'Sexo', en: 'Sex' }, archived } : field,
      );
    await put(as(true));
    expect((await get(customerId)).metadata).toEqual({ clientNumber: 'C-1' });
    expect((await patch(customerId, { gender: 'Femenino' })).body.code).toBe('METADATA_FIELD_UNKNOWN');
    expect((await patch(customerId, { clientNumber: 'C-2' })).status).toBe(200);
    await put(as(false));
    expect((await get(customerId)).metadata).toEqual({ gender: 'Otro', clientNumber: 'C-2' });
  });

  it('a value whose option is gone stays until somebody changes it', async () => {
    const { fields } = await read();
    const { customerId } = (await create({ gender: 'Otro' })).body;
    await put(inputs(fields).map((field) => (field.key === 'gender' ? { ...field, options: ['F', 'M'] } : field)));
    expect((await patch(customerId, { gender: 'Otro', address: 'Lira 1' })).status).toBe(200);
    expect((await patch(customerId, { gender: 'Femenino' })).body.code).toBe('METADATA_VALUE_INVALID');
  });
});
