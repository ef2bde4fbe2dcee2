/** Two customers become one and two again, on the real engine (Q13, ADR 0043). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { CustomerSchema } from '#contract/customers.ts';
import type { Problem } from '#contract/errors.ts';
import type { MergePart, MergeSchema } from '#contract/merges.ts';
import { type Item, putAction } from '#platform/table/kernel.ts';
import { addressPartition, customerPartition, DocumentOwner } from '#shared/customers/entities.ts';
import { findByDocuments } from '#shared/customers/find-by-documents.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { contactApi, ListClient, refOf, seedCompanies } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, threadMessage } from '../support/inbox-world.ts';

type Customer = z.infer<typeof CustomerSchema> & Problem;
type Merge = z.infer<typeof MergeSchema> & Problem;

const start = Date.UTC(2026, 10, 23, 15);
const hour = 3_600_000;
let now = start;
const clock = { now: () => now };
let engine: TestTable;
let world: InboxWorld;
let api: ReturnType<typeof contactApi>;

beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
  world = await createInboxWorld(engine.table, clock);
  await seedCompanies(engine.table);
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  now += 60_000;
});

const as = { roles: ['supervisor'] } as const;
const call = async <Body>(target: string, body?: unknown) => api.call<Body & Problem>(target, body, as);
let numbers = 0;
const phone = () => {
  numbers += 1;
  return { channel: 'sms' as const, value: `+5691100${String(numbers).padStart(4, '0')}` };
};
const add = async (more: object = {}): Promise<Customer> => {
  now += 1;
  const { status, body } = await call<Customer>('POST /v1/customers', { name: 'Ana', addresses: [phone()], ...more });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const show = async (customerId: string) => (await call<Customer>(`GET /v1/customers/${customerId}`)).body;
const merge = (own: string, other: string, preview?: boolean) =>
  call<Merge>(`POST /v1/customers/${own}/merge`, { customerId: other, ...(preview === undefined ? {} : { preview }) });
const unmerge = (customerId: string) =>
  call<{ customer: Customer; restored: Customer }>(`POST /v1/customers/${customerId}/unmerge`);
const debt = (code: string, balance: number) => ({
  code,
  dueDate: '2026-10-01',
  balance,
  currency: 'CLP',
  state: 'overdue',
});
const putDebt = (customerId: string, body: object) => call<Customer>(`PUT /v1/customers/${customerId}/debts`, body);
const codesOf = async (customerId: string) =>
  (await call<{ items: { code: string; balance: number }[] }>(`GET /v1/customers/${customerId}/debts`)).body.items;

/** Everything that lies of customers and addresses, but revisions, versions and what happened. */
const stateOf = async (customers: readonly Customer[]) => {
  const partitions = [
    ...customers.map(({ customerId }) => customerPartition('demo', customerId)),
    ...customers.flatMap(({ addresses }) =>
      addresses.map((address) => addressPartition('demo', address.channel, refOf(address).hash)),
    ),
  ];
  const items: Item[] = [];
  for (const pk of new Set(partitions)) {
    for await (const item of engine.table.queryAll({ pk, consistent: true })) items.push(item);
  }
  return items
    .filter(({ type }) => type !== 'customerHistory' && type !== 'listing')
    .map(({ rev: _rev, version: _version, updatedAt: _updatedAt, ...item }) => item);
};

/** Lists and search follow these customers, as with the stream. */
const projectHeads = async (...customerIds: readonly string[]) => {
  const head = { type: { S: 'customer' }, merged: { L: [] } };
  for (const customerId of customerIds) {
    const Keys = { pk: { S: customerPartition('demo', customerId) }, sk: { S: 'HEAD' } };
    await world.project([{ dynamodb: { SequenceNumber: customerId, Keys, NewImage: head } }]);
  }
};

