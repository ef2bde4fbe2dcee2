/** Lists and search of customers on the real engine: A13–A15, E2, E5–E12, Q2b, Q6, Q13, Q15; budgets of design §5. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CustomerRowSchema, CustomerSchema } from '#contract/customers.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Choice, Company, choicePartition, User } from '#shared/companies/entities.ts';
import { prepareFailure } from '#shared/contactability/address-state.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { newConversation } from '#shared/conversations/new-conversation.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { countListed } from '#shared/customers/count-listed.ts';
import { customerKey } from '#shared/customers/entities.ts';
import { ListCountStore } from '#shared/customers/list-count-store.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { rebuildProjections } from '#shared/customers/rebuild-projections.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import { foldText } from '#shared/customers/search-terms.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Customer = z.infer<typeof CustomerSchema>;
type Row = z.infer<typeof CustomerRowSchema>;
type Page = { items: Row[]; nextCursor?: string; total?: number };

const addressKey = 'address-key-of-the-test';
const dayMs = 86_400_000;
/** 23 November 2026, noon in Santiago (UTC−3). */
const today = Date.UTC(2026, 10, 23, 15);
const demo = { tenant: 'demo' };
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined };

let engine: TestTable;
/** Read units since it was last set to zero. */
let units = 0;
interface Call {
  readonly commandName: string | undefined;
  readonly input: object;
}
/** While set, calls of which it is true fail. */
let dies: ((call: Call) => boolean) | undefined;
/** While set, no batch of rows is written. */
let crashes = false;
let now = today;
const clock = { now: () => now };
let api: ReturnType<typeof callApi>;
const customers: Customer[] = [];
/** Last contact of those who had one, epoch ms. */
const contactedAt = new Map<string, number>();

const record = (customerId: string): DynamoDBRecord => {
  const { pk, sk } = customerKey('demo', customerId);
  return {
    eventName: 'MODIFY',
    dynamodb: { SequenceNumber: `seq-${customerId}`, Keys: { pk: { S: pk }, sk: { S: sk } } },
  };
};

/** Runs the stream's function over a batch that holds each customer twice, as real ones do. */
const projectAll = async (ids: readonly string[]): Promise<void> => {
  const handler = createProjections({ table: engine.table, clock, log });
  for (let start = 0; start < ids.length; start += 50) {
    const batch = ids.slice(start, start + 50).flatMap((id) => [record(id), record(id)]);
    expect(await handler({ Records: batch })).toEqual({ batchItemFailures: [] });
  }
};

const list = async (query: string, userId = 'user-1'): Promise<Page & Problem> =>
  (await api<Page & Problem>({ call: `GET /v1/customers?${query}`, caller: { ...demo, userId } })).body;

/** Most units of a page of one filter, and of any number of them while nothing matches (ADR 64). */
const pageUnits = 40;
const emptyUnits = 400;

