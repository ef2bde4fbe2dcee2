/** Companies through their routes, the operator's function and sign-in, on the real engine. */

import { readFileSync } from 'node:fs';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '#contract/companies.ts';
import type { Problem } from '#contract/errors.ts';
import { defaultResults } from '#contract/results.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { signedByOperator } from '#shared/audit/audit-actions.ts';
import { changeSettings } from '#shared/companies/change-settings.ts';
import { Choice, User, userKey } from '#shared/companies/entities.ts';
import { companyCacheMs, createFindCompany } from '#shared/companies/find-company.ts';
import { defaultSegments, notContactableSegment } from '#shared/companies/segments.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { provisionOperation } from '../../functions/operations/provision-company/bindings.ts';
import { preTokenTrigger } from '../../functions/triggers/pre-token/bindings.ts';
import { standardUsers } from '../support/access.ts';
import { type ApiRequest, callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

let now = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => now };
const counted: string[] = [];
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: (metric) => {
    counted.push(metric);
  },
};

let engine: TestTable;
let companies: CompanyStore;
let api: ReturnType<typeof callApi>;
let provision: ReturnType<typeof provisionOperation>;
beforeAll(async () => {
  engine = await startTable();
  companies = new CompanyStore(engine.table);
  api = callApi(
    companyRoutes({ table: engine.table, clock, cursors: createCursors('k'), ...standardUsers(engine.table, clock) }),
  );
  provision = provisionOperation({ table: engine.table, clock, log, inboundDomain: 'in.contacta.example' });
}, 60_000);
afterAll(() => engine?.stop());

let made = 0;
/** A company that no other test has, with numbers of its own. */
const newInput = (change: object = {}) => {
  made += 1;
  return {
    tenantId: `company-${made}`,
    name: 'Cobranzas',
    senders: {
      email: { fromAddress: 'avisos@demo.example', fromName: 'Cobranzas', tenantName: 'demo' },
      sms: { originationIdentity: `+5690000${1_000 + made}` },
      whatsapp: {
        phoneNumberId: `phone-number-id-${made}`,
        metaPhoneNumberId: `${900_000 + made}`,
        displayNumber: '+56900000011',
      },
    },
    ...change,
  };
};
const newCompany = async (change: object = {}): Promise<string> => (await provision(newInput(change))).tenantId;
const as = (tenant: string, ...roles: Role[]): ApiRequest['caller'] => ({ tenant, userId: 'user-1', roles });

/** Settings as they would be sent back. */
const inputOf = ({ senders: _senders, updatedAt: _updatedAt, version: _version, ...input }: Settings) => input;
const settingsOf = async (tenant: string): Promise<Settings> =>
  (await api<Settings>({ call: 'GET /v1/settings', caller: as(tenant, 'viewer') })).body;

