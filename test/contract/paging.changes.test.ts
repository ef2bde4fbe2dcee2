/** Customers who are renamed or deleted while a list is paged: the others are neither repeated nor lost (issue 12). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { conversationKey } from '#shared/conversations/entities.ts';
import { addressItemKey, customerKey, gateKey, Owner } from '#shared/customers/entities.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { type AlertWorld, createAlertWorld, noon } from '../support/alert-world.ts';
import { callApi } from '../support/call-api.ts';
import { type CustomerAnswer, refOf } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { quietLog, threadMessage } from '../support/inbox-world.ts';

const count = 32;
const pageSize = 4;

let engine: TestTable;
let world: AlertWorld;
let api: ReturnType<typeof callApi>;
const addresses = new Map<string, { addressId: string; channel: 'email'; value: string }>();

beforeAll(async () => {
  engine = await startTable();
  world = await createAlertWorld(engine);
  const { table, clock } = world;
  const on = { table, clock, cursors: createCursors('cursor-key'), log: quietLog };
  api = callApi([
    ...conversationRoutes({ ...on, files: { delete: async () => undefined } }),
    ...interactionsRoutes(on),
  ]);
  for (let number = 0; number < count; number += 1) {
    const address = { channel: 'email', value: `persona${number}@correo.example` } as const;
    const customer = await world.addCustomer(`Persona ${String(number).padStart(2, '0')}`, [address]);
    const [{ addressId } = { addressId: '' }] = customer.addresses;
    addresses.set(customer.customerId, { ...address, addressId });
    const at = noon + number * 60_000;
    await world.fail(address, { at });
    await table.put(Message, threadMessage(customer.customerId, at), 'absent');
  }
  await world.settle();
}, 120_000);
afterAll(() => engine?.stop());

interface Page {
  readonly items: readonly {
    readonly customerId?: string;
    readonly owners?: readonly { readonly customerId: string }[];
  }[];
  readonly nextCursor?: string;
}

const read = async (path: string): Promise<Page> => {
  if (path.startsWith('/v1/customers') || path.startsWith('/v1/alerts')) {
    return (await world.call<Page>(`GET ${path}`)).body;
  }
  return (await api<Page>({ call: `GET ${path}`, caller: { tenant: 'demo', roles: ['supervisor'] } })).body;
};

/** Customers of the list in its order. @param afterFirst done behind the first page */
const walk = async (path: string, afterFirst?: () => Promise<void>): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
    const { items, nextCursor } = await read(
      `${path}&limit=${pageSize}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    found.push(...items.map(({ customerId, owners }) => customerId ?? owners?.[0]?.customerId ?? 'nobody'));
    if (page === 0) await afterFirst?.();
    cursor = nextCursor;
  }
  return found;
};

const rename = async (customerId: string, name: string): Promise<void> => {
  const { body } = await world.call<CustomerAnswer & { version: number }>(`GET /v1/customers/${customerId}`);
  const headers = { 'if-match': String(body.version) };
  const { status } = await world.call(`PATCH /v1/customers/${customerId}`, { name }, {}, headers);
  expect(status).toBe(200);
};

/** What the erasure of a customer deletes of its base and its conversation; lists follow by the stream. */
const remove = async (customerId: string): Promise<void> => {
  const address = addresses.get(customerId);
  if (address === undefined) throw new Error(`No customer ${customerId}.`);
  const { pk, sk } = Owner.keys({ ...refOf(address), channel: 'email', customerId, addressId: address.addressId });
  for (const key of [
    ...[customerKey, gateKey, conversationKey].map((keyOf) => keyOf('demo', customerId)),
    addressItemKey('demo', customerId, address.addressId),
    { pk, sk },
  ]) {
    await world.table.delete(key, 'any');
  }
};

describe('while a list is paged', () => {
  it.each([
    ['customers', '/v1/customers?sort=name'],
    ['customers with a filter', '/v1/customers?untyped=true'],
    ['the register', '/v1/interactions?direction=inbound&sort=at'],
    ['the inbox', '/v1/conversations?sort=newest'],
    ['alerts', '/v1/alerts?channel=email'],
  ])('%s: who is renamed or deleted costs no other its place', async (_list, path) => {
    const before = await walk(path);
    expect(new Set(before).size).toBe(before.length);
    expect(before.length).toBeGreaterThan(3 * pageSize);
    // Of the first page its first row moves, its second and its last go; of the others one moves up and one goes.
    const [moves, goes, ends, goesLater, movesUp] = [0, 1, pageSize - 1, pageSize + 2, 2 * pageSize + 1].map(
      (position) => before[position] ?? '',
    );
    const touched = [moves, goes, ends, goesLater, movesUp].filter((id) => id !== undefined);
    const found = await walk(path, async () => {
      await rename(moves ?? '', 'Zulema');
      await rename(movesUp ?? '', 'Aarón');
      for (const id of [goes, ends, goesLater]) await remove(id ?? '');
      await world.settle();
    });
    expect(found.filter((id) => !touched.includes(id))).toEqual(before.filter((id) => !touched.includes(id)));
  });
});
