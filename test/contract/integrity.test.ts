/**
 * The nightly check (issue 10 C12; reliability §5.1): a company in which everything holds is told nothing of; each copy
 * that is broken by hand is found and made anew; base that is broken is told and left alone; a check that is cut off goes
 * on where it stopped.
 */
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '#platform/table/kernel.ts';
import { TenantEntry } from '#shared/companies/entities.ts';
import { integrityCheckId } from '#shared/integrity/check-night.ts';
import { newHold, withLifted } from '#shared/messaging/holds/hold.ts';
import { HoldStore } from '#shared/messaging/holds/hold-store.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import type { IntegrityRecord } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createIntegrityCheck } from '../../functions/schedules/integrity/bindings.ts';
import { textFrom } from '../crash/flow.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { hour, World } from '../support/delivery-world.ts';
import { quietLog } from '../support/inbox-world.ts';

let engines: DeliveryEngines;
let world: World;
let ana = '';
let leo = '';

const stream = async (): Promise<void> => {
  for (let records = world.takeRecords(); records.length > 0; records = world.takeRecords()) {
    expect(await world.start().project(records)).toBe(0);
  }
};

/** Two customers: one with an alert, a debt, a document and a tag, the other with messages both ways. */
beforeAll(async () => {
  engines = await startDeliveryEngines();
  world = await World.create(engines);
  const { tenant, caller } = world;
  await world.start().table.put(TenantEntry, { tenant, createdAt: world.time }, 'any');
  const first = await world.addPerson({ email: 'nobody.ana@uno.example', sms: '+56911110007' });
  const second = await world.addPerson({ email: 'leo@uno.example', sms: '+56911110008' });
  ana = first.customerId;
  leo = second.customerId;
  await world.post(world.start(), first, 'email', 'k1');
  await world.post(world.start(), second, 'email', 'k2');
  await world.settle();
  await world.hear(world.start(), [textFrom(world, '+56911110008', 'Hola', 'in-1')]);
  const path = `/v1/customers/${ana}`;
  const patch = { tags: ['vip'], portfolios: ['Norte'], documentType: 'RUT', documentNumber: '12345678-5' };
  await world.start().api({ call: `PATCH ${path}`, body: patch, caller });
  const debt = { code: 'F-1', dueDate: '2026-11-01', balance: 1000, currency: 'CLP', state: 'current' };
  const { status } = await world.start().api({ call: `PUT ${path}/debts`, body: debt, caller });
  expect(status).toBeLessThan(300);
  await stream();
  const star = { call: `POST /v1/conversations/${leo}/star`, caller };
  expect((await world.start().api(star)).status).toBeLessThan(300);
  await stream();
}, 120_000);
afterAll(() => engines?.stop());

const run = async (event: object, remaining: () => number = () => 800_000) => {
  const { table } = world.start();
  const check = createIntegrityCheck({ table, log: quietLog, clock: { now: () => world.time }, confirmAfterMs: 0 });
  world.time += 1_000;
  return check(event, { awsRequestId: `run-${world.time}`, getRemainingTimeInMillis: remaining });
};

const checked = async (): Promise<IntegrityRecord> => {
  const answer = await run({ tenant: world.tenant });
  if (!('integrity' in answer)) throw new Error('no check of one company');
  expect(answer.done).toBe(true);
  return answer.integrity;
};

const write = (Item: Item) => engines.client.send(new PutCommand({ TableName: engines.name, Item }));
const remove = ({ pk, sk }: Item) =>
  engines.client.send(new DeleteCommand({ TableName: engines.name, Key: { pk, sk } }));
const read = async ({ pk, sk }: Item): Promise<Item | undefined> =>
  (await engines.client.send(new GetCommand({ TableName: engines.name, Key: { pk, sk }, ConsistentRead: true }))).Item;

/** What an item says, without how often it was written. */
const withoutRevision = (item: Item | undefined): Item | undefined => {
  const { rev: _rev, ...rest } = item ?? {};
  return item === undefined ? undefined : rest;
};

/** What a test has broken stands again after it, whatever the test found. */
const broken: Item[] = [];
afterEach(async () => {
  for (const item of broken.splice(0)) await write(item);
  await stream();
});

/** The one item of a kind of which this is true. */
const itemOf = async (type: string, isIt: (item: Item) => boolean = () => true): Promise<Item> => {
  const known = [...world.observer.items.values()].find((item) => item.type === type && isIt(item));
  const item = known === undefined ? undefined : await read(known);
  if (item === undefined) throw new Error(`No ${type}.`);
  return item;
};
const isOf = (customerId: string) => (item: Item) => `${item.pk} ${item.sk}`.includes(customerId);
const without = (item: Item, ...names: readonly string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));

