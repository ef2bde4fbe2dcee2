/**
 * The lists of the register against the real engine (issue 12, 4; ADR 57): the stream keeps them, whatever it repeats; every
 * filter and every combination finds what looking at each row would find, and no more.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction, InteractionFilter } from '#contract/interactions.ts';
import { createCursors } from '#platform/cursor.ts';
import { addDays, localDay } from '#platform/local-time.ts';
import { type Table, toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { hasStatus } from '#shared/interactions/interaction.ts';
import { ListedRowStore } from '#shared/interactions/listed-row-store.ts';
import { listedRowsOf } from '#shared/interactions/listed-rows.ts';
import { createRowFilter } from '#shared/interactions/row-filter.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { Meter } from '../bench/meter.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { quietLog } from '../support/inbox-world.ts';
import { registerMessage, storeMessages, timeZone } from '../support/register-messages.ts';

const now = Date.parse('2026-11-23T15:00:00Z');
const day = 86_400_000;
const today = localDay(now, timeZone);

interface List {
  items: Interaction[];
  nextCursor?: string;
  range: { from: string; to: string } | null;
  searchedTo?: string;
}

let engine: TestTable;
let meter: Meter;
let call: ReturnType<typeof callApi>;

const tenants = ['demo', 'acme', 'grid', 'many'];

beforeAll(async () => {
  engine = await startTable();
  const senders = { email: null, sms: null, whatsapp: null };
  for (const tenant of tenants) {
    const company = { tenant, name: tenant, timeZone, language: 'es', defaultCountry: 'CL', senders } as const;
    await engine.table.put(Company, newCompany(company, now), 'absent');
  }
  meter = new Meter(engine.client, engine.name);
  const table = engine.through(meter.port);
  call = callApi(interactionsRoutes({ table, clock: { now: () => now }, cursors: createCursors('test-key') }));
}, 60_000);
afterAll(() => engine?.stop());

const list = async (query: string, tenant: string): Promise<List> => {
  const { status, body } = await call<List>({ call: `GET /v1/interactions?${query}`, caller: { tenant } });
  expect(status, query).toBe(200);
  return body;
};

/** Every page, in order. */
const pagesOf = async (query: string, tenant: string): Promise<List[]> => {
  const pages: List[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await list(cursor === undefined ? query : `${query}&cursor=${cursor}`, tenant);
    pages.push(page);
    cursor = page.nextCursor;
  }
  return pages;
};

const idsOf = (pages: readonly List[]): string[] =>
  pages.flatMap(({ items }) => items.map(({ messageId }) => messageId));

const unitsOf = async (work: () => Promise<unknown>, kind: 'read' | 'write' = 'read'): Promise<number> => {
  meter.reset();
  await work();
  return meter.charges.filter((charge) => charge.kind === kind).reduce((sum, { units }) => sum + units, 0);
};

let sequence = 0;
type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
const imageOf = (message: MessageValue): Image =>
  marshall(toItem(Message, message, 1), { removeUndefinedValues: true }) as Image;

/** The stream's record of a change. */
const recordOf = (before: MessageValue | undefined, after: MessageValue | undefined): DynamoDBRecord => {
  const { pk, sk } = messageKey(before?.tenant ?? after?.tenant ?? '', before?.messageId ?? after?.messageId ?? '');
  sequence += 1;
  return {
    eventID: `e${sequence}`,
    eventName: after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: now / 1_000,
      SequenceNumber: String(sequence).padStart(9, '0'),
      Keys: { pk: { S: pk }, sk: { S: sk } },
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
    },
  };
};

/** Entries of a list. */
const entriesOf = async (listName: string, tenant: string): Promise<readonly string[]> => {
  const store = new ListedRowStore(engine.table);
  const request = { from: '0', to: '~', limit: 100, reverse: false };
  const pages = await Promise.all(store.partitionsOf(tenant, listName).map((pk) => store.listEntries(pk, request)));
  return pages.flatMap(({ entries }) => entries.map(({ at }) => at));
};

const putMessage = (message: MessageValue) => engine.table.put(Message, message, 'any');

const statusOf = (message: MessageValue, status: 'sent' | 'delivered' | 'read'): MessageValue => ({
  ...message,
  status,
  facts: [...message.facts, { kind: status, at: message.acceptedAt + 5_000, recordedAt: message.acceptedAt + 5_000 }],
});