describe('a new company', () => {
  it('begins with the defaults of Q1 and Q15, all channels on', async () => {
    const settings = await settingsOf(await newCompany());
    expect(settings).toMatchObject({
      timeZone: 'America/Santiago',
      language: 'es',
      defaultCountry: 'CL',
      segments: defaultSegments,
      noDebtSegment: 'Sin deuda',
      blockManualWhenPaused: false,
      version: 1,
    });
    const channel = { enabled: true, softFailureThreshold: 3 };
    expect(settings.channels).toEqual({ email: channel, sms: channel, whatsapp: channel });
    expect(settings.senders.whatsapp).toEqual({
      phoneNumberId: expect.any(String),
      displayNumber: expect.any(String),
    });
  });

  it('is known to the night run and to inbound messages, and nobody else is', async () => {
    const input = newInput();
    await provision(input);
    const tenants: string[] = [];
    for await (const tenant of companies.listTenants()) tenants.push(tenant);
    expect(tenants).toContain(input.tenantId);
    const { sms, whatsapp } = input.senders;
    expect(await companies.findInboundOwner('sms', sms.originationIdentity)).toBe(input.tenantId);
    expect(await companies.findInboundOwner('whatsapp', whatsapp.metaPhoneNumberId)).toBe(input.tenantId);
    expect(await companies.findInboundOwner('sms', '+56911111111')).toBeUndefined();
  });

  it('stays as it is when it is provisioned again', async () => {
    const input = newInput({ users: [{ userId: 'u1', name: 'Ana', email: 'ana@x.example', roles: ['admin'] }] });
    expect(await provision(input)).toEqual({ tenantId: input.tenantId, created: true, users: 1 });
    const before = await companies.find(input.tenantId);
    const user = await engine.table.get(User, userKey(input.tenantId, 'u1'));
    now += 60_000;
    expect(await provision(input)).toEqual({ tenantId: input.tenantId, created: false, users: 1 });
    expect(await companies.find(input.tenantId)).toEqual(before);
    expect(await engine.table.get(User, userKey(input.tenantId, 'u1'))).toEqual(user);
  });

  it('gives up the number that it no longer has, and keeps the settings of its administrators', async () => {
    const input = newInput();
    const { tenantId } = await provision(input);
    const { body } = await api<Settings>({
      call: 'PUT /v1/settings',
      caller: as(tenantId, 'admin'),
      body: { ...inputOf(await settingsOf(tenantId)), name: 'Otro nombre' },
    });
    expect(body.name).toBe('Otro nombre');
    const next = newInput({ tenantId }).senders.sms;
    await provision({ ...input, senders: { ...input.senders, sms: next } });
    expect(await companies.findInboundOwner('sms', input.senders.sms.originationIdentity)).toBeUndefined();
    expect(await companies.findInboundOwner('sms', next.originationIdentity)).toBe(tenantId);
    expect(await settingsOf(tenantId)).toMatchObject({ name: 'Otro nombre', senders: { sms: next }, version: 3 });
  });

  it('is refused with a number of another company, and nothing of it is written (I1)', async () => {
    const first = newInput();
    await provision(first);
    const second = newInput();
    await expect(provision({ ...second, senders: { ...second.senders, sms: first.senders.sms } })).rejects.toThrow(
      /belongs to another company/,
    );
    expect(await companies.find(second.tenantId)).toBeUndefined();
    expect(await companies.findInboundOwner('sms', first.senders.sms.originationIdentity)).toBe(first.tenantId);
  });

  it.each([
    ['a tenant id that could meet another in keys', { tenantId: 'acme#2' }, /tenantId/],
    ['a time zone that does not exist (§5.6 #65)', { timeZone: 'America/Santigo' }, /timeZone/],
    ['a field that is not known', { segmnt: 1 }, /segmnt/],
    [
      'a role that is not known',
      { users: [{ userId: 'u', name: 'A', email: 'a@x.example', roles: ['root'] }] },
      /roles/,
    ],
  ])('is refused with %s', async (_what, change, message) => {
    await expect(provision(newInput(change))).rejects.toThrow(message);
  });

  it('can be each company of the demo data', async () => {
    const { companies: demo } = JSON.parse(readFileSync('local/demo/companies.json', 'utf8'));
    for (const company of demo) expect(await provision(company)).toMatchObject({ created: true });
    const { body } = await api<{ items: { name: string }[] }>({ call: 'GET /v1/users', caller: as('demo', 'viewer') });
    expect(body.items.map(({ name }) => name)).toContain('Camila Rojas');
  });
});