type Break = (item: Item) => Promise<unknown>;
const lose: Break = remove;
const change =
  (over: Item): Break =>
  (item) =>
    write({ ...item, ...over });

const derived: readonly (readonly [what: string, invariant: string, find: () => Promise<Item>, damage: Break])[] = [
  ['a lost list row', 'customer-lists', () => itemOf('facetRow', isOf(ana)), lose],
  [
    'a list row of another customer',
    'customer-lists',
    () => itemOf('facetRow', isOf(ana)),
    async (item) => write({ ...item, row: (await itemOf('facetRow', isOf(leo))).row }),
  ],
  ['a lost row of a list of the register', 'register-lists', () => itemOf('listedRow', isOf(leo)), lose],
  [
    'a row of the register whose marks are not its own',
    'register-lists',
    () => itemOf('listedRow', isOf(leo)),
    change({ m: '000000000000000' }),
  ],
  [
    'a date of the register that does not know its rows',
    'register-lists',
    () => itemOf('listedDay', ({ pk }) => String(pk).includes('#status#received')),
    lose,
  ],
  ['a lost search word', 'customer-lists', () => itemOf('searchToken', isOf(ana)), lose],
  ['a lost listing', 'customer-lists', () => itemOf('listing', isOf(ana)), lose],
  ['a customer that is not counted', 'customer-counted', () => itemOf('counted', isOf(ana)), lose],
  [
    'a counter that is not the rows',
    'list-count',
    () => itemOf('listCount', ({ sk }) => sk === 'fixed'),
    change({ counts: { all: 7 } }),
  ],
  [
    'contactability that is not its addresses’',
    'customer-summary',
    () => itemOf('customer', isOf(ana)),
    change({ contactability: 'ok', alerts: 0 }),
  ],
  [
    'a debt summary that is not its debts’',
    'customer-debts',
    () => itemOf('customer', isOf(ana)),
    change({ debtSummary: { dueDate: null, balances: {}, state: 'none' } }),
  ],
  ['a lost row of the list of alerts', 'listed-alert', () => itemOf('alertRow'), lose],
  ['an alert that its list does not know', 'listed-alert', () => itemOf('listedAlert'), lose],
  [
    'an alert that is listed as another',
    'listed-alert',
    () => itemOf('listedAlert'),
    change({ code: 'another', owners: 7 }),
  ],
  ['an address without its owner', 'customer-owners', () => itemOf('owner', isOf(ana)), lose],
  ['a document that nothing holds', 'customer-documents', () => itemOf('document'), lose],
  ['a lost conversation', 'conversation', () => itemOf('conversation', isOf(ana)), lose],
  ['a lost row of a view', 'conversation', () => itemOf('conversationView', isOf(leo)), lose],
  [
    'a conversation that the inbox does not list',
    'stored-form',
    () => itemOf('conversation', isOf(leo)),
    (item) => write(without(item, 'g1pk', 'g1sk')),
  ],
  [
    'a message that the register does not list',
    'stored-form',
    () => itemOf('message', isOf(leo)),
    (item) => write(without(item, 'g1sk')),
  ],
  [
    'a status that is not its facts’',
    'message-status',
    () => itemOf('message', (item) => isOf(ana)(item) && item.st === 'failed'),
    change({ st: 'delivered', g2pk: undefined, g2sk: undefined }),
  ],
];

const base: readonly (readonly [what: string, invariant: string, find: () => Promise<Item>, damage: Break])[] = [
  [
    'a gate of other addresses',
    'customer-gate',
    () => itemOf('gate', isOf(ana)),
    change({ activeAddressIds: ['none'] }),
  ],
  [
    'a head that cannot be read',
    'customer-whole',
    () => itemOf('customer', isOf(ana)),
    (item) => write(without(item, 'portfolios')),
  ],
  ['a lost gate', 'customer-whole', () => itemOf('gate', isOf(ana)), lose],
  ['a document of somebody else', 'customer-documents', () => itemOf('document'), change({ customerId: 'other' })],
  [
    'a message that waits for nothing',
    'message-waits',
    () => itemOf('message', (item) => isOf(leo)(item) && item.st !== 'received'),
    change({ ph: 'queued' }),
  ],
  [
    'a message that cannot be read',
    'stored-form',
    () => itemOf('message', isOf(leo)),
    (item) => write(without(item, 'ch')),
  ],
  [
    'a message that has lost its day',
    'stored-form',
    () => itemOf('message', isOf(leo)),
    (item) => write(without(item, 'g1pk')),
  ],
  ['an item of a kind that nobody knows', 'stored-form', () => itemOf('debt'), change({ type: 'ghost' })],
];