describe('the stream keeps the lists', () => {
  const project = (records: readonly DynamoDBRecord[], table: Table = engine.table) =>
    createProjections({ table, clock: { now: () => now }, log: quietLog })({ Records: [...records] });

  it('12.4: lists a message under each of its values, once however often it is told', async () => {
    const message = registerMessage(now, { tenant: 'acme', customerId: 'p1', portfolios: ['Norte', 'Sur #2'] });
    await putMessage(message);
    const record = recordOf(undefined, message);
    for (let times = 0; times < 3; times += 1) {
      expect(await project([record, record])).toEqual({ batchItemFailures: [] });
    }
    const lists = ['kind#outbound email platform', 'advisor#ana', 'campaign#k1', 'template#t1', 'portfolio#Sur %232'];
    for (const name of listedRowsOf(message).map((row) => row.list)) {
      expect(await entriesOf(name, 'acme'), name).toHaveLength(1);
    }
    expect(listedRowsOf(message).map((row) => row.list)).toEqual(expect.arrayContaining(lists));
    expect(idsOf(await pagesOf('portfolio=Sur%20%232', 'acme'))).toEqual([message.messageId]);
  });

  it('12.4: of a message that is sent, delivered and read within a batch only the last status is written', async () => {
    const queued = registerMessage(now, { tenant: 'acme', customerId: 'p2', template: null, segment: null });
    const [sent, read] = [statusOf(queued, 'sent'), statusOf(queued, 'read')];
    const records = [recordOf(undefined, queued), recordOf(queued, sent), recordOf(sent, read)];
    await putMessage(read);
    const write = await unitsOf(() => project(records, engine.through(meter.port)), 'write');
    const kept = meter.charges.filter(({ what }) => what.includes('listedRow'));
    expect(kept.map(({ units }) => units)).toEqual(listedRowsOf(read).map(() => 1));
    expect(write).toBeGreaterThan(0);
    expect(idsOf(await pagesOf('status=read&advisor=ana', 'acme'))).toContain(read.messageId);
    expect(idsOf(await pagesOf('status=sent', 'acme'))).not.toContain(read.messageId);
    // Told once more from its middle on, as after a fault.
    await project(records.slice(1));
    expect(idsOf(await pagesOf('status=read', 'acme'))).toContain(read.messageId);
    expect(idsOf(await pagesOf('status=sent', 'acme'))).not.toContain(read.messageId);
  });

  it('Q4: a message that is sent on another date stands there alone', async () => {
    const planned = registerMessage(now - day, {
      tenant: 'acme',
      customerId: 'p3',
      template: { templateId: 'q4', name: 'Q4' },
    });
    const moved = { ...planned, day: today };
    await putMessage(moved);
    await project([recordOf(undefined, planned)]);
    // The list still has it where it stood: it is found nowhere wrong.
    expect(idsOf(await pagesOf('template=q4', 'acme'))).toEqual([]);
    await project([recordOf(planned, moved)]);
    expect(idsOf(await pagesOf('template=q4', 'acme'))).toEqual([moved.messageId]);
    expect((await entriesOf('template#q4', 'acme')).map((at) => at.slice(0, 10))).toEqual([today]);
  });

  it('a message that is gone leaves its lists', async () => {
    const message = registerMessage(now, {
      tenant: 'acme',
      customerId: 'p4',
      template: { templateId: 'gone', name: 'x' },
    });
    await putMessage(message);
    await project([recordOf(undefined, message)]);
    expect(await entriesOf('template#gone', 'acme')).toHaveLength(1);
    await project([recordOf(message, undefined)]);
    expect(await entriesOf('template#gone', 'acme')).toEqual([]);
  });

  it('one that cannot be read comes again by itself, and keeps no other from its lists', async () => {
    const make = (customerId: string) =>
      registerMessage(now, { tenant: 'acme', customerId, template: { templateId: 'poison', name: 'x' } });
    const [bad, good] = [make('p5'), make('p6')];
    for (const message of [bad, good]) await putMessage(message);
    const broken = recordOf(undefined, bad);
    if (broken.dynamodb?.NewImage !== undefined) broken.dynamodb.NewImage.ch = { S: 'pigeon' };
    const { batchItemFailures } = await project([broken, recordOf(undefined, good)]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: broken.dynamodb?.SequenceNumber }]);
    expect(idsOf(await pagesOf('template=poison', 'acme'))).toEqual([good.messageId]);
  });

  it('comes again whole where the lists cannot be written', async () => {
    const message = registerMessage(now, {
      tenant: 'acme',
      customerId: 'p7',
      template: { templateId: 'late', name: 'x' },
    });
    await putMessage(message);
    const port = {
      send: (async (command: Parameters<typeof engine.client.send>[0]) => {
        if (command.constructor.name === 'BatchWriteCommand') throw new Error('the table is away');
        return engine.client.send(command);
      }) as typeof engine.client.send,
    };
    const record = recordOf(undefined, message);
    const expected = [{ itemIdentifier: record.dynamodb?.SequenceNumber }];
    expect((await project([record], engine.through(port))).batchItemFailures).toEqual(expected);
    expect(await project([record])).toEqual({ batchItemFailures: [] });
    expect(idsOf(await pagesOf('template=late', 'acme'))).toEqual([message.messageId]);
  });
});

