/** Templates through their routes on the real engine: C12, E23, F14, I1, I17, §5.6 #8, #21–25, #51, #74, #76, #79. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Problem } from '#contract/errors.ts';
import type { TemplateSchema } from '#contract/templates.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { templateRoutes } from '../../functions/api/templates/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { countingLog } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { bookDirectory, createTemplateBook } from '../support/template-doubles.ts';

type Template = z.infer<typeof TemplateSchema>;
interface Page {
  readonly items: Template[];
  readonly nextCursor?: string;
}

let now = Date.UTC(2026, 10, 20, 12);
let engine: TestTable;
let api: ReturnType<typeof callApi>;
beforeAll(async () => {
  engine = await startTable();
  const clock = {
    now: () => {
      now += 1;
      return now;
    },
  };
  const directory = bookDirectory(createTemplateBook(clock.now));
  api = callApi(
    templateRoutes({ table: engine.table, clock, cursors: createCursors('key'), directory, log: countingLog() }),
  );
}, 60_000);
afterAll(() => engine?.stop());

/** A company that records Meta's answers by hand. */
const addCompany = async (tenant: string): Promise<void> => {
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  await engine.table.put(Company, newCompany({ tenant, name: tenant, ...place, senders }, now), 'any');
};

const as = (tenant: string, role: Role = 'supervisor') => ({ tenant, roles: [role] });
const create = (tenant: string, input: object, key?: string) =>
  api<Template & Problem>({
    call: 'POST /v1/templates',
    caller: as(tenant),
    body: { channel: 'email', name: 'Aviso', subject: 'Aviso de {{companyName}}', body: 'Debes {{amount}}', ...input },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
const patch = (tenant: string, id: string, body: object, version?: number) =>
  api<Template & Problem>({
    call: `PATCH /v1/templates/${id}`,
    caller: as(tenant),
    body,
    headers: version === undefined ? {} : { 'if-match': String(version) },
  });
const list = (tenant: string, query = '') =>
  api<Page & Problem>({ call: `GET /v1/templates${query}`, caller: as(tenant, 'viewer') });

describe('templates (C12, E23)', () => {
  it('are created by supervisors and read by everybody of the company', async () => {
    const { status, body } = await create('first', {});
    expect([status, body.state, body.variables, body.version]).toEqual([201, 'approved', ['amount'], 1]);
    const read = await api({ call: `GET /v1/templates/${body.templateId}`, caller: as('first', 'viewer') });
    expect(read).toEqual({ status: 200, body });
    const refused = await api<Problem>({
      call: 'POST /v1/templates',
      caller: as('first', 'advisor'),
      body: { channel: 'sms', name: 'x', body: 'y' },
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('of another company and missing ones answer the same (I1, §5.6 #74)', async () => {
    const { body } = await create('first', {});
    const answers = [];
    for (const id of [body.templateId, 'missing']) {
      answers.push(await api({ call: `GET /v1/templates/${id}`, caller: as('second') }), await patch('second', id, {}));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'TEMPLATE_NOT_FOUND' } });
  });

  it('change under the version that was read (§5.6 #79)', async () => {
    const { templateId } = (await create('first', {})).body;
    expect((await patch('first', templateId, { body: 'Hola {{name}}' }, 1)).body).toMatchObject({
      version: 2,
      variables: ['name'],
    });
    expect((await patch('first', templateId, { name: 'Otro' }, 1)).body.code).toBe('VERSION_CONFLICT');
    expect((await patch('first', templateId, { version: 7 })).body.code).toBe('FIELD_NOT_WRITABLE');
  });

  it('of WhatsApp carry the state that a supervisor records, and are archived', async () => {
    await addCompany('first');
    const whatsApp = { channel: 'whatsapp', subject: undefined, name: 'aviso_deuda' };
    const { body } = await create('first', whatsApp);
    expect(body.state).toBe('draft');
    await patch('first', body.templateId, { state: 'pending' });
    const rejected = await patch('first', body.templateId, { state: 'rejected', stateReason: 'Promocional' });
    expect(rejected.body).toMatchObject({ state: 'rejected', stateReason: 'Promocional' });
    expect((await patch('first', body.templateId, { state: 'archived' })).body.state).toBe('archived');
    expect((await patch('first', body.templateId, { state: 'approved' })).body.code).toBe('TEMPLATE_INVALID');
  });

  it.each([
    ['logic', { body: '{{#a}}x{{/a}}' }, 'TEMPLATE_INVALID'],
    ['a script link', { body: '<a href="javascript:x">' }, 'URL_SCHEME'],
    ['a text too long', { body: 'x'.repeat(20_001) }, 'TEXT_TOO_LONG'],
    ['a line break in the subject (§5.6 #55)', { subject: 'a\r\nBcc: b' }, 'INVALID_CHARACTER'],
    ['a channel that is not known', { channel: 'fax' }, 'CHANNEL_UNKNOWN'],
  ])('are refused with %s', async (_what, input, code) => {
    const { status, body } = await create('first', input);
    expect([status, body.code]).toEqual([400, code]);
  });
});

describe('a repeated creation (F14, §5.6 #21–25)', () => {
  it('makes one template, whatever became of it since', async () => {
    const first = await create('keys', {}, 'key-1');
    await patch('keys', first.body.templateId, { name: 'Otro' });
    const again = await create('keys', {}, 'key-1');
    expect([again.status, again.body.templateId, again.body.name]).toEqual([201, first.body.templateId, 'Otro']);
    expect((await list('keys')).body.items).toHaveLength(1);
  });

  it('is refused with another body, and free for another company', async () => {
    const first = await create('keys', { name: 'a' }, 'key-2');
    const other = await create('keys', { name: 'b' }, 'key-2');
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const foreign = await create('other', { name: 'b' }, 'key-2');
    expect(foreign.status).toBe(201);
    expect(foreign.body.templateId).not.toBe(first.body.templateId);
  });

  it('leaves the key free when the request was refused', async () => {
    expect((await create('keys', { body: '{{' }, 'key-3')).status).toBe(400);
    expect((await create('keys', {}, 'key-3')).status).toBe(201);
  });
});

describe('the list of templates', () => {
  it('pages through all, newest first, whatever the filters (I17)', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      const input = i % 2 === 0 ? { channel: 'sms', subject: undefined } : {};
      ids.unshift((await create('pages', input)).body.templateId);
    }
    const walk = async (query: string) => {
      const found: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await list('pages', `?limit=2${query}${cursor}`);
        expect(body.items.length).toBeLessThanOrEqual(2);
        found.push(...body.items.map(({ templateId }) => templateId));
        if (body.nextCursor === undefined) return found;
        cursor = `&cursor=${body.nextCursor}`;
      }
    };
    expect(await walk('')).toEqual(ids);
    expect(await walk('&channel=sms')).toEqual(ids.filter((_id, position) => position % 2 === 0));
    expect(await walk('&state=draft')).toEqual([]);
  });

  it('takes no cursor of another company or of other filters (I17)', async () => {
    const { nextCursor } = (await list('pages', '?limit=2')).body;
    for (const [tenant, query] of [
      ['second', '?limit=2'],
      ['pages', '?channel=sms&limit=2'],
    ] as const) {
      const { status, body } = await list(tenant, `${query}&cursor=${nextCursor}`);
      expect([status, body.code]).toEqual([400, 'CURSOR_INVALID']);
    }
  });

  it.each([
    ['?limit=101', 'LIMIT_INVALID'],
    ['?limit=abc', 'LIMIT_INVALID'],
    ['?chanel=sms', 'FILTER_INVALID'],
    ['?state=gone', 'FILTER_INVALID'],
  ])('refuses %s (§5.6 #76, #77)', async (query, code) => {
    const { status, body } = await list('pages', query);
    expect([status, body.code]).toEqual([400, code]);
  });
});
