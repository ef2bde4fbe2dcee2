/**
 * Submitting WhatsApp templates to Meta, lost answers, its news, and what a refused message does, on the real engine and
 * against the runner's own double of Meta (E23).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doubtTemplate } from '#shared/messaging/templates/doubt-template.ts';
import { lookAtTemplate } from '#shared/messaging/templates/look-at-template.ts';
import { createFindTemplateStop } from '#shared/messaging/templates/template-stop.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { sdkError } from '../support/faults.ts';
import { nameOf, type TemplateAnswer, TemplateWorld } from '../support/template-world.ts';

let engine: TestTable;
let world: TemplateWorld;

beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(async () => {
  world = await TemplateWorld.create(engine.table);
});

describe('submitting (E23)', () => {
  it('a pending template is submitted at once, under a name that ends in its id, and its review is taken over', async () => {
    const template = await world.create('Hola {{customerFirstName}}, debes {{amount}} pesos.');
    expect(template).toMatchObject({ state: 'pending', providerName: `aviso_de_cuota_${template.templateId}` });
    expect(world.calls).toEqual(['CreateTemplate']);
    world.later();
    expect((await world.synchronise()).body).toEqual({ templates: 1, changed: 1, left: 0 });
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved', stateReason: null, version: 1 });
    expect((await world.synchronise()).body).toEqual({ templates: 1, changed: 0, left: 0 });
  });

  it('a draft is not, until somebody submits it', async () => {
    const { templateId } = await world.create('Hola.', { state: 'draft' });
    expect((await world.synchronise()).body.templates).toBe(0);
    expect(world.calls).toEqual([]);
    expect((await world.patch(templateId, { state: 'pending' })).body.state).toBe('pending');
    expect(world.calls).toEqual(['CreateTemplate']);
  });

  it('what only Meta may say is refused: approved, rejected, a reason', async () => {
    const body = { channel: 'whatsapp', name: 'x', body: 'Hola', state: 'approved' };
    const refused = await world.call('POST /v1/templates', body);
    expect([refused.status, refused.body.code]).toEqual([400, 'FIELD_NOT_WRITABLE']);
    const { templateId } = await world.create('Hola.');
    expect((await world.patch(templateId, { state: 'approved' })).body.code).toBe('TEMPLATE_INVALID');
    expect((await world.patch(templateId, { stateReason: 'x' })).body.code).toBe('FIELD_NOT_WRITABLE');
  });

  it('a text that Meta does not take at all is rejected at once, in its words, and not asked for again', async () => {
    const template = await world.create('{{customerFirstName}}, hola.');
    expect(template).toMatchObject({ state: 'rejected', stateReason: expect.stringContaining('start or end') });
    world.calls = [];
    await world.synchronise();
    expect(world.calls).toEqual(['ListTemplates']);
    const changed = await world.patch(template.templateId, { body: 'Hola {{customerFirstName}}, paga hoy.' });
    expect(changed.body).toMatchObject({ state: 'pending', stateReason: null });
    world.later();
    await world.synchronise();
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it("a repeat of the request makes one template, also where the first one's submission never came about", async () => {
    const body = { channel: 'whatsapp', name: 'Aviso', body: 'Hola.', state: 'pending' };
    const headers = { 'idempotency-key': 'once' };
    world.fault = () => {
      throw sdkError('TimeoutError');
    };
    const first = await world.call<TemplateAnswer>('POST /v1/templates', body, headers);
    expect([first.status, first.body.state]).toEqual([201, 'pending']);
    world.fault = () => {};
    world.later(61_000);
    const again = await world.call<TemplateAnswer>('POST /v1/templates', body, headers);
    expect(again.body.templateId).toBe(first.body.templateId);
    world.later();
    await world.synchronise();
    expect(await world.read(first.body.templateId)).toMatchObject({ state: 'approved' });
  });
});

describe('the answer to a submission is lost (E23)', () => {
  it('Meta took it: it is found by its name, and not made twice', async () => {
    const whole = world.behind;
    world.fault = (operation) => {
      if (operation !== 'CreateWhatsAppMessageTemplateCommand') return;
      world.fault = () => {};
      throw sdkError('TimeoutError');
    };
    const template = await world.create('Hola {{customerFirstName}}, paga hoy.');
    await whole.create(world.account, nameOf(template), {
      language: 'es',
      body: 'Hola {{customerFirstName}}, paga hoy.',
    });
    world.calls = [];
    world.later(61_000);
    await world.synchronise();
    expect(world.calls).toEqual(['ListTemplates', 'GetTemplate']);
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it('Meta did not: it is made by the next run, which an operator hears of where that fails too', async () => {
    world.fault = (operation) => {
      if (operation.startsWith('Create')) throw sdkError('ThrottledRequestException');
    };
    const template = await world.create('Hola.');
    world.later(61_000);
    const run = world.run();
    expect((await run(() => 60_000)).failed).toBeGreaterThanOrEqual(1);
    expect(world.log.counted).toContain('TemplatesNotSynchronised');
    world.fault = () => {};
    world.later(61_000);
    await run(() => 60_000);
    world.later();
    await run(() => 60_000);
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved' });
  });

  it('Meta has it already when it is asked again: still one, and the next look finds it', async () => {
    const template = await world.create('Hola.', { state: 'draft' });
    await world.behind.create(world.account, nameOf(template), { language: 'es', body: 'Hola.' });
    expect((await world.patch(template.templateId, { state: 'pending' })).body.state).toBe('pending');
    world.later(61_000);
    await world.synchronise();
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved' });
  });
});

describe("Meta's news of a template (E23)", () => {
  const hear = (name: string, reason: string | null = null) =>
    lookAtTemplate(
      {
        templates: new TemplateStore(engine.table),
        directory: world.directory,
        findAccount: async () => world.account,
        clock: world.clock,
      },
      { name, reason },
    );

  it('are a bell: how it stands is asked of Meta, so made-up, old and repeated news change nothing', async () => {
    const template = await world.create('Hola, una promoción.');
    expect(await hear(nameOf(template), 'SCAM')).toBe(true);
    expect((await world.read(template.templateId)).state).toBe('pending');
    world.book.decide(nameOf(template), 'APPROVED', null);
    await hear(nameOf(template));
    await hear(nameOf(template));
    expect(await world.read(template.templateId)).toMatchObject({ state: 'approved', stateReason: null });
    expect(await hear('nobody_s')).toBe(false);
  });

  it('bring the reason where Meta does not repeat it, and ask Meta for nothing', async () => {
    const template = await world.create('Hola, una promoción.');
    world.book.decide(nameOf(template), 'REJECTED', null);
    world.calls = [];
    await hear(nameOf(template), 'Mueve la variable.');
    expect(await world.read(template.templateId)).toMatchObject({
      state: 'rejected',
      stateReason: 'Mueve la variable.',
    });
    expect(world.calls).toEqual(['GetTemplate']);
  });
});

describe('Meta refuses a message for its template (E23)', () => {
  const doubt = (templateId: string, code: string, at: number) =>
    doubtTemplate(
      { templates: new TemplateStore(engine.table), clock: world.clock },
      { tenant: world.tenant, templateId, code, at },
    );

  it.each([
    ['132001', 'paused'],
    ['132015', 'paused'],
    ['132016', 'disabled'],
  ])(
    '%s: %s until Meta says how it stands; a failure from before its last word changes nothing',
    async (code, state) => {
      const { templateId } = await world.create('Hola.');
      world.later();
      await world.synchronise();
      await doubt(templateId, code, world.now - 1);
      expect((await world.read(templateId)).state).toBe('approved');
      await doubt(templateId, '131026', world.now + 1);
      expect((await world.read(templateId)).state).toBe('approved');
      await doubt(templateId, code, world.now + 1);
      expect(await world.read(templateId)).toMatchObject({ state, stateReason: code });
      await world.synchronise();
      expect(await world.read(templateId)).toMatchObject({ state: 'approved', stateReason: null });
    },
  );

  it('one that people record by hand stays as they say', async () => {
    await world.connect(undefined);
    const { templateId } = await world.create('Hola.', { state: 'approved' });
    await doubt(templateId, '132001', world.now + 1);
    expect((await world.read(templateId)).state).toBe('approved');
  });
});

describe('a message that was accepted with a template (E23, F11)', () => {
  it.each([
    ['PAUSED', 'paused'],
    ['DISABLED', 'disabled'],
    ['APPROVED', undefined],
  ] as const)('is stopped or not while Meta says %s', async (status, stop) => {
    const template = await world.approved();
    world.book.decide(nameOf(template), status, null);
    await world.synchronise();
    const find = createFindTemplateStop({ templates: new TemplateStore(engine.table), clock: world.clock });
    const used = { templateId: template.templateId, name: template.name };
    const message = { tenant: world.tenant, template: { ...used, providerName: nameOf(template) } };
    expect(await find(message)).toBe(stop);
    // Recorded by hand, or none at all: nobody here knows how it stands.
    expect(await find({ ...message, template: used })).toBeUndefined();
    expect(await find({ ...message, template: null })).toBeUndefined();
    world.book.decide(nameOf(template), 'PAUSED', null);
    await world.synchronise();
    expect(await find(message)).toBe(stop);
    world.later(5_000);
    expect(await find(message)).toBe('paused');
  });

  it('goes out with one that was archived or taken back to a draft: Meta has its text as it was', async () => {
    const template = await world.approved();
    for (const state of ['draft', 'archived']) {
      await world.patch(template.templateId, { state });
      const find = createFindTemplateStop({ templates: new TemplateStore(engine.table), clock: world.clock });
      const used = { templateId: template.templateId, name: template.name, providerName: nameOf(template) };
      expect(await find({ tenant: world.tenant, template: used })).toBeUndefined();
    }
  });
});