describe('every filter, and filters that are combined', () => {
  let messages: MessageValue[];
  const tenant = 'grid';

  /** Numbers that repeat, and have no pattern in common. */
  const pick = <Value>(values: readonly Value[], seed: number): Value => {
    const value = values[((seed * 2_654_435_761) >>> 7) % values.length];
    if (value === undefined) throw new Error('Nothing to pick.');
    return value;
  };

  beforeAll(async () => {
    messages = Array.from({ length: 400 }, (_, index) => {
      const at = now - ((index * 7_919) % 40) * day - (index % 11) * 60_000;
      const of = (salt: number) => index * 31 + salt * 1_013 + 7;
      const message = registerMessage(at, {
        tenant,
        customerId: `g${index % 23}`,
        channel: pick(['email', 'sms', 'whatsapp', 'call'] as const, of(1)),
        advisorId: pick(['ana', 'eva', null], of(2)),
        origin: pick(
          [
            null,
            { kind: 'campaign', id: 'k1', name: 'a' },
            { kind: 'flow', id: 'k1', name: 'b' },
            { kind: 'event', id: 'e1', name: 'c' },
          ] as const,
          of(3),
        ),
        template: pick([null, { templateId: 't1', name: 'x' }, { templateId: 't2', name: 'y' }], of(4)),
        portfolios: pick([[], ['Sur'], ['Sur', 'Norte'], ['Norte']], of(5)),
        segment: pick([null, 'Vigente', 'Mora #1'], of(6)),
        source: pick(['platform', 'platform', 'outside'] as const, of(7)),
        purpose: pick(['manual', 'automatic'] as const, of(8)),
        author: pick(['ana', 'eva'], of(9)),
        result:
          index % 9 === 0
            ? {
                code: 'no_answer',
                label: 'x',
                withContact: false,
                withCall: true,
                durationSeconds: null,
                promise: null,
                callBackAt: null,
                recordingId: null,
                effects: [],
                by: 'leo',
              }
            : null,
      });
      const fact = (kind: 'delivered' | 'read' | 'replied') => ({ kind, at, recordedAt: at }) as const;
      const status = pick(
        ['sent', 'delivered', 'read', 'failed', 'outcome_unknown', 'queued', 'received'] as const,
        of(10),
      );
      const direction = status === 'received' ? ('inbound' as const) : ('outbound' as const);
      const facts = index % 5 === 0 && status === 'delivered' ? [...message.facts, fact('replied')] : message.facts;
      return { ...message, status, direction, facts };
    });
    await storeMessages(engine.table, messages);
  }, 60_000);

  const values: readonly (readonly [keyof InteractionFilter, string])[] = [
    ...(['outbound', 'inbound'] as const).map((value) => ['direction', value] as const),
    ...(
      [
        'sent',
        'delivered',
        'read',
        'failed',
        'outcome_unknown',
        'queued',
        'received',
        'replied',
        'not_read',
        'scheduled',
      ] as const
    ).map((value) => ['status', value] as const),
    ...(['email', 'call'] as const).map((value) => ['channel', value] as const),
    ['advisor', 'ana'],
    ['author', 'ana'],
    ['author', 'leo'],
    ['customerId', 'g3'],
    ['template', 't1'],
    ['campaign', 'k1'],
    ['flow', 'k1'],
    ['event', 'e1'],
    ['portfolio', 'Norte'],
    ['portfolio', 'Nadie'],
    ['segment', 'Mora #1'],
    ['source', 'outside'],
    ['result', 'no_answer'],
  ];

  const expected = (filter: InteractionFilter): string[] => {
    const { customerId, ...criteria } = filter;
    const matches = createRowFilter(criteria, hasStatus);
    return messages
      .filter((message) => (customerId === undefined || message.customerId === customerId) && matches(message))
      .map(({ messageId }) => messageId)
      .sort();
  };
  const queryOf = (filter: InteractionFilter): string =>
    Object.entries(filter)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
      .join('&');
  const combinations = (count: number): InteractionFilter[] => {
    const of = (start: number, left: number): (readonly (readonly [string, string])[])[] =>
      left === 0
        ? [[]]
        : values
            .slice(start)
            .flatMap((value, offset) => of(start + offset + 1, left - 1).map((rest) => [value, ...rest]));
    return of(0, count)
      .filter((chosen) => new Set(chosen.map(([name]) => name)).size === count)
      .map((chosen) => Object.fromEntries(chosen) as InteractionFilter);
  };
  const prove = async (filter: InteractionFilter, more: string) => {
    const pages = await pagesOf(`${queryOf(filter)}&${more}`, tenant);
    expect(idsOf(pages).sort(), queryOf(filter)).toEqual(expected(filter));
    return pages;
  };

  it('12.4: each filter alone, in both orders, in pages of any size, and none of them empty', async () => {
    for (const filter of combinations(1)) {
      for (const more of ['limit=7', 'limit=100&sort=at', 'limit=1']) {
        if (more === 'limit=1' && expected(filter).length > 40) continue;
        const pages = await prove(filter, more);
        for (const page of pages) expect(page.items.length > 0 || page.nextCursor === undefined).toBe(true);
        const places = pages.flatMap(({ items }) =>
          items.map((row) => localDay(Date.parse(row.scheduledAt), timeZone)),
        );
        if (filter.customerId === undefined) {
          expect(places).toEqual(more.includes('sort') ? places.toSorted() : places.toSorted().reverse());
        }
      }
    }
  }, 300_000);

  it('12.4: each two of them, and no page of them is empty while there is another one', async () => {
    for (const [number, filter] of combinations(2).entries()) {
      const pages = await prove(filter, number % 2 === 0 ? 'limit=9' : 'limit=30&sort=at');
      for (const page of pages)
        expect(page.items.length > 0 || page.nextCursor === undefined, queryOf(filter)).toBe(true);
    }
  }, 300_000);

  it('12.4: three and four of them', async () => {
    const some = [
      ...combinations(3).filter((_, index) => index % 17 === 0),
      ...combinations(4).filter((_, index) => index % 211 === 0),
    ];
    expect(some.length).toBeGreaterThan(80);
    for (const filter of some) await prove(filter, 'limit=20');
  }, 300_000);

  it('12.4: several values of one filter, in the order of the register and each row once', async () => {
    const some = [
      ['portfolio', 'Norte|Sur'],
      ['portfolio', 'Norte|Nadie'],
      ['status', 'failed|read'],
      ['status', 'failed|outcome_unknown'],
      ['status', 'delivered|not_read|replied'],
      ['advisor', 'ana|eva|nobody'],
      ['template', 't1|t2'],
      ['channel', 'email|call'],
      ['direction', 'inbound|outbound'],
      ['source', 'platform|outside'],
      ['segment', 'Vigente|Mora #1'],
      ['author', 'ana|leo'],
    ] as const;
    for (const [index, [name, value]] of some.entries()) {
      const [other, otherValue] = some[(index + 3) % some.length] ?? some[0];
      const pages = [
        ...(await prove({ [name]: value }, 'limit=40')),
        ...(await prove({ [name]: value }, 'limit=100&sort=at')),
        ...(await prove({ [name]: value, [other]: otherValue }, 'limit=50')),
      ];
      for (const page of pages) expect(page.items.length > 0 || page.nextCursor === undefined).toBe(true);
      if (name === 'portfolio') await prove({ [name]: value, [other]: otherValue, campaign: 'k1|none' }, 'limit=50');
    }
  }, 300_000);

  it('12.4: of outside history and the platform’s own only what their dates allow, without dates the last 45', async () => {
    expect(await list('source=outside', tenant)).toMatchObject({ range: null });
    expect(await list('source=outside|platform', tenant)).toMatchObject({ range: { to: today } });
    expect(await list('status=sent|scheduled', tenant)).toMatchObject({ range: { to: addDays(today, 366) } });
  });

  it.each([
    'status=sent|gone',
    'channel=|',
    'advisor=ana|%23',
    `portfolio=${Array.from({ length: 21 }, (_, each) => each).join('|')}`,
    `portfolio=${'x'.repeat(61)}`,
  ])('12.4: refuses %s', async (query) => {
    const { status, body } = await call<{ code: string }>({
      call: `GET /v1/interactions?${query}`,
      caller: { tenant },
    });
    expect([status, body.code]).toEqual([400, 'FILTER_INVALID']);
  });

  it('12.4: a cursor is one of its own values', async () => {
    const { nextCursor } = await list('advisor=ana|eva&limit=1', tenant);
    const other = await call<{ code: string }>({
      call: `GET /v1/interactions?advisor=ana&limit=1&cursor=${nextCursor}`,
      caller: { tenant },
    });
    expect([other.status, other.body.code]).toEqual([400, 'CURSOR_INVALID']);
  });

  it('B36: within dates', async () => {
    const range = { from: addDays(today, -9), to: addDays(today, -3) };
    const filter = { advisor: 'ana' } as const;
    const within = messages.filter((message) => message.day >= range.from && message.day <= range.to);
    for (const more of ['', '&sort=at']) {
      const pages = await pagesOf(`advisor=ana&limit=4&from=${range.from}&to=${range.to}${more}`, tenant);
      const wanted = new Set(expected(filter));
      expect(idsOf(pages).sort()).toEqual(
        within
          .map(({ messageId }) => messageId)
          .filter((id) => wanted.has(id))
          .sort(),
      );
    }
  });
});

