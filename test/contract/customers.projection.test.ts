/**
 * Lists and search follow the base whatever the order (I6; issue 10 C12): several projections of one customer at once,
 * each after a change of its own, with every call to the table in an order that fast-check chooses. Some die; what they
 * had on its way lands whenever it likes, as after a kill, and the change is told again, as by the stream.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromItem, type Item, type Key, type Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { Customer, type CustomerValue } from '#shared/customers/entities.ts';
import { listingOf } from '#shared/customers/facets.ts';
import { FacetRow, SearchToken } from '#shared/customers/listing.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { Crash, type Fault, Lifetime } from '../support/faults.ts';

const numRuns = Number(process.env.INTERLEAVINGS ?? 25);
const tenant = 'demo';
const now = Date.UTC(2026, 10, 23, 15);
const senders = { email: null, sms: null, whatsapp: null };
const identity = {
  tenant,
  name: 'Demo',
  timeZone: 'America/Santiago',
  language: 'es',
  defaultCountry: 'CL',
  senders,
} as const;
const company = newCompany(identity, now);

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());

const create = async (customerId: string): Promise<void> => {
  await createCustomer(
    {
      customers: new CustomerStore(engine.table),
      findCompany: async () => company,
      findUser: async () => undefined,
      assess: async () => ({
        standings: new Map(),
        contactability: 'ok',
        contactabilityReason: null,
        callOnly: false,
        alerts: 0,
      }),
      clock: { now: () => now },
      addressKey: 'address-key-of-the-test',
    },
    {
      tenant,
      userId: 'ana',
      customerId,
      body: {
        name: `Cliente ${customerId}`,
        addresses: [{ channel: 'email', value: `${customerId}@uno.example` }],
        portfolios: ['Norte'],
      },
      at: now,
      repeated: false,
    },
  );
};

/** What people and events do to a customer. `many` moves more rows than one transaction takes. */
const changes = {
  alert: { contactability: 'problems', alerts: 1 },
  none: { contactability: 'none', alerts: 2 },
  name: { name: 'Ñandú Otro' },
  portfolios: { portfolios: ['Norte', 'Sur'] },
  fewer: { portfolios: [], tags: [] },
  many: { tags: Array.from({ length: 60 }, (_, index) => `t${index}`) },
  manyNamed: { name: 'Zoila Muchas', tags: Array.from({ length: 60 }, (_, index) => `t${index}`) },
  note: { influencer: true },
} as const satisfies Readonly<Record<string, Partial<CustomerValue>>>;
type Change = keyof typeof changes;

const change = async (table: Table, customerId: string, name: Change): Promise<void> => {
  const customers = new CustomerStore(table);
  for (;;) {
    const head = await customers.find(tenant, customerId, { consistent: true });
    if (head === undefined) throw new Error('no customer');
    const { version } = head.value;
    const next = { ...head.value, ...changes[name], version: version + 1 } as CustomerValue;
    try {
      await table.put(Customer, next, head.revision);
      return;
    } catch (error) {
      if (error instanceof Crash) throw error;
    }
  }
};

const project = (table: Table, customerId: string): Promise<boolean> =>
  projectCustomer({ customers: new CustomerStore(table), listings: new ListingStore(table) }, tenant, customerId);

/** Keys of all rows and words that anybody ever wrote. */
const written = new Map<string, Key>();
interface Put {
  readonly Item?: Item;
}
interface Written extends Put {
  readonly TransactItems?: readonly { readonly Put?: Put }[];
  readonly RequestItems?: Readonly<Record<string, readonly { readonly PutRequest?: Put }[]>>;
}
const noting: Fault = (call, send) => {
  if (call.kind === 'read') return send();
  const { Item: item, TransactItems = [], RequestItems = {} } = (call.command as { readonly input: Written }).input;
  const batch = Object.values(RequestItems).flatMap((requests) => requests.map(({ PutRequest }) => PutRequest?.Item));
  for (const put of [item, ...TransactItems.map(({ Put }) => Put?.Item), ...batch]) {
    if (put?.type !== FacetRow.type && put?.type !== SearchToken.type) continue;
    written.set(`${put.pk} ${put.sk}`, { pk: String(put.pk), sk: String(put.sk) });
  }
  return send();
};