describe('the check of a company', () => {
  it('has nothing to tell of one in which everything holds', async () => {
    const { checked: looked, ...found } = await checked();
    expect(found).toEqual({ repaired: 0, left: 0, findings: [] });
    expect(looked).toBeGreaterThan(10);
  });

  it.each(derived)('finds and makes anew: %s', async (_what, invariant, find, damage) => {
    const item = await find();
    await damage(item);
    const { findings, left } = await checked();
    expect(findings).toContainEqual(expect.objectContaining({ invariant, repaired: true }));
    expect(left).toBe(0);
    expect(withoutRevision(await read(item))).toEqual(withoutRevision(item));
    await stream();
    expect(await checked()).toMatchObject({ repaired: 0, left: 0 });
  });

  it.each([
    ['facetRow', 'list-row', (item: Item) => ({ ...item, pk: String(item.pk).replace(/#name#all$/, '#name#tag#vip') })],
    [
      'conversationView',
      'view-row',
      (item: Item) => ({ ...item, pk: String(item.pk).replace(/#starred$/, '#archived') }),
    ],
  ])('takes away a %s that nothing knows', async (type, invariant, stray) => {
    const item = await itemOf(type, (each) => isOf(leo)(each) && /#(name#all|starred)$/.test(String(each.pk)));
    const left = stray(item);
    await write(left);
    expect((await checked()).findings).toContainEqual(
      expect.objectContaining({ invariant, place: leo, repaired: true }),
    );
    expect(await read(left)).toBeUndefined();
    expect(await read(item)).toEqual(item);
  });

  it('takes away a row of the list of alerts whose address has no such alert', async () => {
    const item = await itemOf('alertRow', ({ pk }) => String(pk).endsWith('#*#*#*'));
    const late = {
      ...item,
      raisedAt: Number(item.raisedAt) - 1,
      sk: String(item.sk).replace(/^\d+/, '000000000000001'),
    };
    await write(late);
    expect((await checked()).findings).toContainEqual(
      expect.objectContaining({ invariant: 'alert-row', repaired: true }),
    );
    expect(await read(late)).toBeUndefined();
    expect(await read(item)).toEqual(item);
  });

  it.each(base)('tells of base that is broken, and leaves it alone: %s', async (_what, invariant, find, damage) => {
    const item = await find();
    broken.push(item);
    await damage(item);
    const standing = await read(item);
    const { findings, left } = await checked();
    expect(left).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ invariant: expect.any(String), repaired: false });
    expect(findings).toContainEqual(expect.objectContaining({ invariant, repaired: false }));
    expect(await read(item)).toEqual(standing);
  });

  it('is silent again once people have mended it', async () => {
    expect(await checked()).toMatchObject({ left: 0 });
    // What follows from what was mended, the stream brings.
    await stream();
    expect(await checked()).toMatchObject({ repaired: 0, left: 0 });
  });
});

describe('the check by night', () => {
  const at = (time: string) => run({ time }, () => 800_000);
  const process = (date: string) => new ProcessStore(world.start().table).find(world.tenant, integrityCheckId(date));

  it('looks at each company once a night, from four in its own time, and keeps what it found with its process', async () => {
    expect(await at('2026-12-01T06:45:00Z')).toMatchObject({ companies: 0 });
    expect(await process('2026-12-01')).toBeUndefined();
    expect(await at('2026-12-01T07:00:00Z')).toMatchObject({ companies: 1, done: 1, stuck: 0 });
    expect(await at('2026-12-01T07:15:00Z')).toMatchObject({ companies: 0 });
    expect(await process('2026-12-01')).toMatchObject({
      kind: 'integrity_check',
      state: 'success',
      error: null,
      dueAt: null,
      lease: null,
      integrity: { repaired: 0, left: 0 },
    });
  });

  it('stops before its time is up, goes on in the next run, and looks at everything once', async () => {
    const whole = (await process('2026-12-01'))?.integrity?.checked ?? 0;
    let runs = 0;
    for (; (await process('2026-12-02'))?.finishedAt == null; runs += 1) {
      let asked = 0;
      // One page a run.
      const remaining = () => (++asked <= 3 ? 800_000 : 1_000);
      const time = new Date(Date.UTC(2026, 11, 2, 7, 15 * runs)).toISOString();
      await run({ time }, remaining);
      expect(runs).toBeLessThan(40);
    }
    expect(runs).toBeGreaterThan(3);
    // The process of the night before is looked at too.
    expect((await process('2026-12-02'))?.integrity?.checked).toBe(whole + 1);
  });

  it('a company whose copies are broken has its finding in the process, and people are told by a metric', async () => {
    await remove(await itemOf('listing', isOf(leo)));
    const item = await itemOf('gate', isOf(leo));
    broken.push(item);
    await write({ ...item, activeAddressIds: [] });
    const counts: Record<string, number> = {};
    const log = {
      ...quietLog,
      count(metric: string, value = 1) {
        counts[metric] = (counts[metric] ?? 0) + value;
      },
    };
    const { table } = world.start();
    const check = createIntegrityCheck({ table, log, clock: { now: () => world.time }, confirmAfterMs: 0 });
    await check({ time: '2026-12-03T08:00:00Z' }, { awsRequestId: 'r', getRemainingTimeInMillis: () => 800_000 });
    expect(await process('2026-12-03')).toMatchObject({
      state: 'failed',
      error: 'INTEGRITY_DAMAGE: 1',
      integrity: { repaired: 1, left: 1 },
    });
    expect(counts).toEqual({ IntegrityRepaired: 1, IntegrityDamage: 1 });
  });
});

describe('what waits under a hold', () => {
  let messageId = '';
  const hold = newHold({ scope: 'company', source: 'person', reason: 'prueba', by: 'eva', since: 0, until: null });
  const holds = () => new HoldStore(engines.table);
  const found = async () => (await new MessageStore(engines.table).find(world.tenant, messageId))?.value;
  const change = async (over: Partial<MessageValue>) => {
    const stored = await new MessageStore(engines.table).find(world.tenant, messageId, { consistent: true });
    if (stored === undefined) throw new Error('The message is gone.');
    await engines.table.put(Message, { ...stored.value, ...over }, stored.revision);
  };
  const released = expect.objectContaining({ invariant: 'message-held', repaired: true });

  beforeEach(async () => {
    world = await World.create(engines);
    const person = await world.addPerson({ email: 'rita@uno.example' });
    await holds().change(world.tenant, () => [hold]);
    messageId = (await world.post(world.start(), person, 'email', 'held')).body.messageId;
    await world.drain(world.start(), 'email');
    expect(await found()).toMatchObject({ waitsIn: 'company', status: 'deferred' });
    await stream();
  });

  it('waits as long as the hold stands, also one that is lifted and not empty yet', async () => {
    expect(await checked()).toMatchObject({ repaired: 0, left: 0 });
    await holds().change(world.tenant, (all) => withLifted(all, 'company', { at: world.time, reason: 'listo' }));
    expect(await checked()).toMatchObject({ repaired: 0, left: 0 });
    expect(world.providers.calls).toEqual([]);
  });

  it('is let go when its hold is gone, and is sent', async () => {
    await holds().change(world.tenant, () => []);
    await world.start().sweep();
    expect(await found()).toMatchObject({ waitsIn: 'company' });
    expect((await checked()).findings).toEqual([released]);
    await world.start().sweep();
    await world.settle();
    expect(await found()).toMatchObject({ status: 'delivered' });
    expect(world.providers.calls).toHaveLength(1);
  });

  it('is let go under a hold of the deployment that is gone, though another hold stands', async () => {
    await change({ waitsIn: 'deployment' });
    expect((await checked()).findings).toEqual([released]);
    await world.start().sweep();
    await world.drain(world.start(), 'email');
    expect(await found()).toMatchObject({ waitsIn: 'company' });
    expect(world.providers.calls).toEqual([]);
  });

  it('has expired when its last useful time is over, whatever becomes of the hold', async () => {
    await holds().change(world.tenant, () => []);
    world.time += 26 * hour;
    expect((await checked()).findings).toEqual([released]);
    await world.start().sweep();
    expect(await found()).toMatchObject({ status: 'expired' });
    expect(world.providers.calls).toEqual([]);
  });

  it('is looked at no later than its last useful time', async () => {
    await change({ dueAt: world.time + 72 * hour });
    expect((await checked()).findings).toEqual([released]);
    await world.start().sweep();
    await world.drain(world.start(), 'email');
    const { dueAt, waitsIn } = (await found()) ?? {};
    expect(waitsIn).toBe('company');
    expect(dueAt).toBeLessThanOrEqual(world.time + 24 * hour);
  });
});
