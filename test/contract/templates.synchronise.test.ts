/**
 * Synchronising WhatsApp templates with Meta, by hand and by the hour, on the real engine and against the runner's own
 * double of Meta (E23).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTable, type TestTable } from '../support/engines.ts';
import { sdkError } from '../support/faults.ts';
import { nameOf, TemplateWorld } from '../support/template-world.ts';

let engine: TestTable;
let world: TemplateWorld;

beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(async () => {
  world = await TemplateWorld.create(engine.table);
});

describe('synchronising (E23)', () => {
  it("takes over Meta's rejection with its reason; another text is a new submission", async () => {
    const { templateId } = await world.create('Hola, tu regalo gratis.');
    world.later();
    await world.synchronise();
    expect(await world.read(templateId)).toMatchObject({ state: 'rejected', stateReason: 'PROMOTIONAL' });
    const changed = await world.patch(templateId, { body: 'Hola, tu cuota vence.' });
    expect(changed.body).toMatchObject({ state: 'pending', stateReason: null });
    world.later();
    await world.synchronise();
    expect(await world.read(templateId)).toMatchObject({ state: 'approved', stateReason: null });
  });

  it('a text that is changed while Meta looks at the last one waits, and is never approved for the other', async () => {
    const template = await world.create('Hola, una promoción.');
    expect((await world.patch(template.templateId, { body: 'Hola, otra cosa.' })).body.state).toBe('pending');
    expect(world.calls.filter((call) => call !== 'GetTemplate')).toEqual(['CreateTemplate']);
    world.book.decide(nameOf(template), 'APPROVED', null);
    world.later();
    await world.synchronise();
    expect(world.calls).toContain('UpdateTemplate');
    expect((await world.read(template.templateId)).state).toBe('pending');
    world.later();
    await world.synchronise();
    expect((await world.read(template.templateId)).state).toBe('approved');
    const kept = await world.behind.find(world.account, nameOf(template), 'es');
    expect(kept?.body).toBe('Hola, otra cosa.');
  });

  it.each([
    ['PAUSED', 'paused'],
    ['DISABLED', 'disabled'],
  ] as const)('%s by Meta is %s here; what ends, ends', async (status, state) => {
    const template = await world.create('Hola.');
    world.later();
    await world.synchronise();
    world.book.decide(nameOf(template), status, null);
    await world.synchronise();
    expect((await world.read(template.templateId)).state).toBe(state);
    world.book.decide(nameOf(template), 'APPROVED', null);
    await world.synchronise();
    expect((await world.read(template.templateId)).state).toBe('approved');
  });

  it("deleted in Meta's own console is disabled here, and says why", async () => {
    const template = await world.create('Hola.');
    world.later();
    world.book.drop(nameOf(template));
    await world.synchronise();
    expect(await world.read(template.templateId)).toMatchObject({ state: 'disabled', stateReason: 'DELETED' });
    expect((await world.patch(template.templateId, { body: 'Otro' })).body.code).toBe('TEMPLATE_INVALID');
  });

  it('an archived template stays at Meta, is left alone, and comes back without a new review', async () => {
    const template = await world.create('Hola.');
    world.later();
    await world.synchronise();
    await world.patch(template.templateId, { state: 'archived' });
    expect((await world.synchronise()).body.templates).toBe(0);
    expect((await world.patch(template.templateId, { state: 'pending' })).body.state).toBe('approved');
    expect(world.calls.filter((call) => /Create|Update/.test(call))).toEqual(['CreateTemplate']);
  });

  it('reads the list once, and single templates only where the list says too little', async () => {
    for (let made = 0; made < 5; made += 1) await world.create('Hola.');
    world.later();
    await world.synchronise();
    world.calls = [];
    await world.synchronise();
    expect(world.calls).toEqual(['ListTemplates']);
  });

  it('without a business account is refused, and Meta out of reach says so', async () => {
    await world.create('Hola.');
    world.fault = () => {
      throw sdkError('InternalServiceException');
    };
    const silent = await world.synchronise();
    expect([silent.status, silent.body.code]).toEqual([503, 'PROVIDER_UNAVAILABLE']);
    await world.connect(undefined);
    const refused = await world.synchronise();
    expect([refused.status, refused.body.code]).toEqual([409, 'ACCOUNT_NOT_CONNECTED']);
  });

  it('a template recorded by hand before is found at Meta under its own name, or is a draft again', async () => {
    await world.connect(undefined);
    const known = await world.create('Hola {{amount}} pesos.', { name: 'recordado', state: 'approved' });
    const unknown = await world.create('Hola.', { name: 'inventado', state: 'approved' });
    expect(known.providerName).toBeNull();
    await world.behind.create(world.account, 'recordado', { language: 'es', body: 'Otra {{x}} cosa.' });
    await world.connect(world.account);
    world.later();
    await world.synchronise();
    expect(await world.read(known.templateId)).toMatchObject({ state: 'approved', providerName: 'recordado' });
    expect(await world.read(unknown.templateId)).toMatchObject({ state: 'draft', stateReason: 'NOT_AT_META' });
  });

  it('one company whose list fails does not hold up the others', async () => {
    const other = await TemplateWorld.create(engine.table);
    await other.connect('waba-broken');
    await other.create('Hola.');
    const { templateId } = await world.create('Hola.');
    world.later();
    const directory = {
      ...world.behind,
      list: async (id: string) => {
        if (id === 'waba-broken') throw sdkError('AccessDeniedByMetaException');
        return world.behind.list(id);
      },
    };
    expect((await world.run(directory)(() => 60_000)).failed).toBeGreaterThanOrEqual(1);
    expect((await world.read(templateId)).state).toBe('approved');
  });

  it('a run whose time is over leaves the rest to the next hour, and says so', async () => {
    await world.create('Hola.');
    world.later();
    const run = world.run();
    expect((await run(() => 1_000)).failed).toBeGreaterThanOrEqual(1);
    expect(world.log.counted).toContain('TemplatesNotSynchronised');
  });
});