/** All pages of a list; fails when a customer comes twice or a page costs more than it may. */
const listAll = async (query: string, limit = 7, mostUnits = pageUnits): Promise<Row[]> => {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 200; page += 1) {
    units = 0;
    const answer = await list(`${query}&limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    expect(answer.items, JSON.stringify(answer)).toBeDefined();
    expect(units, query).toBeLessThanOrEqual(mostUnits);
    rows.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  expect(cursor).toBeUndefined();
  expect(new Set(rows.map(({ customerId }) => customerId)).size).toBe(rows.length);
  return rows;
};

const raiseAlert = async (address: Customer['addresses'][number]): Promise<void> => {
  const fact = {
    factId: `f-${address.addressId}`,
    messageId: 'c-m',
    class: 'HARD' as const,
    code: 'Permanent/General',
    at: now,
    epoch: 0,
    day: '2026-11-23',
  };
  const hash = addressHash(addressKey, address.channel, address.value);
  const states = new AddressStateStore(engine.table);
  const plan = await prepareFailure({ states, clock }, { ...demo, channel: address.channel, hash, fact, threshold: 3 });
  await engine.table.transact(plan.actions);
};

const CapacitySchema = z.object({ CapacityUnits: z.number() });
const AnswerSchema = z.object({ ConsumedCapacity: z.union([CapacitySchema, z.array(CapacitySchema)]) });
const unitsOf = (output: object): number => {
  const parsed = AnswerSchema.safeParse(output);
  if (!parsed.success) return 0;
  return [parsed.data.ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
};

/** Invented people whose every property differs from their neighbour's. */
const person = (i: number) => ({
  name: `${['Ana', 'Álvaro', 'beatriz', 'Ñuño', 'Carla'][i % 5]} ${['Rojas', 'Peña', 'Soto'][i % 3]} ${i}`,
  ...(i % 4 === 0 ? { documentType: 'DNI', documentNumber: `D-${1000 + i}` } : {}),
  addresses:
    i % 11 === 0
      ? []
      : [
          { channel: 'email', value: `persona${i}@ejemplo.cl` },
          { channel: 'sms', value: `+5691234${String(i).padStart(4, '0')}` },
        ],
  ...(i % 3 === 0 ? { advisorId: `advisor-${i % 2}` } : {}),
  portfolios: i % 5 === 0 ? ['Hipotecario', 'Consumo'] : i % 5 === 1 ? ['Consumo'] : [],
  tags: i % 6 === 0 ? ['vip #1'] : [],
  influencer: i % 9 === 0,
  metadata: i % 2 === 0 ? { gender: 'Femenino' } : {},
});

beforeAll(async () => {
  engine = await startTable();
  engine.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (crashes && context.commandName === 'BatchWriteItemCommand') throw new Error('crashed');
      if (dies?.({ commandName: context.commandName, input: args.input })) throw new Error('crashed');
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      units += unitsOf(answer.output);
      return answer;
    },
    { step: 'initialize' },
  );
  api = callApi(customerRoutes({ table: engine.table, clock, cursors: createCursors('k'), addressKey }));
  const company = newCompany(
    {
      tenant: 'demo',
      name: 'Demo',
      timeZone: 'America/Santiago',
      language: 'es',
      defaultCountry: 'CL',
      senders: { email: null, sms: null, whatsapp: null },
    },
    now,
  );
  await engine.table.put(Company, company, 'absent');
  await engine.table.put(Company, { ...company, tenant: 'acme' }, 'absent');
  for (const userId of ['advisor-0', 'advisor-1']) {
    const user = { tenant: 'demo', userId, name: userId, email: `${userId}@x.cl`, roles: ['advisor' as const] };
    await engine.table.put(User, { ...user, updatedAt: now }, 'absent');
  }

  for (let i = 0; i < 120; i += 1) {
    // Two a day: the last twelve are new.
    now = today - Math.floor((119 - i) / 2) * dayMs + i;
    const answer = await api<Customer>({ call: 'POST /v1/customers', body: person(i), caller: demo });
    expect(answer.status).toBe(201);
    customers.push(answer.body);
    const { customerId, addresses } = answer.body;
    if (i % 4 === 1) {
      const dueDate = new Date(today + (10 - i) * dayMs).toISOString().slice(0, 10);
      const body = { code: 'D1', dueDate, balance: 1000 + i, currency: 'CLP', state: 'current' };
      await api({ call: `PUT /v1/customers/${customerId}/debts`, body, caller: demo });
    }
    for (const address of addresses.slice(0, i % 8 === 2 ? 1 : i % 8 === 3 ? 2 : 0)) await raiseAlert(address);
    if (i % 10 === 0) {
      await api({ call: `PUT /v1/customers/${customerId}/favorite`, body: { favorite: true }, caller: demo });
    }
  }
  now = today;
  const assess = createAssess({ states: new AddressStateStore(engine.table) }, { consistent: true });
  const company$ = async () => company;
  for (const [position, { customerId }] of customers.entries()) {
    const deps = { customers: new CustomerStore(engine.table), findCompany: company$, assess };
    await refreshContactability(deps, 'demo', customerId);
    const page = await api<Customer>({ call: `GET /v1/customers/${customerId}`, caller: demo });
    customers[position] = page.body;
  }
  await projectAll(customers.map(({ customerId }) => customerId));
  for (const [position, { customerId }] of customers.entries()) {
    const customer = await new CustomerStore(engine.table).find('demo', customerId);
    if (customer === undefined) throw new Error(`customer ${customerId} is missing`);
    // Every third was never written to, and every fifth of the others is archived.
    const at = today - ((position * 37) % 120) * dayMs;
    if (position % 3 === 0) continue;
    contactedAt.set(customerId, at);
    const conversation = {
      ...newConversation(customer.value),
      last: {
        id: `m${position}`,
        at,
        channel: 'sms',
        direction: 'outbound',
        preview: '',
        status: 'delivered',
      } as const,
      activityAt: at,
      archivedAt: position % 5 === 0 ? at + 1 : 0,
    };
    await new ConversationStore(engine.table).save(conversation, undefined);
  }
}, 120_000);
afterAll(() => engine?.stop());

const newSince = Date.UTC(2026, 10, 18, 3);
const alertsOf = (customer: Customer) => customer.addresses.filter(({ alert }) => alert !== null).length;

const digitsOf = (text: string) => text.replace(/\D/g, '');

/** A search, said over all that a customer is known by: words in the name, or one part of an address, document or number. */
const finds = (customer: Customer, query: string): boolean => {
  const words = foldText(query).split(' ');
  const name = foldText(customer.name).split(' ');
  const begins = (word: string, texts: readonly string[]) => texts.some((text) => text.startsWith(word));
  const mails = customer.addresses.filter(({ channel }) => channel === 'email').map(({ value }) => value);
  const numbers = customer.addresses.filter(({ channel }) => channel !== 'email').map(({ value }) => digitsOf(value));
  const digits = digitsOf(query);
  if (/^[\d\s+]+$/.test(query)) {
    return numbers.some((own) => own.endsWith(digits) || begins(digits, [own, own.slice(2), own.slice(3)]));
  }
  const others = [...mails, ...mails.flatMap((mail) => mail.split('@')), foldText(customer.documentNumber ?? '')];
  const bare = (text: string) => text.replace('-', '');
  // Of several words those of letters alone are words of the name.
  const isAny = (word: string) => words.length === 1 || /[\d.@]/.test(word);
  return words.every((word) => begins(word, name) || (isAny(word) && begins(bare(word), others.map(bare))));
};

const owed = (c: Customer) => Math.max(0, ...Object.values(c.debtSummary.balances));
const days = (c: Customer) => (c.debtSummary.dueDate === null ? undefined : c.debtSummary.daysOverdue);

const searches = [
  ...[
    'roj',
    'ALVARO',
    'ñuño',
    'ana 1',
    'd-10',
    'persona5',
    '+56 9 1234',
    '912340005',
    '0007',
    'rojas persona3',
    '340012',
  ],
  ...['rojas ana', 'ana roj', 'a rojas', 'soto beat', 'DNI D-1012', 'ana ejemplo.cl', '@ejemplo', 'pena carla 1'],
];

/** What each filter means, said over the customers' pages and not over lists. */
const oracle: Record<string, (customer: Customer) => boolean> = {
  'contactability=ok': (c) => c.contactability === 'ok',
  'contactability=problems': (c) => alertsOf(c) > 0,
  'contactability=none': (c) => c.contactability === 'none',
  'segment=No+contactable': (c) => c.contactability === 'none',
  'segment=Sin+deuda': (c) => c.segment === 'Sin deuda',
  'segment=Vigente': (c) => c.segment === 'Vigente',
  'segment=Mora+1%E2%80%9330': (c) => c.segment === 'Mora 1–30',
  'segment=Mora+m%C3%A1s+de+90': (c) => c.segment === 'Mora más de 90',
  'advisor=advisor-1': (c) => c.advisorId === 'advisor-1',
  'portfolio=Consumo': (c) => c.portfolios.includes('Consumo'),
  'tag=vip+%231': (c) => c.tags.includes('vip #1'),
  'contactability=none%7Cok': (c) => c.contactability !== 'problems',
  'contactability=none%7Cproblems': (c) => c.contactability === 'none' || alertsOf(c) > 0,
  'segment=Vigente%7CSin+deuda': (c) => ['Vigente', 'Sin deuda'].includes(c.segment),
  'segment=Mora+1%E2%80%9330%7CMora+31%E2%80%9360': (c) => ['Mora 1–30', 'Mora 31–60'].includes(c.segment),
  'advisor=-': (c) => c.advisorId === null,
  'advisor=-%7Cadvisor-0': (c) => c.advisorId === null || c.advisorId === 'advisor-0',
  'advisor=advisor-0%7Cadvisor-1': (c) => c.advisorId !== null,
  'portfolio=Consumo%7CHipotecario': (c) => c.portfolios.length > 0,
  'daysOverdueFrom=1&daysOverdueTo=30': (c) => (days(c) ?? 0) >= 1 && (days(c) ?? 31) <= 30,
  'daysOverdueTo=0': (c) => days(c) === 0,
  'daysOverdueFrom=20': (c) => (days(c) ?? 0) >= 20,
  'balanceFrom=1050': (c) => owed(c) >= 1050,
  'balanceTo=1050': (c) => owed(c) <= 1050,
  'balanceFrom=1010&balanceTo=1060': (c) => owed(c) >= 1010 && owed(c) <= 1060,
  'favorite=true': (c) => c.favorite,
  'favorite=false': (c) => !c.favorite,
  'new=true': (c) => Date.parse(c.createdAt) >= newSince,
  'new=false': (c) => Date.parse(c.createdAt) < newSince,
  'influencer=true': (c) => c.influencer,
  'untyped=true': (c) => Object.keys(c.metadata).length === 0,
  'untyped=false': (c) => Object.keys(c.metadata).length > 0,
  ...Object.fromEntries(
    searches.map((q) => [`q=${encodeURIComponent(q)}`, (c: Customer) => finds(c, q.replace(/^DNI |^@/, ''))]),
  ),
};

const idsOf = (rows: readonly { customerId: string }[]): string[] => rows.map(({ customerId }) => customerId).sort();

describe('filters', () => {
  it.each(Object.keys(oracle))(
    '%s finds exactly the customers that it says (A15, E8–E11, Q2b, Q6, Q15)',
    async (query) => {
      const expected = customers.filter((customer) => oracle[query]?.(customer));
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(customers.length);
      expect(idsOf(await listAll(query))).toEqual(idsOf(expected));
    },
  );

  it('any two filters together find what both say, in every order', async () => {
    const names = Object.keys(oracle);
    const sorts = [
      '',
      '&sort=name',
      ...['-name', 'createdAt', '-daysOverdue', 'balance', '-alerts', '-lastContact'].map((by) => `&sort=${by}`),
    ];
    let pairs = 0;
    for (const [position, first] of names.entries()) {
      for (const second of names.slice(position + 1)) {
        // Both ends of a range are one filter.
        const names = (query: string) => query.split('&').map((each) => each.split('=')[0]?.replace(/(From|To)$/, ''));
        if (names(first).some((name) => names(second).includes(name))) continue;
        pairs += 1;
        // Every third of them, in all orders: the rest would only take longer.
        if (pairs % 3 !== 0) continue;
        const expected = customers.filter((c) => oracle[first]?.(c) && oracle[second]?.(c));
        const query = `${first}&${second}${sorts[(pairs / 3) % sorts.length]}`;
        expect(idsOf(await listAll(query, 50, emptyUnits)), query).toEqual(idsOf(expected));
      }
    }
    expect(pairs).toBeGreaterThan(200);
  }, 120_000);

  it('refuses a segment that the company has not, and a search without two letters', async () => {
    expect((await list('segment=Mora')).code).toBe('FILTER_INVALID');
    for (const query of [
      'segment=Vigente%7CMora',
      'advisor=%7C',
      'balanceFrom=-1',
      'balanceFrom=2&balanceTo=1',
      'daysOverdueFrom=x',
    ]) {
      expect((await list(query)).code, query).toBe('FILTER_INVALID');
    }
    expect((await list('q=a')).code).toBe('FILTER_INVALID');
    expect((await list('q=%20-%20')).code).toBe('FILTER_INVALID');
  });
});

describe('orders and rows', () => {
  const byName = (rows: readonly Row[]) =>
    rows.map(({ name }) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());

  it('E2: sorts by name without regard to case and accents, and by creation, both ways', async () => {
    const names = byName(await listAll('sort=name'));
    expect(names).toEqual([...names].sort());
    expect(names).toHaveLength(120);
    expect(byName(await listAll('sort=-name'))).toEqual([...names].reverse());
    expect(byName(await listAll(''))).toEqual(names);
    const created = (await listAll('sort=createdAt')).map(({ customerId }) => customerId);
    expect(created).toEqual(customers.map(({ customerId }) => customerId));
    expect((await listAll('sort=-createdAt')).map(({ customerId }) => customerId)).toEqual([...created].reverse());
    expect((await listAll('contactability=none&sort=-createdAt')).map(({ createdAt }) => createdAt)).toEqual(
      customers
        .filter((c) => c.contactability === 'none')
        .map(({ createdAt }) => createdAt)
        .reverse(),
    );
  });

  it.each(['', 'portfolio=Consumo', 'contactability=problems', 'favorite=true', 'advisor=-', 'balanceFrom=1001'])(
    '%s sorts by days overdue, balance, alerts and last contact, who has none last, page by page (issue 12, line 6)',
    async (filter) => {
      const values: Readonly<Record<string, (row: Row) => number | undefined>> = {
        // Those that are not due yet stand in the order of their dates.
        daysOverdue: ({ debtSummary: { dueDate } }) => (dueDate === null ? undefined : -Date.parse(dueDate)),
        balance: ({ debtSummary: { balances } }) => Object.values(balances)[0],
        alerts: ({ alerts }) => alerts || undefined,
        lastContact: ({ customerId }) => contactedAt.get(customerId),
      };
      const all = idsOf(await listAll(filter, 50));
      for (const [name, value] of Object.entries(values)) {
        for (const sign of [1, -1]) {
          // Who has no last contact is known from the conversation alone.
          const most = name === 'lastContact' ? emptyUnits : pageUnits;
          const rows = await listAll(`${filter}&sort=${sign === 1 ? '' : '-'}${name}`, 7, most);
          expect(idsOf(rows), name).toEqual(all);
          const found = rows.map(value);
          const given = found.filter((each) => each !== undefined);
          expect(found.slice(given.length).every((each) => each === undefined)).toBe(true);
          expect(given, `${sign} ${name}`).toEqual(given.toSorted((a, b) => sign * (a - b)));
        }
      }
    },
  );

  it('tells the last contact where a list asks for it, or stands in its order (issue 12, line 6)', async () => {
    const told = (row: Row | undefined) => [row?.customerId, row?.lastContactAt];
    const expected = (customerId: string) => {
      const at = contactedAt.get(customerId);
      return [customerId, at === undefined ? null : new Date(at).toISOString()];
    };
    const asked = await listAll('lastContact=true', 50);
    expect(asked.map(told)).toEqual(asked.map(({ customerId }) => expected(customerId)));
    const ordered = await listAll('sort=-lastContact', 50, emptyUnits);
    expect(ordered.map(told)).toEqual(ordered.map(({ customerId }) => expected(customerId)));
    const found = await listAll('q=ro&sort=-lastContact', 50, emptyUnits);
    expect(found.map(told)).toEqual(found.map(({ customerId }) => expected(customerId)));
    expect((await list('')).items[0]).not.toHaveProperty('lastContactAt');
  });

  it('Q15: a segment without a wished order comes oldest debt first', async () => {
    const due = (await listAll('segment=Mora+m%C3%A1s+de+90')).map(({ debtSummary }) => debtSummary.dueDate ?? '');
    expect(due).toEqual([...due].sort());
  });

  it("Q16: a row tells what the customer's page tells", async () => {
    const rows = await listAll('sort=createdAt', 100);
    for (const [position, row] of rows.entries()) {
      const customer = customers[position];
      expect(row).toMatchObject({
        customerId: customer?.customerId,
        documentNumber: customer?.documentNumber,
        contactability: customer?.contactability,
        segment: customer?.segment,
        debtSummary: customer?.debtSummary,
        favorite: customer?.favorite,
        channels: [...new Set(customer?.addresses.map(({ channel }) => channel))],
        // E4: the first e-mail address and the first number.
        contacts: [
          customer?.addresses.find(({ channel }) => channel === 'email'),
          customer?.addresses.find(({ channel }) => channel !== 'email'),
        ].flatMap((address) => (address === undefined ? [] : [{ channel: address.channel, value: address.value }])),
      });
    }
  });

  it('Q15: days overdue, segment and its filter move at midnight without a write', async () => {
    const before = await listAll('segment=Vigente', 50);
    const due = before.filter(
      ({ debtSummary }) => debtSummary.dueDate === '2026-11-24' || debtSummary.daysOverdue === 0,
    );
    expect(due).toEqual(before);
    now = today + 20 * dayMs;
    expect(await listAll('segment=Vigente', 50)).toEqual([]);
    expect(idsOf(await listAll('segment=Mora+1%E2%80%9330', 50))).toEqual(
      expect.arrayContaining(idsOf(before.filter((row) => row.contactability !== 'none'))),
    );
    now = today;
  });

  it('I17: another company sees none of them, and its cursor is of no use elsewhere', async () => {
    const foreign = await api<Page>({ call: 'GET /v1/customers?q=rojas', caller: { tenant: 'acme' } });
    expect(foreign.body.items).toEqual([]);
    const { nextCursor } = await list('limit=5');
    const stolen = await api<Problem>({
      call: `GET /v1/customers?limit=5&cursor=${nextCursor}`,
      caller: { tenant: 'acme' },
    });
    expect(stolen.body.code).toBe('CURSOR_INVALID');
    expect((await list(`limit=5&influencer=true&cursor=${nextCursor}`)).code).toBe('CURSOR_INVALID');
  });

  it('E13: rows carry the metadata columns that were asked for, page by page, and only those', async () => {
    const plain = await list('limit=5');
    expect(plain.items.every((row) => row.metadata === undefined)).toBe(true);
    for (const query of ['', 'q=ro', 'favorite=true', 'segment=Sin+deuda']) {
      const rows = await listAll(`${query}&columns=gender,address`, 50);
      expect(rows.length, query).toBeGreaterThan(0);
      for (const { customerId, metadata } of rows) {
        expect(metadata).toEqual(customers.find((one) => one.customerId === customerId)?.metadata);
      }
    }
    const other = await list('limit=5&columns=clientNumber');
    expect(other.items.every((row) => JSON.stringify(row.metadata) === '{}')).toBe(true);
    expect((await list('columns=gender,color')).code).toBe('FILTER_INVALID');
  });

  it("E16: e-mail, phone and RUT are the customer's own where the profile records none", async () => {
    const rows = await listAll('columns=email,phone,rut', 50);
    const own = (customerId: string) => {
      const customer = customers.find((one) => one.customerId === customerId);
      const email = customer?.addresses.find(({ channel }) => channel === 'email')?.value;
      const phone = customer?.addresses.find(({ channel }) => channel !== 'email')?.value;
      const rut = customer?.documentType === 'RUT' ? customer.documentNumber : undefined;
      return JSON.parse(JSON.stringify({ email, phone, rut }));
    };
    for (const { customerId, metadata } of rows) expect(metadata).toEqual(own(customerId));
    expect(rows.some(({ metadata }) => metadata?.email !== undefined)).toBe(true);
    // What the profile records stays.
    expect(rows).toHaveLength(customers.length);
  });

  it('costs at most 4 read units for a page of 50, and 30 with search or columns (budget of design §5)', async () => {
    for (const [query, ceiling] of [
      ['limit=50', 4],
      ['limit=50&sort=-createdAt', 4],
      ['limit=50&contactability=ok', 4],
      ['limit=50&sort=-daysOverdue', 8],
      ['limit=50&sort=-balance', 30],
      ['limit=50&sort=-alerts', 30],
      ['limit=50&contactability=ok&sort=-balance', 30],
      ['limit=50&sort=-lastContact', 36],
      ['limit=50&lastContact=true', 30],
      ['limit=50&advisor=-', 4],
      ['limit=50&q=ro', 30],
      ['limit=50&columns=gender,email,rut', 30],
      ['limit=50&contactability=ok&columns=gender', 30],
    ] as const) {
      units = 0;
      const { items } = await list(query);
      expect(items.length, query).toBeGreaterThan(30);
      expect(units, query).toBeGreaterThan(0);
      // The company is read once in five seconds, not once a page.
      expect(units, query).toBeLessThanOrEqual(ceiling + 0.5);
    }
  });
});

it("reads a customer's page with two addresses for at most 3 units (budget of design §5)", async () => {
  const customer = customers.find(({ addresses }) => addresses.length === 2);
  units = 0;
  await api({ call: `GET /v1/customers/${customer?.customerId}`, caller: demo });
  expect(units).toBeGreaterThan(0);
  expect(units).toBeLessThanOrEqual(3);
});

describe('projection', () => {
  const partitions = ['name#all', 'created#all', 'name#portfolio#Consumo', 'name#portfolio#Nueva', 'name#tag#t'];
  const facetsWith = async (customerId: string): Promise<string[]> => {
    const listings = new ListingStore(engine.table);
    const found: string[] = [];
    for (const facet of partitions) {
      const page = await listings.listRows('demo', [facet], { reverse: false }, { limit: 500, after: undefined });
      for (const item of page.items) if (String(item.sk).endsWith(customerId)) found.push(`${facet} ${item.sk}`);
    }
    return found;
  };

  it('moves a customer that changes its name and portfolio, leaves nothing behind, and a replayed record changes nothing', async () => {
    const created = await api<Customer>({
      call: 'POST /v1/customers',
      body: { name: 'Zoe Antes', addresses: [], portfolios: ['Consumo'], tags: ['t'] },
      caller: demo,
    });
    const { customerId } = created.body;
    await projectAll([customerId]);
    expect((await list('q=zoe+antes')).items).toHaveLength(1);
    const body = { name: 'Abel Después', portfolios: ['Nueva'], tags: [] };
    await api({ call: `PATCH /v1/customers/${customerId}`, body, caller: demo });
    await projectAll([customerId]);
    await projectAll([customerId]);
    expect((await facetsWith(customerId)).filter((place) => !place.startsWith('created'))).toEqual([
      `name#all abel despues#${customerId}`,
      `name#portfolio#Nueva abel despues#${customerId}`,
    ]);
    expect((await list('q=zoe')).items).toEqual([]);
    expect((await list('q=despues')).items[0]).toMatchObject({ customerId, name: 'Abel Después', version: 2 });
    const choices: string[] = [];
    for await (const item of engine.table.queryAll({ pk: choicePartition('demo') })) {
      const { kind, value } = fromItem(Choice, item).value;
      choices.push(`${kind} ${value}`);
    }
    expect(choices).toEqual(expect.arrayContaining(['portfolio Nueva', 'portfolio Consumo', 'tag vip #1']));
  });

  it('two projections at once and a crash halfway leave the same rows as one', async () => {
    const created = await api<Customer>({
      call: 'POST /v1/customers',
      body: { name: 'Yara Uno', addresses: [], portfolios: ['Consumo'] },
      caller: demo,
    });
    const { customerId } = created.body;
    crashes = true;
    const broken = createProjections({ table: engine.table, clock, log });
    const failed = await broken({ Records: [record(customerId)] });
    expect(failed.batchItemFailures).toEqual([{ itemIdentifier: `seq-${customerId}` }]);
    crashes = false;
    await api({ call: `PATCH /v1/customers/${customerId}`, body: { name: 'Yara Dos' }, caller: demo });
    await Promise.all([projectAll([customerId]), projectAll([customerId]), projectAll([customerId])]);
    expect((await facetsWith(customerId)).filter((place) => place.startsWith('name'))).toEqual([
      `name#all yara dos#${customerId}`,
      `name#portfolio#Consumo yara dos#${customerId}`,
    ]);
    expect((await list('q=uno')).items).toEqual([]);
  });

  it('a first projection that dies before its rows is made good by the next telling of the same change', async () => {
    const body = { name: 'Zoila Primera', addresses: [], portfolios: ['Sólo suya'] };
    const { customerId } = (await api<Customer>({ call: 'POST /v1/customers', body, caller: demo })).body;
    crashes = true;
    const handler = createProjections({ table: engine.table, clock, log });
    await handler({ Records: [record(customerId)] });
    crashes = false;
    await projectAll([customerId]);
    expect((await list('q=zoila')).items.map((item) => item.customerId)).toEqual([customerId]);
    expect((await list('portfolio=S%C3%B3lo%20suya')).items).toHaveLength(1);
    const choices = await engine.table.query({ pk: choicePartition('demo'), consistent: true });
    expect(choices.items.map(({ value }) => value)).toContain('Sólo suya');
  });

  it('a rebuild restores rows, words and choices that were lost, resumably', async () => {
    const before = await listAll('sort=name', 100);
    const listings = new ListingStore(engine.table);
    const lost = await listings.listRows('demo', ['name#all'], { reverse: false }, { limit: 500, after: undefined });
    for (const item of lost.items) await engine.table.delete({ pk: String(item.pk), sk: String(item.sk) });
    expect(await listAll('sort=name', 100)).toEqual([]);
    const rebuildMore = async () => undefined;
    const customerStore = new CustomerStore(engine.table);
    const counts = new ListCountStore(engine.table);
    const deps = { customers: customerStore, listings, counts, cursors: createCursors('k'), log, rebuildMore };
    let cursor: string | undefined;
    let rebuilt = 0;
    for (let call = 0; call < 10; call += 1) {
      let asked = 0;
      const hasTime = () => {
        asked += 1;
        return asked <= 1;
      };
      const report = await rebuildProjections(deps, { tenant: 'demo', cursor, hasTime });
      expect(report.failed).toBe(0);
      rebuilt += report.rebuilt;
      cursor = report.cursor;
      if (cursor === undefined) break;
    }
    expect(rebuilt).toBe(before.length);
    expect(await listAll('sort=name', 100)).toEqual(before);
  });

  it('ignores what is no customer, and reports a customer that it cannot read alone', async () => {
    const created = await api<Customer>({
      call: 'POST /v1/customers',
      body: { name: 'Rota', addresses: [] },
      caller: demo,
    });
    const { customerId } = created.body;
    const key = customerKey('demo', customerId);
    const head = await new CustomerStore(engine.table).find('demo', customerId);
    if (head === undefined) throw new Error('no head');
    await engine.client.send(
      new UpdateCommand({
        TableName: engine.name,
        Key: key,
        UpdateExpression: 'REMOVE portfolios',
      }),
    );
    const other = {
      eventName: 'INSERT' as const,
      dynamodb: { SequenceNumber: 'x', Keys: { pk: { S: 'SYS#TENANTS' }, sk: { S: 'demo' } } },
    };
    const healthy = customers[0]?.customerId ?? '';
    const handler = createProjections({ table: engine.table, clock, log });
    const answer = await handler({ Records: [other, record(healthy), record(customerId)] });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: `seq-${customerId}` }]);
  });
});