describe('settings', () => {
  it('are replaced by administrators only, under the version that was read (§5.6 #79, #90)', async () => {
    const tenant = await newCompany();
    const body = { ...inputOf(await settingsOf(tenant)), timeZone: 'America/Mexico_City' };
    const put = (version: number, role: Role) =>
      api<Settings & Problem>({
        call: 'PUT /v1/settings',
        caller: as(tenant, role),
        body,
        headers: { 'if-match': `"${version}"` },
      });
    expect((await put(1, 'supervisor')).body.code).toBe('FORBIDDEN');
    expect((await put(1, 'admin')).body).toMatchObject({ timeZone: 'America/Mexico_City', version: 2 });
    expect(await put(1, 'admin')).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
  });

  it('C8, Q10: hold the catalogue of results; a body of before it was there leaves it as it is', async () => {
    const tenant = await newCompany();
    const before = await settingsOf(tenant);
    expect(before.results).toEqual(defaultResults);
    expect(before.calls).toEqual({ recordResults: true });
    const own = [
      { code: 'visit', label: { es: 'Visita', en: 'Visit' }, withContact: true, effects: [{ kind: 'callBack' }] },
    ];
    const put = (body: object) => api<Settings>({ call: 'PUT /v1/settings', caller: as(tenant, 'admin'), body });
    expect((await put({ ...inputOf(before), results: own })).body.results).toEqual(own);
    const { results: _results, calls: _calls, ...old } = inputOf(before);
    expect((await put({ ...old, name: 'Otra' })).body).toMatchObject({ name: 'Otra', results: own });
    const options = () => api({ call: 'GET /v1/options', caller: as(tenant, 'viewer') });
    const [visit] = own;
    expect((await options()).body).toMatchObject({ results: [{ ...visit, label: 'Visita' }] });
    await put({ ...old, calls: { recordResults: false } });
    expect((await options()).body).toMatchObject({ results: [] });
  });

  it('lose no change to another one at the same time', async () => {
    const tenant = await newCompany();
    const settings = inputOf(await settingsOf(tenant));
    const raced = {
      find: async (...args: Parameters<CompanyStore['find']>) => {
        const found = await companies.find(...args);
        if (found !== undefined) await companies.change(found, { ...found.value, name: 'First' }, signedByOperator(0));
        return found;
      },
      change: companies.change.bind(companies),
    };
    const change = changeSettings(
      { companies: raced, clock },
      { tenant, userId: 'user-1', settings, expectedVersion: undefined },
    );
    await expect(change).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await settingsOf(tenant)).name).toBe('First');
  });

  it.each([
    ['segments with a gap (Q15)', { segments: [{ name: 'a', fromDays: null, toDays: 0 }] }, 'RANGE_INVALID'],
    ['an unknown time zone (§5.6 #65)', { timeZone: 'America/Santigo' }, 'TIMEZONE_UNKNOWN'],
    ['senders, which only an operator connects (§5.6 #7)', { senders: {} }, 'UNKNOWN_FIELD'],
    [
      'two results of one code (Q10)',
      { results: [0, 1].map(() => ({ code: 'a', label: { es: 'A', en: 'A' }, withContact: true, effects: [] })) },
      'VALUE_INVALID',
    ],
    [
      'an effect that nobody knows (Q10)',
      { results: [{ code: 'a', label: { es: 'A', en: 'A' }, withContact: true, effects: [{ kind: 'fax' }] }] },
      'WRONG_TYPE',
    ],
    ['a version (§5.6 #8)', { version: 9 }, 'FIELD_NOT_WRITABLE'],
  ])('refuse %s', async (_what, change, code) => {
    const tenant = await newCompany();
    const body = { ...inputOf(await settingsOf(tenant)), ...change };
    const answer = await api<Problem>({ call: 'PUT /v1/settings', caller: as(tenant, 'admin'), body });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('of a company that is not set up answer TENANT_MISSING (§5.6 #88)', async () => {
    for (const path of ['settings', 'me', 'users', 'options']) {
      const answer = await api<Problem>({ call: `GET /v1/${path}`, caller: as('ghost', 'admin') });
      expect([answer.status, answer.body.code]).toEqual([403, 'TENANT_MISSING']);
    }
  });

  it('are remembered for a few seconds at most, and a missing company is not', async () => {
    const findCompany = createFindCompany({ companies, clock });
    const input = newInput();
    await expect(findCompany(input.tenantId)).rejects.toMatchObject({ code: 'TENANT_MISSING' });
    await provision(input);
    expect((await findCompany(input.tenantId)).name).toBe('Cobranzas');
    const found = await companies.find(input.tenantId);
    if (found !== undefined) await companies.change(found, { ...found.value, name: 'Later' }, signedByOperator(0));
    now += companyCacheMs - 1;
    expect((await findCompany(input.tenantId)).name).toBe('Cobranzas');
    now += 1;
    expect((await findCompany(input.tenantId)).name).toBe('Later');
  });
});