describe('a merge', () => {
  it('Q13: the preview tells what moves and where both contradict each other, and writes nothing', async () => {
    const own = await add({ name: 'Rosa Díaz', documentType: 'DNI', documentNumber: '30111222', tags: ['vip'] });
    const other = await add({
      name: 'Rosa Diaz P.',
      documentType: 'CC',
      documentNumber: '1020304050',
      tags: ['moroso'],
      advisorId: null,
      metadata: {},
    });
    await putDebt(own.customerId, debt('A-1', 100));
    now += 1_000;
    await putDebt(other.customerId, debt('A-1', 900));
    await putDebt(other.customerId, debt('B-2', 50));
    await call(`POST /v1/customers/${other.customerId}/notes`, { text: 'Llamar por la tarde' });
    const before = await stateOf([own, other]);
    const { status, body } = await merge(own.customerId, other.customerId, true);
    expect(status).toBe(200);
    expect(body).toMatchObject({ mergedAt: null, undoUntil: null, obstacles: [], name: 'Rosa Díaz' });
    const textOf = (value: readonly MergePart[]) =>
      value
        .map((part) => (part.kind === 'text' ? part.text : part.kind === 'channel' ? part.channel : part.kind))
        .join(' ');
    const moved = Object.fromEntries(body.moves.map(({ kind, values }) => [kind, values.map(textOf)]));
    expect(moved).toMatchObject({
      addresses: [`sms ${other.addresses[0]?.value}`],
      debts: ['A-1', 'B-2'],
      notes: ['Llamar por la tarde'],
      tags: ['moroso'],
      documents: ['CC 1020304050'],
    });
    expect(body.conflicts.map(({ field, key, resolution }) => [field, key, resolution])).toEqual([
      ['name', null, 'survivor'],
      ['document', null, 'both'],
      ['debt', 'A-1', 'newest'],
    ]);
    expect(body.conflicts.at(-1)?.kept).toEqual([
      { kind: 'money', amount: 900, currency: 'CLP' },
      { kind: 'day', day: '2026-10-01' },
      { kind: 'debtState', state: 'overdue' },
    ]);
    expect(await stateOf([own, other])).toEqual(before);
  });

  it('Q13: one customer has all of both; the merged id answers with mergedInto', async () => {
    const own = await add({ name: 'Luis', tags: ['a'], portfolios: ['norte'] });
    const other = await add({ name: 'Luis B', tags: ['b'], documentType: 'DNI', documentNumber: '30222333' });
    await putDebt(own.customerId, debt('C-1', 100));
    await putDebt(other.customerId, debt('C-2', 50));
    const note = await call<{ noteId: string }>(`POST /v1/customers/${other.customerId}/notes`, { text: 'Suya' });
    const ticket = { number: `T${now}`, network: 'facebook', state: 'open' };
    await call(`PUT /v1/customers/${other.customerId}/tickets`, ticket);
    const done = await merge(own.customerId, other.customerId);
    expect(done.status).toBe(200);
    expect(done.body.undoUntil).toBe(new Date(now + 24 * hour).toISOString());

    const whole = await show(own.customerId);
    expect(whole.addresses.map(({ addressId }) => addressId)).toEqual(
      [...own.addresses, ...other.addresses].map(({ addressId }) => addressId),
    );
    expect(whole).toMatchObject({ name: 'Luis', tags: ['a', 'b'], documentNumber: '30222333', mergedInto: null });
    expect(whole.debtSummary.balances).toEqual({ CLP: 150 });
    expect(whole.merged).toEqual([{ customerId: other.customerId, name: 'Luis B', mergedAt: done.body.mergedAt }]);
    const gone = await show(other.customerId);
    expect(gone).toMatchObject({ customerId: other.customerId, name: 'Luis B', mergedInto: own.customerId });
    expect(gone.addresses).toEqual([]);

    // Under either id: debts, notes and tickets of both, and they can be changed.
    for (const id of [own.customerId, other.customerId]) {
      expect((await codesOf(id)).map(({ code }) => code).sort()).toEqual(['C-1', 'C-2']);
      const notes = await call<{ items: { text: string }[] }>(`GET /v1/customers/${id}/notes`);
      expect(notes.body.items.map(({ text }) => text)).toEqual(['Suya']);
      const tickets = await call<{ items: { number: string }[] }>(`GET /v1/customers/${id}/tickets`);
      expect(tickets.body.items.map(({ number }) => number)).toEqual([ticket.number]);
    }
    const edited = await call(`PATCH /v1/customers/${own.customerId}/notes/${note.body.noteId}`, { text: 'De ambos' });
    expect(edited.status).toBe(200);
    await putDebt(own.customerId, debt('C-2', 60));
    expect((await show(own.customerId)).debtSummary.balances).toEqual({ CLP: 160 });
    expect((await call(`PUT /v1/customers/${own.customerId}/tickets`, { ...ticket, state: 'closed' })).status).toBe(
      200,
    );
    // Whoever still names the merged id means the person.
    expect((await call(`PATCH /v1/customers/${other.customerId}`, { name: 'Luis Bravo' })).status).toBe(200);
    expect((await show(own.customerId)).name).toBe('Luis Bravo');
    const added = await call<Customer>(`POST /v1/customers/${other.customerId}/addresses`, phone());
    expect(added.body.customerId).toBe(own.customerId);
    expect(added.body.addresses).toHaveLength(3);

    const history = await call<{ items: { kind: string; by: string; detail: string }[] }>(
      `GET /v1/customers/${own.customerId}/history`,
    );
    const merges = history.body.items.filter(({ kind }) => kind === 'merged');
    expect(merges).toHaveLength(1);
    expect(merges[0]?.detail).toContain(other.customerId);
  });

  it('Q13: lists and search show the one that stays, found by the names and documents of both', async () => {
    const name = `Zenaida${now}`;
    const own = await world.createCustomer(`${name} Soto`, { documentType: 'DNI', documentNumber: '31000111' });
    const other = await world.createCustomer(`${name} Carvajal`, { documentType: 'CC', documentNumber: '9988776655' });
    await merge(own, other);
    await projectHeads(other, own);
    const found = async (query: string) =>
      (await call<{ items: { customerId: string }[] }>(`GET /v1/customers?${query}`)).body.items.map(
        (row) => row.customerId,
      );
    for (const words of [name, `${name} Soto`, 'Carvajal', `${name} carva`]) {
      expect(await found(`q=${encodeURIComponent(words)}`), words).toEqual([own]);
    }
    expect(await found('q=9988776655')).toEqual([own]);
    expect(await found('q=31000111')).toEqual([own]);
    const store = new CustomerStore(engine.table);
    const documents = [
      { documentType: 'DNI', documentNumber: '31000111' },
      { documentType: 'CC', documentNumber: '9988776655' },
    ];
    const byDocument = await findByDocuments({ customers: store }, 'demo', documents);
    expect([...byDocument.values()].map(({ customerId }) => customerId)).toEqual([own, own]);
    // Nobody else gets the document, and it may become the one that stands above.
    const taken = await call('POST /v1/customers', { name: 'X', addresses: [], ...documents[1] });
    expect(taken.body.code).toBe('DOCUMENT_EXISTS');
    expect((await call<Customer>(`PATCH /v1/customers/${own}`, documents[1])).status).toBe(200);
    await unmerge(other);
    expect(await show(own)).toMatchObject(documents[0] ?? {});
    expect(await show(other)).toMatchObject(documents[1] ?? {});
    await projectHeads(other, own);
    expect(await found('q=Carvajal')).toEqual([other]);
  });

  it('E5: the heart of a merged one is the heart of the one that stays, shown once in every list', async () => {
    const name = `Corazon${now}`;
    const make = (letter: string) => {
      now += 1;
      return world.createCustomer(`${name} ${letter}`);
    };
    const [a, b, c, d] = [await make('A'), await make('B'), await make('C'), await make('D')];
    for (const id of [a, b, c]) await call(`PUT /v1/customers/${id}/favorite`, { favorite: true });
    const rows = async (query: string) =>
      (await call<{ items: { customerId: string; favorite: boolean }[] }>(`GET /v1/customers?${query}`)).body.items
        .filter(({ customerId }) => [a, b, c, d].includes(customerId))
        .map(({ customerId, favorite }) => [customerId, favorite]);
    await projectHeads(a, b, c, d);
    expect(await rows('favorite=true')).toEqual([c, b, a].map((id) => [id, true]));
    await merge(c, b);
    await merge(d, c);
    await projectHeads(b, c, d);
    // It stands where the newest of the marked ones stood; whoever is part of another by now is not listed.
    expect(await rows('favorite=true')).toEqual([d, a].map((id) => [id, true]));
    expect(await rows(`q=${name}`)).toEqual([a, d].map((id) => [id, true]));
    expect(await rows(`q=${name}&favorite=true`)).toEqual([a, d].map((id) => [id, true]));
    const pages = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { body: { items: { customerId: string }[]; nextCursor?: string } } = await call(
        `GET /v1/customers?favorite=true&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      pages.push(...page.body.items.map(({ customerId }) => customerId));
      cursor = page.body.nextCursor;
    }
    expect(pages.filter((id) => [a, b, c, d].includes(id))).toEqual([d, a]);
    await call(`PUT /v1/customers/${d}/favorite`, { favorite: false });
    expect(await rows('favorite=true')).toEqual([[a, true]]);
  });

  it('Q7 Q8 Q10: the stricter holds, and an opt-out of either reaches the one', async () => {
    const shared = phone();
    const own = await add({ addresses: [shared] });
    const other = await add({ addresses: [shared, phone()] });
    await call(`PUT /v1/customers/${other.customerId}/pause`, { until: new Date(now + 48 * hour).toISOString() });
    await call(`PUT /v1/customers/${other.customerId}/dnd`, { channel: 'email', active: true });
    await call(`PUT /v1/customers/${own.customerId}/dnd`, { channel: 'call', active: true });
    const preview = await merge(own.customerId, other.customerId, true);
    expect(preview.body.conflicts.map(({ field }) => field)).toContain('address');
    await merge(own.customerId, other.customerId);
    const whole = await show(own.customerId);
    expect(whole.pausedUntil).toBe(new Date(now + 48 * hour).toISOString());
    expect(whole.dnd.map(({ channel }) => channel).sort()).toEqual(['call', 'email']);
    expect(whole.addresses.map(({ value }) => value)).toEqual([shared.value, other.addresses[1]?.value]);
  });

  it('is the same when it is asked again, and refuses what would make a circle', async () => {
    const [a, b, c] = [await add(), await add(), await add()];
    expect((await merge(a.customerId, a.customerId)).body.code).toBe('MERGE_SELF');
    const first = await merge(a.customerId, b.customerId);
    const before = await stateOf([a, b]);
    now += 1_000;
    const again = await merge(a.customerId, b.customerId);
    expect(again.status).toBe(200);
    expect(again.body.mergedAt).toBe(first.body.mergedAt);
    expect(await stateOf([a, b])).toEqual(before);
    expect((await merge(b.customerId, a.customerId)).body.code).toBe('CUSTOMER_MERGED');
    expect((await merge(c.customerId, b.customerId)).body.code).toBe('CUSTOMER_MERGED');
    expect((await merge(b.customerId, c.customerId)).body.code).toBe('CUSTOMER_MERGED');
    expect((await merge(a.customerId, 'nobody')).status).toBe(404);
    const foreign = await api.call<Problem>(
      `POST /v1/customers/${a.customerId}/merge`,
      { customerId: c.customerId },
      { ...as, tenant: 'acme' },
    );
    expect(foreign.status).toBe(404);
    for (const roles of [['advisor'], ['viewer']] as const) {
      const body = { customerId: c.customerId };
      expect((await api.call(`POST /v1/customers/${a.customerId}/merge`, body, { roles })).status).toBe(403);
      expect((await api.call(`POST /v1/customers/${a.customerId}/unmerge`, undefined, { roles })).status).toBe(403);
    }
  });

  it('of several at once for one customer each holds or is refused, and none is half done', async () => {
    const [a, b, c] = [await add(), await add(), await add()];
    const answers = await Promise.all([
      merge(a.customerId, c.customerId),
      merge(b.customerId, c.customerId),
      merge(a.customerId, b.customerId),
      merge(b.customerId, a.customerId),
    ]);
    for (const { status, body } of answers) expect([200, 409].includes(status), JSON.stringify(body)).toBe(true);
    const heads = await Promise.all([a, b, c].map(({ customerId }) => show(customerId)));
    const standing = heads.filter(({ mergedInto }) => mergedInto === null);
    expect(standing).toHaveLength(1);
    expect(standing[0]?.addresses).toHaveLength(3);
  });

  it('ADDRESS_LIMIT: the preview says so, and nothing is written', async () => {
    const many = (count: number) => Array.from({ length: count }, phone);
    const [own, other] = [await add({ addresses: many(12) }), await add({ addresses: many(9) })];
    expect((await merge(own.customerId, other.customerId, true)).body.obstacles).toMatchObject([
      { code: 'ADDRESS_LIMIT' },
    ]);
    const before = await stateOf([own, other]);
    expect((await merge(own.customerId, other.customerId)).body.code).toBe('ADDRESS_LIMIT');
    expect(await stateOf([own, other])).toEqual(before);
    const full = [await add({ addresses: [] }), await add({ addresses: many(20) })] as const;
    expect((await merge(full[0].customerId, full[1].customerId)).status).toBe(200);
    expect((await unmerge(full[0].customerId)).body.restored.addresses).toHaveLength(20);
  });

  it('of one code of debt in both the newest counts; deleting it deletes both', async () => {
    const [own, other] = [await add(), await add()];
    await putDebt(other.customerId, debt('X', 5));
    now += 1_000;
    await putDebt(own.customerId, debt('X', 7));
    await merge(own.customerId, other.customerId);
    expect(await codesOf(own.customerId)).toMatchObject([{ code: 'X', balance: 7 }]);
    expect((await show(own.customerId)).debtSummary.balances).toEqual({ CLP: 7 });
    const [{ debtId } = { debtId: '' }] = (
      await call<{ items: { debtId: string }[] }>(`GET /v1/customers/${own.customerId}/debts`)
    ).body.items;
    expect((await call(`DELETE /v1/customers/${own.customerId}/debts/${debtId}`)).status).toBe(200);
    expect(await codesOf(own.customerId)).toEqual([]);
    expect((await show(own.customerId)).debtSummary.state).toBe('none');
  });
});

describe('taking a merge back', () => {
  it('Q13: gives exactly what was there', async () => {
    const shared = phone();
    const own = await add({ addresses: [shared, phone()], tags: ['a'] });
    const other = await add({
      addresses: [shared, phone(), phone()],
      tags: ['b'],
      documentType: 'DNI',
      documentNumber: '32000333',
    });
    await putDebt(own.customerId, debt('D-1', 100));
    await putDebt(other.customerId, debt('D-1', 200));
    await call(`POST /v1/customers/${other.customerId}/notes`, { text: 'Nota' });
    await call(`PUT /v1/customers/${other.customerId}/dnd`, { channel: 'sms', active: true });
    await call(`PUT /v1/customers/${own.customerId}/pause`, { until: new Date(now + 48 * hour).toISOString() });
    const [ownBefore, otherBefore] = [await show(own.customerId), await show(other.customerId)];
    const before = await stateOf([own, other]);
    await merge(own.customerId, other.customerId);
    now += 8 * hour;
    const { status, body } = await unmerge(other.customerId);
    expect(status).toBe(200);
    const ageless = ({ version: _version, ...customer }: Customer) => customer;
    expect(ageless(body.customer)).toEqual(ageless(ownBefore));
    expect(ageless(body.restored)).toEqual(ageless(otherBefore));
    expect(await stateOf([own, other])).toEqual(before);
    for (const { customerId } of [own, other]) {
      const history = await call<{ items: { kind: string }[] }>(`GET /v1/customers/${customerId}/history`);
      const kinds = history.body.items.map(({ kind }) => kind).filter((kind) => kind.endsWith('merged'));
      expect(kinds).toEqual(['unmerged', 'merged']);
    }
    expect((await unmerge(other.customerId)).body.code).toBe('NOT_MERGED');
  });

  it('MERGE_FINAL after 24 hours; MERGE_COVERED under a later merge', async () => {
    const [a, b, c, d] = [await add(), await add(), await add(), await add()];
    await merge(b.customerId, c.customerId);
    await merge(a.customerId, b.customerId);
    await merge(a.customerId, d.customerId);
    expect((await show(a.customerId)).addresses).toHaveLength(4);
    expect((await unmerge(c.customerId)).body.code).toBe('MERGE_COVERED');
    expect((await unmerge(b.customerId)).body.code).toBe('MERGE_COVERED');
    expect((await unmerge(a.customerId)).body.restored.customerId).toBe(d.customerId);
    expect((await unmerge(a.customerId)).body.restored.customerId).toBe(b.customerId);
    expect((await show(b.customerId)).addresses).toHaveLength(2);
    now += 24 * hour + 1;
    expect((await unmerge(c.customerId)).body.code).toBe('MERGE_FINAL');
    expect((await show(c.customerId)).mergedInto).toBe(b.customerId);
  });

  it('keeps what came since where it belongs', async () => {
    const [own, other] = [await add(), await add()];
    const [theirs] = other.addresses;
    await merge(own.customerId, other.customerId);
    const fresh = phone();
    await call(`POST /v1/customers/${own.customerId}/addresses`, fresh);
    await call(`PATCH /v1/customers/${own.customerId}/tags`, { add: ['nuevo'] });
    await putDebt(own.customerId, debt('E-9', 30));
    await call(`PUT /v1/customers/${own.customerId}/dnd`, { channel: 'call', active: true });
    const { body } = await unmerge(own.customerId);
    expect(body.customer.addresses.map(({ value }) => value)).toEqual([own.addresses[0]?.value, fresh.value]);
    expect(body.customer.tags).toEqual(['nuevo']);
    expect(body.customer.debtSummary.balances).toEqual({ CLP: 30 });
    expect(body.restored.addresses.map(({ addressId }) => addressId)).toEqual([theirs?.addressId]);
    expect(body.restored.debtSummary.balances).toEqual({});
    expect([body.customer.dnd, body.restored.dnd].map(([entry]) => entry?.channel)).toEqual(['call', 'call']);
  });

  it('DOCUMENT_EXISTS where somebody else was given the document meanwhile', async () => {
    const [own, other] = [await add(), await add({ documentType: 'DNI', documentNumber: '33000444' })];
    await merge(own.customerId, other.customerId);
    await call(`PATCH /v1/customers/${own.customerId}`, { documentType: null, documentNumber: null });
    const somebody = await add();
    const document = { documentType: 'DNI', documentNumber: '33000444' };
    await engine.table.transact([
      putAction(DocumentOwner, { tenant: 'demo', customerId: somebody.customerId, ...document }, 'any'),
    ]);
    expect((await unmerge(other.customerId)).body.code).toBe('DOCUMENT_EXISTS');
    expect((await show(other.customerId)).mergedInto).toBe(own.customerId);
  });
});

describe('conversations of merged customers', () => {
  const headRecord = (customerId: string) => ({
    dynamodb: {
      SequenceNumber: `${customerId}-${now}`,
      Keys: { pk: { S: customerPartition('demo', customerId) }, sk: { S: 'HEAD' } },
      NewImage: { type: { S: 'customer' }, merged: { L: [] } },
    },
  });
  const inbox = async (query = '') => (await world.list(`limit=100&${query}`)).items.map((row) => row.customerId);
  const texts = async (customerId: string, query = '') =>
    (await world.thread(customerId, `order=oldest&${query}`)).items.map(({ preview }) => preview);

  it('D5 D19: one thread out of both, in the order of time, page by page; one row in the inbox', async () => {
    const own = await world.createCustomer('Marta');
    const other = await world.createCustomer('Marta R');
    const at = (minutes: number) => now - hour + minutes * 60_000;
    const mine = [1, 4, 5].map((minutes) => threadMessage(own, at(minutes), { preview: `own ${minutes}` }));
    const theirs = [2, 3, 6].map((minutes) => threadMessage(other, at(minutes), { preview: `other ${minutes}` }));
    await world.tell(...mine, ...theirs);
    const before = (await world.list('limit=100')).items.filter(({ customerId }) => [own, other].includes(customerId));
    await merge(own, other);
    expect((await inbox()).filter((id) => [own, other].includes(id))).toEqual([own]);
    const all = ['own 1', 'other 2', 'other 3', 'own 4', 'own 5', 'other 6'];
    for (const id of [own, other]) {
      expect(await texts(id)).toEqual(all);
      const first = await world.thread(id, 'order=newest&limit=2');
      const second = await world.thread(id, `order=newest&limit=2&cursor=${first.nextCursor}`);
      const third = await world.thread(id, `order=newest&limit=2&cursor=${second.nextCursor}`);
      const paged = [first, second, third].flatMap(({ items }) => items.map(({ preview }) => preview));
      expect(paged).toEqual(all.toReversed());
    }
    const row = (await world.list('limit=100')).items.find(({ customerId }) => customerId === own);
    expect(row?.last?.preview).toBe('other 6');
    // Told once more by the stream, in whatever order: nothing moves.
    await world.project([headRecord(own), headRecord(other), headRecord(own)]);
    expect((await world.list('limit=100')).items.find(({ customerId }) => customerId === own)).toEqual(row);
    await unmerge(own);
    expect(await texts(other)).toEqual(['other 2', 'other 3', 'other 6']);
    const after = (await world.list('limit=100')).items.filter(({ customerId }) => [own, other].includes(customerId));
    expect(after).toEqual(before);
  });

  it('C33 C35: a late message of the merged one shows in the one conversation, and an answer ends it', async () => {
    const own = await world.createCustomer('Nora');
    const other = await world.createCustomer('Nora T');
    await world.tell(threadMessage(other, now - hour, { preview: 'before' }));
    await merge(own, other);
    await world.call(`POST /v1/conversations/${own}/read`);
    now += 1_000;
    await world.tell(threadMessage(other, now, { preview: 'late' }));
    const row = async () => (await world.list('limit=100')).items.find(({ customerId }) => customerId === own);
    expect(await row()).toMatchObject({ unread: true, bold: true, last: { preview: 'late' } });
    now += 1_000;
    await world.tell(outboundMessage(own, now, { preview: 'answer' }));
    expect(await row()).toMatchObject({ unread: false, managed: true });
    // Acts on the merged id are acts on the conversation.
    await world.call(`POST /v1/conversations/${other}/star`);
    expect(await row()).toMatchObject({ starred: true });
    await unmerge(own);
    expect(await texts(own)).toEqual(['answer']);
    expect(await row()).toMatchObject({ last: { preview: 'answer' } });
    const theirs = (await world.list('limit=100')).items.find(({ customerId }) => customerId === other);
    expect(theirs).toMatchObject({ unread: true, last: { preview: 'late' } });
  });

  it('Q17: a conversation that was deleted before stays deleted, and deleting the one deletes both', async () => {
    const own = await world.createCustomer('Olga');
    const other = await world.createCustomer('Olga V');
    const older = threadMessage(other, now - 2 * hour, { preview: 'deleted before' });
    await world.tell(threadMessage(own, now - hour, { preview: 'mine' }), older);
    expect((await world.call(`DELETE /v1/conversations/${other}`)).status).toBe(202);
    now += 1_000;
    await world.tell(threadMessage(other, now, { preview: 'hers' }));
    now += 1_000;
    await merge(own, other);
    expect(await texts(own)).toEqual(['mine', 'hers']);
    now += 1_000;
    expect((await world.call(`DELETE /v1/conversations/${other}`)).status).toBe(202);
    expect(await texts(own)).toEqual([]);
    await world.project([headRecord(own), headRecord(other), world.messageRecord(older)]);
    expect((await inbox()).filter((id) => [own, other].includes(id))).toEqual([]);
    await unmerge(own);
    expect(await texts(other)).toEqual([]);
    expect(await texts(own)).toEqual([]);
    expect((await inbox()).filter((id) => [own, other].includes(id))).toEqual([]);
  });
});