describe('counts (issue 12, 6; ADR 66)', () => {
  const totalOf = async (query: string): Promise<number | undefined> => (await list(`${query}&limit=1`)).total;
  /** Filters that counters answer alone. */
  const counted = [
    '',
    'contactability=ok',
    'contactability=problems',
    'contactability=none',
    'contactability=ok%7Cnone',
    'contactability=problems%7Cnone',
    'contactability=ok%7Cproblems%7Cnone',
    'advisor=advisor-0',
    'advisor=-',
    'advisor=-%7Cadvisor-1',
    'portfolio=Consumo',
    'portfolio=Nadie',
    'tag=vip%20%231',
    'influencer=true',
    'influencer=false',
    'untyped=true',
    'daysOverdueFrom=1',
    'daysOverdueFrom=0',
    'daysOverdueTo=30',
    'daysOverdueFrom=31&daysOverdueTo=60',
    ...['Sin deuda', 'Vigente', 'Mora 1–30', 'Mora más de 90', 'No contactable', 'Mora 1–30|Sin deuda'].map(
      (name) => `segment=${encodeURIComponent(name)}`,
    ),
  ];
  const expectRight = async () => {
    for (const query of counted) {
      const { total, ...answer } = await list(`${query}&limit=1`);
      expect(total, `${query} ${JSON.stringify(answer)}`).toBe((await listAll(query, 100, emptyUnits)).length);
    }
  };

  it('are told by no list before every customer is counted, and are the rows of the list afterwards', async () => {
    expect(await totalOf('')).toBeUndefined();
    await new ListCountStore(engine.table).complete('demo');
    await expectRight();
    expect(await totalOf('')).toBeGreaterThan(100);
  });

  it('are not told of two filters, of words, ranges of money, favourites or several tags', async () => {
    for (const query of ['tag=a%7Cb', 'portfolio=Consumo&influencer=true', 'q=ana', 'balanceTo=9', 'favorite=true'])
      expect(await totalOf(query), query).toBeUndefined();
    expect(await totalOf('portfolio=Consumo&sort=-balance')).toBe(await totalOf('portfolio=Consumo'));
  });

  it('follow a change, however often it is told, by how many at once, and whatever died in between', async () => {
    const changed = customers.slice(0, 30).map(({ customerId }) => customerId);
    for (const [position, customerId] of changed.entries()) {
      const { body } = await api<Customer>({ call: `GET /v1/customers/${customerId}`, caller: demo });
      const tags = position % 2 === 0 ? [`c${position % 3}`, 'vip #1'] : [];
      const answer = await api({
        call: `PATCH /v1/customers/${customerId}`,
        body: { tags, influencer: position % 3 === 0, portfolios: ['Consumo', `P${position % 4}`] },
        caller: demo,
        headers: { 'if-match': `"${body.version}"` },
      });
      expect(answer.status).toBe(200);
    }
    const handler = createProjections({ table: engine.table, clock, log });
    const Records = changed.map(record);
    // Dies where it counts: nothing is written of it, and the records come again.
    dies = ({ commandName, input }) =>
      commandName === 'TransactWriteItemsCommand' && /listCount/.test(JSON.stringify(input));
    const answer = await handler({ Records });
    dies = undefined;
    expect(answer.batchItemFailures).toHaveLength(changed.length);
    expect(await totalOf('portfolio=P0')).toBe(0);
    await Promise.all([handler({ Records }), handler({ Records: Records.toReversed() }), handler({ Records })]);
    await handler({ Records });
    expect(await totalOf('portfolio=P0')).toBe(8);
    await expectRight();
  });

  it('cost little more than the mark of each customer, for many are counted in one write', async () => {
    const store = new ListCountStore(engine.table);
    const ids = customers.slice(30, 80).map(({ customerId }) => customerId);
    const states = await store.findStates('demo', ids);
    for (const { counted: mark } of states)
      if (mark !== undefined)
        await engine.table.delete({ pk: customerKey('demo', mark.value.customerId).pk, sk: 'LISTED' });
    units = 0;
    await countListed({ counts: store }, 'demo', ids);
    // 2 for each mark, 2 to read it and its listing, and some 20 counters in one or two transactions.
    expect(units / ids.length).toBeLessThan(7);
    units = 0;
    await countListed({ counts: store }, 'demo', ids);
    expect(units / ids.length).toBeLessThan(3);
  });
});
