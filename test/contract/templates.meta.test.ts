/**
 * WhatsApp templates and Meta, on the real engine and against the runner's own double of Meta (E23): submission, review,
 * synchronisation by hand and by the hour, Meta's news, and what a refused message does.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Problem } from '#contract/errors.ts';
import type { TemplateSchema } from '#contract/templates.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry } from '#shared/companies/entities.ts';
import { doubtTemplate } from '#shared/messaging/templates/doubt-template.ts';
import { lookAtTemplate } from '#shared/messaging/templates/look-at-template.ts';
import { settleMs } from '#shared/messaging/templates/meta-template.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import { templateRoutes } from '../../functions/api/templates/routes.ts';
import { createTemplateSync } from '../../functions/schedules/template-sync/run.ts';
import type { TemplateBook } from '../../local/providers/whatsapp-templates.ts';
import { callApi } from '../support/call-api.ts';
import { countingLog } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { sdkError } from '../support/faults.ts';
import { bookDirectory, createTemplateBook } from '../support/template-doubles.ts';

type Template = z.infer<typeof TemplateSchema>;

let now = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => now };
let engine: TestTable;
let count = 0;
let tenant = '';
let book: TemplateBook;
let api: ReturnType<typeof callApi>;
let log: ReturnType<typeof countingLog>;
let calls: string[] = [];
/** Strikes a call to Meta, by the name of its command. */
let fault: (operation: string) => void = () => {};

const directory = () =>
  bookDirectory(book, (operation) => {
    calls.push(operation.replace('WhatsAppMessage', '').replace('Command', ''));
    fault(operation);
  });
const account = () => `waba-${tenant.replace('-', '')}`;

const addCompany = async (businessAccountId: string | undefined): Promise<void> => {
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const whatsapp = { phoneNumberId: `phone-${tenant}`, displayNumber: '+56900000011' };
  const connected = businessAccountId === undefined ? whatsapp : { ...whatsapp, businessAccountId };
  const senders = { email: null, sms: null, whatsapp: connected };
  await engine.table.put(TenantEntry, { tenant, createdAt: now }, 'any');
  await engine.table.put(Company, newCompany({ tenant, name: tenant, ...place, senders }, now), 'any');
};