describe('one among many', () => {
  const tenant = 'many';
  const count = 6_000;

  beforeAll(async () => {
    for (let done = 0; done < count; done += 1_000) {
      await storeMessages(
        engine.table,
        Array.from({ length: 1_000 }, (_, index) =>
          registerMessage(now - (done + index) * 500_000, {
            tenant,
            customerId: `m${index % 50}`,
            advisorId: index % 2 === 0 ? 'ana' : 'eva',
            portfolios: [index % 2 === 0 ? 'Norte' : 'Sur'],
            ...(done + index === 5_500 ? { origin: { kind: 'campaign', id: 'rare', name: 'Rara' } } : {}),
          }),
        ),
      );
    }
    const old = registerMessage(now - 900 * day, { tenant, customerId: 'm1', source: 'outside', origin: null });
    await storeMessages(engine.table, [old]);
  }, 120_000);

  it('12.4: a campaign with one message is on the first page, for a few units', async () => {
    const pages: List[] = [];
    const units = await unitsOf(async () => pages.push(await list('campaign=rare', tenant)));
    expect([pages[0]?.items.length, pages[0]?.nextCursor]).toEqual([1, undefined]);
    expect(units).toBeLessThanOrEqual(4);
  });

  it.each(['advisor=ana', 'channel=email', 'direction=outbound', 'status=queued', 'portfolio=Sur', 'source=platform'])(
    '12.4: a page of 50 of %s takes at most 40 units',
    async (query) => {
      const pages: List[] = [];
      const units = await unitsOf(async () => pages.push(await list(query, tenant)));
      if (query !== 'status=queued') expect(pages[0]?.items).toHaveLength(50);
      expect(units).toBeLessThanOrEqual(40);
    },
  );

  it('12.4: two large lists that have nothing in common are told from the marks of one of them', async () => {
    const pages: List[] = [];
    const units = await unitsOf(async () => pages.push(await list('advisor=ana&portfolio=Sur', tenant)));
    expect(pages[0]).toMatchObject({ items: [] });
    expect(pages[0]).not.toHaveProperty('nextCursor');
    expect(units).toBeLessThanOrEqual(70);
  });

  it('12.4: of a campaign and a flow at once there is nothing, and nothing is read to say so', async () => {
    const pages: List[] = [];
    const units = await unitsOf(async () => pages.push(await list('campaign=rare&flow=rare', tenant)));
    expect(pages[0]).toMatchObject({ items: [] });
    expect(pages[0]).not.toHaveProperty('nextCursor');
    // The company's time zone alone.
    expect(units).toBeLessThanOrEqual(1);
  });

  it('12.4: outside history of any age is found by its source, without dates', async () => {
    const page = await list('source=outside', tenant);
    expect([page.items.length, page.range, page.nextCursor]).toEqual([1, null, undefined]);
    expect((await list('source=outside&advisor=ana&status=failed', tenant)).items).toEqual([]);
  });

  it('12.4: a row that goes while one pages hides no other', async () => {
    const before = await pagesOf('portfolio=Sur&limit=100', tenant);
    const first = await list('portfolio=Sur&limit=10', tenant);
    const gone = before[0]?.items[15];
    const { pk, sk } = messageKey(tenant, gone?.messageId ?? '');
    await engine.table.delete({ pk, sk });
    const next = await list(`portfolio=Sur&limit=10&cursor=${first.nextCursor}`, tenant);
    const wanted = idsOf(before).filter((id) => id !== gone?.messageId);
    expect(next.items.map(({ messageId }) => messageId)).toEqual(wanted.slice(10, 20));
  });
});
