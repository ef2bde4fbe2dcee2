/** Who changed what, and when: the audit trail on the real engine (issue 10, B7). */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#contract/audit.ts';
import type { Settings } from '#contract/companies.ts';
import type { Problem } from '#contract/errors.ts';
import type { MetadataField } from '#contract/metadata.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { auditPartition } from '#shared/audit/entities.ts';
import { keepUser } from '#shared/companies/keep-user.ts';
import { ProvisionInputSchema, provisionCompany } from '#shared/companies/provision-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { accountRoutes } from '../../functions/api/accounts/bindings.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { exportRoutes } from '../../functions/api/exports/bindings.ts';
import { templateRoutes } from '../../functions/api/templates/bindings.ts';
import { standardUsers } from '../support/access.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const log: Log = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const start = Date.parse('2026-11-23T15:00:00Z');
let now = start;
const clock = { now: () => now };
const inboundDomain = 'in.contacta.example';

let engine: TestTable;
let api: ReturnType<typeof callApi>;
beforeAll(async () => {
  engine = await startTable();
  const { table } = engine;
  const cursors = createCursors('k');
  const directory = {
    create: () => Promise.reject(new Error('not asked')),
    update: () => Promise.reject(new Error('not asked')),
    find: () => Promise.reject(new Error('not asked')),
    list: () => Promise.reject(new Error('not asked')),
  };
  api = callApi([
    ...companyRoutes({ table, clock, cursors, ...standardUsers(table, clock) }),
    ...accountRoutes({
      table,
      clock,
      askProvider: async () => ({ kind: 'unusable', reason: 'NOT_VERIFIED' }),
    }),
    ...templateRoutes({ table, clock, cursors, directory, log }),
    ...exportRoutes({ table, clock, jobs: { enqueue: async () => {} } }),
  ]);
}, 60_000);
afterAll(() => engine?.stop());

let made = 0;
const newTenant = async (): Promise<string> => {
  made += 1;
  const tenant = `audited-${made}`;
  const input = ProvisionInputSchema.parse({
    tenantId: tenant,
    name: 'Cobranzas',
    senders: {
      email: { fromAddress: `cobranza@${tenant}.example`, fromName: 'Cobranzas', tenantName: tenant },
      sms: null,
      whatsapp: null,
    },
  });
  await provisionCompany({ companies: new CompanyStore(engine.table), clock, inboundDomain }, input);
  return tenant;
};
const as = (tenant: string, role: Role = 'admin', userId = 'ana') => ({ tenant, userId, roles: [role] });
const auditOf = async (tenant: string, query = ''): Promise<readonly AuditEntry[]> => {
  const { status, body } = await api<{ items: AuditEntry[] }>({ call: `GET /v1/audit${query}`, caller: as(tenant) });
  expect(status).toBe(200);
  return body.items;
};
const settingsOf = async (tenant: string): Promise<Settings> =>
  (await api<Settings>({ call: 'GET /v1/settings', caller: as(tenant) })).body;
const putSettings = async (tenant: string, change: object, userId = 'ana') => {
  now += 1_000;
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = await settingsOf(tenant);
  const caller = as(tenant, 'admin', userId);
  const answer = await api<Settings & Problem>({ call: 'PUT /v1/settings', body: { ...input, ...change }, caller });
  expect(answer.status).toBe(200);
};