/** What stands in lists and search of the customer, whoever put it there, is what the base would put there. */
const compare = async (customerId: string): Promise<void> => {
  const page = await new CustomerStore(engine.table).findPage(tenant, customerId, { consistent: true });
  if (page === undefined) throw new Error('no customer');
  const right = listingOf(
    page.customer.value,
    page.addresses.map(({ value }) => value),
  );
  const known = await new ListingStore(engine.table).find(tenant, customerId);
  expect(known?.value).toEqual(right);
  const own = [...written.values()].filter(({ sk }) => sk.endsWith(`#${customerId}`));
  const items = await engine.table.batchGet(own, { consistent: true });
  const rows = items.filter(({ type }) => type === FacetRow.type).map((item) => fromItem(FacetRow, item).value);
  expect(rows.map(({ facet, order }) => `${facet} ${order}`).sort()).toEqual(
    right.places.map(([facet, order]) => `${facet} ${order}`).sort(),
  );
  for (const { facet, row } of rows) expect(row, facet).toEqual(right.row);
  const words = items.filter(({ type }) => type === SearchToken.type).map((item) => fromItem(SearchToken, item).value);
  expect(words.map(({ token }) => token).sort()).toEqual([...right.tokens].sort());
};

interface Worker {
  readonly change: Change;
  /** The call with an effect at which it dies, or none. */
  readonly diesAt: number | null;
}
const workers = fc.array(
  fc.record({
    change: fc.constantFrom(...(Object.keys(changes) as Change[])),
    diesAt: fc.option(fc.integer({ min: 0, max: 14 }), { freq: 2 }),
  }),
  { minLength: 2, maxLength: 3 },
);

const through = (fault: Fault): Table =>
  engine.through(
    new Lifetime((call, send, lifetime) => noting(call, () => fault(call, send, lifetime), lifetime)).wrap(
      engine.client,
    ),
  );

describe('projections of one customer', () => {
  let count = 0;
  const run = async (scheduler: fc.Scheduler, team: readonly Worker[], isListed: boolean): Promise<void> => {
    count += 1;
    const customerId = `c${count}`;
    await create(customerId);
    if (isListed)
      await project(
        through((_call, send) => send()),
        customerId,
      );
    const landing: Promise<unknown>[] = [];
    const inTurn =
      (diesAt: number | null): Fault =>
      async ({ name, kind, position }, send, lifetime) => {
        await scheduler.schedule(Promise.resolve(name), name);
        if (kind === 'read' || position !== diesAt) return send();
        // On its way when its process dies: it lands later, or is refused.
        landing.push(
          scheduler
            .schedule(Promise.resolve(name), `late ${name}`)
            .then(send)
            .catch(() => undefined),
        );
        return lifetime.die();
      };
    const tableOf = (diesAt: number | null): Table => through(inTurn(diesAt));
    const work = async ({ change: name, diesAt }: Worker): Promise<void> => {
      // The change itself is made: what is told of it is what dies.
      await change(tableOf(null), customerId, name);
      try {
        await project(tableOf(diesAt), customerId);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        await project(tableOf(null), customerId);
      }
    };
    await scheduler.waitFor(Promise.all(team.map(work)));
    await scheduler.waitIdle();
    await Promise.all(landing);
    await compare(customerId);
  };

  it('end with the rows and words of the base in any order of their calls, and wherever some of them die', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), workers, fc.boolean(), run), { numRuns, endOnFailure: true });
  });

  it('write a row that somebody lost, and take away none that is theirs', async () => {
    const customerId = 'lost';
    await create(customerId);
    await project(
      through((_call, send) => send()),
      customerId,
    );
    const known = await new ListingStore(engine.table).find(tenant, customerId);
    const [[facet, order] = ['', '']] = known?.value.places ?? [];
    const row = known?.value.row;
    if (row === undefined) throw new Error('no row');
    await engine.table.delete(FacetRow.keys({ tenant, facet, order, row }));
    await change(engine.table, customerId, 'note');
    await project(
      through((_call, send) => send()),
      customerId,
    );
    await compare(customerId);
  });
});