beforeAll(async () => {
  engine = await startTable();
  book = createTemplateBook(clock.now);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(async () => {
  count += 1;
  tenant = `meta-${count}`;
  fault = () => {};
  log = countingLog();
  await addCompany(account());
  api = callApi(
    templateRoutes({ table: engine.table, clock, cursors: createCursors('key'), directory: directory(), log }),
  );
  calls = [];
});

const caller = () => ({ tenant, roles: ['supervisor'] as const });
const create = async (body: string, more: object = {}): Promise<Template> => {
  const template = { channel: 'whatsapp', name: 'Aviso de cuota', body, state: 'pending', ...more };
  const answer = await api<Template & Problem>({ call: 'POST /v1/templates', caller: caller(), body: template });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const patch = (id: string, body: object) =>
  api<Template & Problem>({ call: `PATCH /v1/templates/${id}`, caller: caller(), body });
const read = async (id: string): Promise<Template> =>
  (await api<Template>({ call: `GET /v1/templates/${id}`, caller: caller() })).body;
const synchronise = () =>
  api<{ templates: number; changed: number; left: number } & Problem>({
    call: 'POST /v1/templates/synchronise',
    caller: caller(),
  });
const nameOf = ({ providerName }: Template): string => providerName ?? '';
/** Meta has had the time to review, and to show it. */
const later = (ms = settleMs): void => {
  now += ms;
};

describe('submitting (E23)', () => {
  it('a pending template is submitted at once, under a name that ends in its id, and its review is taken over', async () => {
    const template = await create('Hola {{customerFirstName}}, debes {{amount}} pesos.');
    expect(template).toMatchObject({ state: 'pending', providerName: `aviso_de_cuota_${template.templateId}` });
    expect(calls).toEqual(['CreateTemplate']);
    later();
    expect((await synchronise()).body).toEqual({ templates: 1, changed: 1, left: 0 });
    expect(await read(template.templateId)).toMatchObject({ state: 'approved', stateReason: null, version: 1 });
    expect((await synchronise()).body).toEqual({ templates: 1, changed: 0, left: 0 });
  });

  it('a draft is not, until somebody submits it', async () => {
    const { templateId } = await create('Hola.', { state: 'draft' });
    expect((await synchronise()).body.templates).toBe(0);
    expect(calls).toEqual([]);
    expect((await patch(templateId, { state: 'pending' })).body.state).toBe('pending');
    expect(calls).toEqual(['CreateTemplate']);
  });

  it('what only Meta may say is refused: approved, rejected, a reason', async () => {
    const body = { channel: 'whatsapp', name: 'x', body: 'Hola', state: 'approved' };
    const refused = await api<Problem>({ call: 'POST /v1/templates', caller: caller(), body });
    expect([refused.status, refused.body.code]).toEqual([400, 'FIELD_NOT_WRITABLE']);
    const { templateId } = await create('Hola.');
    expect((await patch(templateId, { state: 'approved' })).body.code).toBe('TEMPLATE_INVALID');
    expect((await patch(templateId, { stateReason: 'x' })).body.code).toBe('FIELD_NOT_WRITABLE');
  });

  it('a text that Meta does not take at all is rejected at once, in its words, and not asked for again', async () => {
    const template = await create('{{customerFirstName}}, hola.');
    expect(template).toMatchObject({ state: 'rejected', stateReason: expect.stringContaining('start or end') });
    calls = [];
    await synchronise();
    expect(calls).toEqual(['ListTemplates']);
    const changed = await patch(template.templateId, { body: 'Hola {{customerFirstName}}, paga hoy.' });
    expect(changed.body).toMatchObject({ state: 'pending', stateReason: null });
    later();
    await synchronise();
    expect(await read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it("a repeat of the request makes one template, also where the first one's submission never came about", async () => {
    const body = { channel: 'whatsapp', name: 'Aviso', body: 'Hola.', state: 'pending' };
    const headers = { 'idempotency-key': 'once' };
    fault = () => {
      throw sdkError('TimeoutError');
    };
    const first = await api<Template>({ call: 'POST /v1/templates', caller: caller(), body, headers });
    expect([first.status, first.body.state]).toEqual([201, 'pending']);
    fault = () => {};
    later(61_000);
    const again = await api<Template>({ call: 'POST /v1/templates', caller: caller(), body, headers });
    expect(again.body.templateId).toBe(first.body.templateId);
    later();
    await synchronise();
    expect(await read(first.body.templateId)).toMatchObject({ state: 'approved' });
  });
});

describe('the answer to a submission is lost (E23)', () => {
  it('Meta took it: it is found by its name, and not made twice', async () => {
    const whole = bookDirectory(book);
    fault = (operation) => {
      if (operation !== 'CreateWhatsAppMessageTemplateCommand') return;
      fault = () => {};
      throw sdkError('TimeoutError');
    };
    const template = await create('Hola {{customerFirstName}}, paga hoy.');
    await whole.create(account(), nameOf(template), { language: 'es', body: 'Hola {{customerFirstName}}, paga hoy.' });
    calls = [];
    later(61_000);
    await synchronise();
    expect(calls).toEqual(['ListTemplates', 'GetTemplate']);
    expect(await read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it('Meta did not: it is made by the next run, which an operator hears of where that fails too', async () => {
    fault = (operation) => {
      if (operation.startsWith('Create')) throw sdkError('ThrottledRequestException');
    };
    const template = await create('Hola.');
    later(61_000);
    const run = createTemplateSync({ table: engine.table, directory: directory(), clock, log });
    expect((await run(() => 60_000)).failed).toBeGreaterThanOrEqual(1);
    expect(log.counted).toContain('TemplatesNotSynchronised');
    fault = () => {};
    later(61_000);
    await run(() => 60_000);
    later();
    await run(() => 60_000);
    expect(await read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it('Meta has it already when it is asked again: still one, and the next look finds it', async () => {
    const template = await create('Hola.', { state: 'draft' });
    await bookDirectory(book).create(account(), nameOf(template), { language: 'es', body: 'Hola.' });
    expect((await patch(template.templateId, { state: 'pending' })).body.state).toBe('pending');
    later(61_000);
    await synchronise();
    expect(await read(template.templateId)).toMatchObject({ state: 'approved' });
  });
});

describe('synchronising (E23)', () => {
  it("takes over Meta's rejection with its reason; another text is a new submission", async () => {
    const { templateId } = await create('Hola, tu regalo gratis.');
    later();
    await synchronise();
    expect(await read(templateId)).toMatchObject({ state: 'rejected', stateReason: 'PROMOTIONAL' });
    const changed = await patch(templateId, { body: 'Hola, tu cuota vence.' });
    expect(changed.body).toMatchObject({ state: 'pending', stateReason: null });
    later();
    await synchronise();
    expect(await read(templateId)).toMatchObject({ state: 'approved', stateReason: null });
  });

  it('a text that is changed while Meta looks at the last one waits, and is never approved for the other', async () => {
    const template = await create('Hola, una promoción.');
    expect((await patch(template.templateId, { body: 'Hola, otra cosa.' })).body.state).toBe('pending');
    expect(calls.filter((call) => call !== 'GetTemplate')).toEqual(['CreateTemplate']);
    book.decide(nameOf(template), 'APPROVED', null);
    later();
    await synchronise();
    expect(calls).toContain('UpdateTemplate');
    expect((await read(template.templateId)).state).toBe('pending');
    later();
    await synchronise();
    expect((await read(template.templateId)).state).toBe('approved');
    const kept = await bookDirectory(book).find(account(), nameOf(template), 'es');
    expect(kept?.body).toBe('Hola, otra cosa.');
  });

  it.each([
    ['PAUSED', 'paused'],
    ['DISABLED', 'disabled'],
  ] as const)('%s by Meta is %s here; what ends, ends', async (status, state) => {
    const template = await create('Hola.');
    later();
    await synchronise();
    book.decide(nameOf(template), status, null);
    await synchronise();
    expect((await read(template.templateId)).state).toBe(state);
    book.decide(nameOf(template), 'APPROVED', null);
    await synchronise();
    expect((await read(template.templateId)).state).toBe('approved');
  });

  it("deleted in Meta's own console is disabled here, and says why", async () => {
    const template = await create('Hola.');
    later();
    book.drop(nameOf(template));
    await synchronise();
    expect(await read(template.templateId)).toMatchObject({ state: 'disabled', stateReason: 'DELETED' });
    expect((await patch(template.templateId, { body: 'Otro' })).body.code).toBe('TEMPLATE_INVALID');
  });

  it('an archived template stays at Meta, is left alone, and comes back without a new review', async () => {
    const template = await create('Hola.');
    later();
    await synchronise();
    await patch(template.templateId, { state: 'archived' });
    expect((await synchronise()).body.templates).toBe(0);
    expect((await patch(template.templateId, { state: 'pending' })).body.state).toBe('approved');
    expect(calls.filter((call) => /Create|Update/.test(call))).toEqual(['CreateTemplate']);
  });

  it('reads the list once, and single templates only where the list says too little', async () => {
    for (let made = 0; made < 5; made += 1) await create('Hola.');
    later();
    await synchronise();
    calls = [];
    await synchronise();
    expect(calls).toEqual(['ListTemplates']);
  });

  it('without a business account is refused, and Meta out of reach says so', async () => {
    await create('Hola.');
    fault = () => {
      throw sdkError('InternalServiceException');
    };
    const silent = await synchronise();
    expect([silent.status, silent.body.code]).toEqual([503, 'PROVIDER_UNAVAILABLE']);
    await addCompany(undefined);
    now += 6_000;
    const refused = await synchronise();
    expect([refused.status, refused.body.code]).toEqual([409, 'ACCOUNT_NOT_CONNECTED']);
  });

  it('a template recorded by hand before is found at Meta under its own name, or is a draft again', async () => {
    await addCompany(undefined);
    now += 6_000;
    const known = await create('Hola {{amount}} pesos.', { name: 'recordado', state: 'approved' });
    const unknown = await create('Hola.', { name: 'inventado', state: 'approved' });
    expect(known.providerName).toBeNull();
    await bookDirectory(book).create(account(), 'recordado', { language: 'es', body: 'Otra {{x}} cosa.' });
    await addCompany(account());
    later();
    await synchronise();
    expect(await read(known.templateId)).toMatchObject({ state: 'approved', providerName: 'recordado' });
    expect(await read(unknown.templateId)).toMatchObject({ state: 'draft', stateReason: 'NOT_AT_META' });
  });

  it('one company whose list fails does not hold up the others', async () => {
    const first = await create('Hola.');
    const firstTenant = tenant;
    tenant = `${tenant}b`;
    await addCompany('waba-broken');
    await create('Hola.');
    later();
    const broken = bookDirectory(book);
    const run = createTemplateSync({
      table: engine.table,
      directory: {
        ...broken,
        list: async (id) => {
          if (id === 'waba-broken') throw sdkError('AccessDeniedByMetaException');
          return broken.list(id);
        },
      },
      clock,
      log,
    });
    expect((await run(() => 60_000)).failed).toBeGreaterThanOrEqual(1);
    tenant = firstTenant;
    expect((await read(first.templateId)).state).toBe('approved');
  });

  it('a run whose time is over leaves the rest to the next hour, and says so', async () => {
    await create('Hola.');
    later();
    const run = createTemplateSync({ table: engine.table, directory: directory(), clock, log });
    expect((await run(() => 1_000)).failed).toBeGreaterThanOrEqual(1);
    expect(log.counted).toContain('TemplatesNotSynchronised');
  });
});

describe("Meta's news of a template (E23)", () => {
  const hear = (name: string, reason: string | null = null) =>
    lookAtTemplate(
      {
        templates: new TemplateStore(engine.table),
        directory: directory(),
        findAccount: async () => account(),
        clock,
      },
      { name, reason },
    );

  it('are a bell: how it stands is asked of Meta, so made-up, old and repeated news change nothing', async () => {
    const template = await create('Hola, una promoción.');
    expect(await hear(nameOf(template), 'SCAM')).toBe(true);
    expect((await read(template.templateId)).state).toBe('pending');
    book.decide(nameOf(template), 'APPROVED', null);
    await hear(nameOf(template));
    await hear(nameOf(template));
    expect(await read(template.templateId)).toMatchObject({ state: 'approved', stateReason: null });
    expect(await hear('nobody_s')).toBe(false);
  });

  it('bring the reason where Meta does not repeat it, and ask Meta for nothing', async () => {
    const template = await create('Hola, una promoción.');
    book.decide(nameOf(template), 'REJECTED', null);
    calls = [];
    await hear(nameOf(template), 'Mueve la variable.');
    expect(await read(template.templateId)).toMatchObject({ state: 'rejected', stateReason: 'Mueve la variable.' });
    expect(calls).toEqual(['GetTemplate']);
  });
});

describe('Meta refuses a message for its template (E23)', () => {
  const doubt = (templateId: string, code: string, at: number) =>
    doubtTemplate({ templates: new TemplateStore(engine.table), clock }, { tenant, templateId, code, at });

  it.each([
    ['132001', 'paused'],
    ['132015', 'paused'],
    ['132016', 'disabled'],
  ])(
    '%s: %s until Meta says how it stands; a failure from before its last word changes nothing',
    async (code, state) => {
      const { templateId } = await create('Hola.');
      later();
      await synchronise();
      await doubt(templateId, code, now - 1);
      expect((await read(templateId)).state).toBe('approved');
      await doubt(templateId, '131026', now + 1);
      expect((await read(templateId)).state).toBe('approved');
      await doubt(templateId, code, now + 1);
      expect(await read(templateId)).toMatchObject({ state, stateReason: code });
      await synchronise();
      expect(await read(templateId)).toMatchObject({ state: 'approved', stateReason: null });
    },
  );

  it('one that people record by hand stays as they say', async () => {
    await addCompany(undefined);
    now += 6_000;
    const { templateId } = await create('Hola.', { state: 'approved' });
    await doubt(templateId, '132001', now + 1);
    expect((await read(templateId)).state).toBe('approved');
  });
});