describe('the audit trail (B7)', () => {
  it('tells who changed a setting, when, and what it was before', async () => {
    const tenant = await newTenant();
    now += 60_000;
    const { channels } = await settingsOf(tenant);
    await putSettings(tenant, { channels: { ...channels, sms: { ...channels.sms, enabled: false } } });
    const [entry] = await auditOf(tenant);
    expect(entry).toEqual({
      entryId: expect.any(String),
      at: new Date(now).toISOString(),
      kind: 'settings',
      action: 'changed',
      subjectId: null,
      subjectName: null,
      actor: 'user',
      userId: 'ana',
      changes: [{ field: 'channels.sms.enabled', before: true, after: false }],
      omitted: 0,
    });
  });

  it('names segments, results and payments by their place, and a change of nothing leaves no entry', async () => {
    const tenant = await newTenant();
    const { results, segments } = await settingsOf(tenant);
    const before = (await auditOf(tenant)).length;
    await putSettings(tenant, {});
    expect(await auditOf(tenant)).toHaveLength(before);
    const [first, ...others] = results;
    if (first === undefined) throw new Error('no results');
    await putSettings(tenant, {
      results: [{ ...first, label: { es: 'Nuevo', en: 'New' } }, ...others],
      segments: segments.map((rule) => (rule.name === 'Vigente' ? { ...rule, name: 'Al día' } : rule)),
      payments: { enabled: true, linkPattern: 'https://pagos.example/{documentNumber}' },
    });
    const fields = (await auditOf(tenant))[0]?.changes.map(({ field }) => field);
    expect(fields).toEqual(
      expect.arrayContaining([
        `results.${first.code}.label.es`,
        'segments.Al día.toDays',
        'payments.enabled',
        'payments.linkPattern',
      ]),
    );
  });

  it('is kept of fields, accounts, templates, shared views, standing reports and users, each under its kind', async () => {
    const tenant = await newTenant();
    const caller = as(tenant);
    const call = async <Body>(target: string, body?: unknown) => {
      now += 1_000;
      const answer = await api<Body>({ call: target, caller, ...(body === undefined ? {} : { body }) });
      expect(answer.status, target).toBeLessThan(300);
      return answer.body;
    };
    const { items: accounts } = await call<{ items: { accountId: string }[] }>('GET /v1/accounts');
    const accountId = accounts[0]?.accountId;
    const { fields } = await call<{ fields: MetadataField[] }>('GET /v1/metadata-fields');
    await call('PUT /v1/metadata-fields', {
      fields: fields.map(({ builtIn: _builtIn, ...field }) =>
        field.key === 'rut' ? { ...field, archived: true } : field,
      ),
    });
    await call(`PATCH /v1/accounts/${accountId}`, { displayName: 'Cobranza Norte' });
    await call(`POST /v1/accounts/${accountId}/disconnect`);
    const { templateId } = await call<{ templateId: string }>('POST /v1/templates', {
      channel: 'sms',
      name: 'aviso',
      body: 'Hola {{nombre}}',
    });
    await call(`PATCH /v1/templates/${templateId}`, { body: 'Buenas {{nombre}}' });
    const { viewId } = await call<{ viewId: string }>('POST /v1/views/customers', { name: 'Mora', filters: {} });
    await call(`PUT /v1/views/customers/${viewId}`, { name: 'Mora alta', filters: {} });
    await call(`DELETE /v1/views/customers/${viewId}`);
    const { reportId } = await call<{ reportId: string }>('POST /v1/standing-reports', { name: 'Diario' });
    await call(`PUT /v1/standing-reports/${reportId}`, { name: 'Diario', days: 7 });
    await call(`DELETE /v1/standing-reports/${reportId}`);
    const camila = { tenant, userId: 'camila', name: 'Camila', email: 'camila@x.example', roles: ['advisor' as const] };
    const companies = new CompanyStore(engine.table);
    await keepUser({ companies, clock }, camila, signedBySystem);
    await keepUser({ companies, clock }, { ...camila, roles: ['supervisor'] }, signedBySystem);

    const told = (await auditOf(tenant))
      .toReversed()
      .map(({ kind, action, actor, subjectId }) => [kind, action, actor, subjectId]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['settings', 'created', 'operator', null],
        ['account', 'created', 'operator', accountId],
        ['metadataFields', 'changed', 'user', null],
        ['account', 'changed', 'user', accountId],
        ['template', 'created', 'user', templateId],
        ['template', 'changed', 'user', templateId],
        ['sharedView', 'created', 'user', viewId],
        ['sharedView', 'changed', 'user', viewId],
        ['sharedView', 'deleted', 'user', viewId],
        ['standingReport', 'created', 'user', reportId],
        ['standingReport', 'changed', 'user', reportId],
        ['standingReport', 'deleted', 'user', reportId],
        ['user', 'created', 'system', 'camila'],
        ['user', 'changed', 'system', 'camila'],
      ]),
    );
    const byKind = await auditOf(tenant, '?kind=template');
    expect(byKind[0]).toMatchObject({
      subjectName: 'aviso',
      changes: [{ field: 'body', before: 'Hola {{nombre}}', after: 'Buenas {{nombre}}' }],
    });
    // No more of a person than roles and state: who it is stands in the directory.
    expect(JSON.stringify(await auditOf(tenant, '?kind=user'))).not.toMatch(/camila@x|"Camila"/);
  });

  it('is written with the change or not at all', async () => {
    const tenant = await newTenant();
    const before = await settingsOf(tenant);
    const entries = await auditOf(tenant);
    const failing = engine.through({
      send: (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
        const writesAudit = JSON.stringify(command.input).includes(auditPartition(tenant));
        if (command.constructor.name === 'TransactWriteCommand' && writesAudit)
          return Promise.reject(new Error('away'));
        return engine.client.send(command as Parameters<typeof engine.client.send>[0]);
      },
    });
    const broken = callApi(
      companyRoutes({ table: failing, clock, cursors: createCursors('k'), ...standardUsers(failing, clock) }),
      log,
    );
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = before;
    const answer = await broken({ call: 'PUT /v1/settings', body: { ...input, name: 'Otra' }, caller: as(tenant) });
    expect(answer.status).toBe(500);
    expect(await settingsOf(tenant)).toEqual(before);
    expect(await auditOf(tenant)).toEqual(entries);
  });

  it('is filtered by kind, user and local dates, and paged newest first without gap or repeat', async () => {
    const tenant = await newTenant();
    for (let day = 1; day <= 30; day += 1) {
      now = start + day * 86_400_000;
      await putSettings(tenant, { name: `Nombre ${day}` }, day % 3 === 0 ? 'benito' : 'ana');
    }
    const pages: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const query = `?user=benito&limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const { body } = await api<{ items: AuditEntry[]; nextCursor?: string }>({
        call: `GET /v1/audit${query}`,
        caller: as(tenant),
      });
      pages.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(pages.map(({ changes }) => changes[0]?.after)).toEqual(
      [30, 27, 24, 21, 18, 15, 12, 9, 6, 3].map((day) => `Nombre ${day}`),
    );
    const local = await auditOf(tenant, '?from=2026-11-25&to=2026-11-26');
    expect(local.map(({ at }) => at)).toEqual(['2026-11-26T15:00:01.000Z', '2026-11-25T15:00:01.000Z']);
    expect(await auditOf(tenant, '?kind=user')).toEqual([]);
    expect(await auditOf(tenant, '?to=1900-01-01')).toEqual([]);
  });

  it.each([
    ['?kind=customer', 'FILTER_INVALID'],
    ['?from=2026-11-30&to=2026-11-01', 'RANGE_INVALID'],
    ['?from=2026-02-30', 'DATE_INVALID'],
    ['?cursor=abc', 'CURSOR_INVALID'],
  ])('refuses %s', async (query, code) => {
    const tenant = await newTenant();
    const answer = await api<Problem>({ call: `GET /v1/audit${query}`, caller: as(tenant) });
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it("is a CSV file under the same filters: one safe row for each value that changed, in the company's words", async () => {
    const tenant = await newTenant();
    await putSettings(tenant, { name: '=HYPERLINK("x"),y', blockManualWhenPaused: true });
    await putSettings(tenant, { name: 'Cobranzas' }, 'benito');
    const { status, body } = await api<string>({ call: 'GET /v1/audit/file?user=ana', caller: as(tenant) });
    expect(status).toBe(200);
    const [header, ...rows] = body
      .replace('\ufeff', '')
      .split('\r\n')
      .filter((line) => line !== '');
    expect(header).toBe('Fecha,Quién,Id del usuario,Qué,Acción,Nombre,Id,Campo,Antes,Después');
    const fields = rows.map((row) => row.slice(row.indexOf('Configuración')));
    expect(fields.toSorted()).toEqual([
      'Configuración,Cambio,,,blockManualWhenPaused,false,true',
      'Configuración,Cambio,,,name,Cobranzas,"\'=HYPERLINK(""x""),y"',
    ]);
    expect(rows.every((row) => row.includes(',ana,ana,'))).toBe(true);
    const refused = await api({ call: 'GET /v1/audit/file', caller: as(tenant, 'supervisor') });
    expect(refused.status).toBe(403);
  });

  it("is for administrators, and never another company's", async () => {
    const [mine, other] = [await newTenant(), await newTenant()];
    await putSettings(other, { name: 'Ajena' });
    expect(JSON.stringify(await auditOf(mine))).not.toContain('Ajena');
    const answer = await api<Problem>({ call: 'GET /v1/audit', caller: as(mine, 'supervisor') });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const { body } = await api<{ nextCursor?: string }>({ call: 'GET /v1/audit?limit=1', caller: as(other) });
    const foreign = await api<Problem>({ call: `GET /v1/audit?limit=1&cursor=${body.nextCursor}`, caller: as(mine) });
    expect(foreign).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } });
  });
});