describe('what the console asks', () => {
  it('is told who the caller is, from token and directory', async () => {
    const tenant = await newCompany({
      users: [{ userId: 'user-1', name: 'Ana', email: 'ana@x.example', roles: ['advisor'] }],
    });
    const me = await api({ call: 'GET /v1/me', caller: as(tenant, 'viewer') });
    expect(me.body).toEqual({
      unreadProcesses: 0,
      userId: 'user-1',
      name: 'Ana',
      email: 'ana@x.example',
      roles: ['viewer'],
      ownCustomersOnly: false,
      company: { tenantId: tenant, name: 'Cobranzas', timeZone: 'America/Santiago', language: 'es' },
    });
    const stranger = await api({ call: 'GET /v1/me', caller: { ...as(tenant, 'viewer'), userId: 'user-2' } });
    expect(stranger.body).toMatchObject({ userId: 'user-2', name: null, email: null });
  });

  it('gets the options: No contactable first, values in use, default results in its language (Q10, Q15)', async () => {
    const [tenant, other] = [await newCompany(), await newCompany({ language: 'en' })];
    for (const [kind, value] of [
      ['tag', 'vip'],
      ['portfolio', 'Cartera #2'],
      ['portfolio', 'Ágil'],
    ] as const) {
      await engine.table.put(Choice, { tenant, kind, value }, 'any');
    }
    interface Options {
      readonly segments: string[];
      readonly results: { readonly label: string }[];
    }
    const { body } = await api<Options>({ call: 'GET /v1/options', caller: as(tenant, 'viewer') });
    const { results } = body;
    expect(body.segments[0]).toBe(notContactableSegment);
    expect(body).toMatchObject({ portfolios: ['Ágil', 'Cartera #2'], tags: ['vip'], templates: [] });
    expect(results.map(({ label }) => label)).toContain('Promesa de pago');
    const foreign = await api<Options>({ call: 'GET /v1/options', caller: as(other, 'viewer') });
    expect(foreign.body).toMatchObject({ portfolios: [], tags: [] });
    expect(foreign.body.results.map(({ label }) => label)).toContain('Promise to pay');
  });

  it("keeps each user's columns and filters of a list (B22)", async () => {
    const tenant = await newCompany();
    const views = { columns: ['name', 'segment'], views: [{ name: 'Mora', filters: { segment: 'Mora 1–30' } }] };
    const put = await api({ call: 'PUT /v1/me/views/customers', caller: as(tenant, 'viewer'), body: views });
    expect(put).toEqual({ status: 200, body: views });
    const of = (list: string, userId: string) =>
      api({ call: `GET /v1/me/views/${list}`, caller: { ...as(tenant, 'viewer'), userId } });
    expect((await of('customers', 'user-1')).body).toEqual(views);
    expect((await of('customers', 'user-2')).body).toEqual({ columns: [], views: [] });
    expect((await of('interactions', 'user-1')).body).toEqual({ columns: [], views: [] });
    expect((await of('invoices', 'user-1')).status).toBe(400);
  });
});

describe('sign-in (§4.2)', () => {
  const event = (attributes: Record<string, string>, groups: string[]): PreTokenGenerationV2TriggerEvent => ({
    version: '2',
    triggerSource: 'TokenGeneration_HostedAuth',
    region: 'us-east-1',
    userPoolId: 'us-east-1_a',
    userName: 'ana',
    callerContext: { awsSdkVersion: '1', clientId: 'console' },
    request: {
      userAttributes: { sub: 'user-9', email: 'ana@x.example', name: 'Ana', ...attributes },
      groupConfiguration: { groupsToOverride: groups },
    },
    response: { claimsAndScopeOverrideDetails: {} },
  });
  const claimsOf = (answer: PreTokenGenerationV2TriggerEvent) =>
    answer.response.claimsAndScopeOverrideDetails.accessTokenGeneration?.claimsToAddOrOverride;

  it('puts company and roles into the access token and keeps the directory up to date', async () => {
    const tenant = await newCompany();
    const trigger = preTokenTrigger({ table: engine.table, clock, log });
    const answer = await trigger(event({ 'custom:tenant': tenant }, ['advisor', 'google']));
    expect(claimsOf(answer)).toEqual({ tenant, roles: 'advisor' });
    expect(await companies.findUser(tenant, 'user-9')).toMatchObject({ name: 'Ana', roles: ['advisor'] });
    await trigger(event({ 'custom:tenant': tenant, name: 'Ana María' }, ['supervisor']));
    expect(await companies.findUser(tenant, 'user-9')).toMatchObject({ name: 'Ana María', roles: ['supervisor'] });
  });

  it('goes on when the directory fails, which is counted', async () => {
    const broken = engine.through({ send: () => Promise.reject(new Error('the table is away')) });
    counted.length = 0;
    const answer = await preTokenTrigger({ table: broken, clock, log })(event({ 'custom:tenant': 'demo' }, ['viewer']));
    expect(claimsOf(answer)).toEqual({ tenant: 'demo', roles: 'viewer' });
    expect(counted).toEqual(['UserDirectoryFailed']);
  });
});
