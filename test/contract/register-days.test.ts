/**
 * Dates of the register's lists know what stood on them together (issue 12, 4; ADR 57): one or two filters are never answered
 * with an empty page and a way on, whatever the stream repeats or a kill leaves behind, and no row is passed over.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '#contract/interactions.ts';
import { createCursors } from '#platform/cursor.ts';
import { localDay } from '#platform/local-time.ts';
import { toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { ListedDay } from '#shared/interactions/entities.ts';
import { ListedRowStore } from '#shared/interactions/listed-row-store.ts';
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

interface List {
  items: Interaction[];
  nextCursor?: string;
}

let engine: TestTable;
let meter: Meter;
let call: ReturnType<typeof callApi>;

beforeAll(async () => {
  engine = await startTable();
  const senders = { email: null, sms: null, whatsapp: null };
  for (const tenant of ['stream', 'apart', 'random']) {
    const company = { tenant, name: tenant, timeZone, language: 'es', defaultCountry: 'CL', senders } as const;
    await engine.table.put(Company, newCompany(company, now), 'absent');
  }
  meter = new Meter(engine.client, engine.name);
  const table = engine.through(meter.port);
  call = callApi(interactionsRoutes({ table, clock: { now: () => now }, cursors: createCursors('test-key') }));
}, 120_000);
afterAll(() => engine?.stop());

const list = async (query: string, tenant: string): Promise<List> => {
  const { status, body } = await call<List>({ call: `GET /v1/interactions?${query}`, caller: { tenant } });
  expect(status, query).toBe(200);
  return body;
};
const idsOf = ({ items }: List): string[] => items.map(({ messageId }) => messageId);
const unitsOf = async (work: () => Promise<unknown>): Promise<number> => {
  meter.reset();
  await work();
  return meter.charges.filter(({ kind }) => kind === 'read').reduce((sum, { units }) => sum + units, 0);
};

describe('the stream tells the dates before the entries', () => {
  const tenant = 'stream';
  let sequence = 0;
  type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
  const imageOf = (message: MessageValue): Image =>
    marshall(toItem(Message, message, 1), { removeUndefinedValues: true }) as Image;
  const recordOf = (before: MessageValue | undefined, after: MessageValue): DynamoDBRecord => {
    const { pk, sk } = messageKey(after.tenant, after.messageId);
    sequence += 1;
    return {
      eventName: before === undefined ? 'INSERT' : 'MODIFY',
      dynamodb: {
        SequenceNumber: String(sequence).padStart(9, '0'),
        Keys: { pk: { S: pk }, sk: { S: sk } },
        NewImage: imageOf(after),
        ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      },
    };
  };
  const project = (records: readonly DynamoDBRecord[], table = engine.table) =>
    createProjections({ table, clock: { now: () => now }, log: quietLog })({ Records: [...records] });
  /** A table that fails at every call of one kind. */
  const failingAt = (command: string) =>
    engine.through({
      send: (async (sent: Parameters<typeof engine.client.send>[0]) => {
        if (sent.constructor.name === command) throw new Error('the table is away');
        return engine.client.send(sent);
      }) as typeof engine.client.send,
    });
  const make = async (campaign: string, over: Partial<MessageValue> = {}): Promise<MessageValue> => {
    const origin = { kind: 'campaign', id: campaign, name: campaign } as const;
    const message = registerMessage(now, { tenant, customerId: campaign, origin, ...over });
    await engine.table.put(Message, message, 'any');
    return message;
  };
  const partsOfDay = async (name: string, date = localDay(now, timeZone)): Promise<readonly string[]> => {
    const store = new ListedRowStore(engine.table);
    const { days } = await store.listDays(tenant, name, { from: date, to: date, limit: 5, reverse: false });
    return days[0]?.parts ?? [];
  };

  it('a kill before the dates leaves no entry, and the record comes again', async () => {
    const message = await make('one');
    const record = recordOf(undefined, message);
    const { batchItemFailures } = await project([record], failingAt('UpdateCommand'));
    expect(batchItemFailures).toHaveLength(1);
    expect(await list('campaign=one&advisor=ana', tenant)).toMatchObject({ items: [] });
    expect(await project([record])).toEqual({ batchItemFailures: [] });
    expect(idsOf(await list('campaign=one&advisor=ana', tenant))).toEqual([message.messageId]);
  });

  it('a kill between the dates and the entries leaves a date that says too much, and no page that goes on', async () => {
    const message = await make('two');
    const record = recordOf(undefined, message);
    await project([record], failingAt('BatchWriteCommand'));
    expect(await partsOfDay('campaign#two')).not.toEqual([]);
    const before = await list('campaign=two&advisor=ana', tenant);
    expect([before.items, before.nextCursor]).toEqual([[], undefined]);
    await project([record, record]);
    expect(idsOf(await list('campaign=two&advisor=ana', tenant))).toEqual([message.messageId]);
  });

  it('what a date knows is read, not written again', async () => {
    const [first, second] = [await make('three'), await make('three')];
    await project([recordOf(undefined, first)]);
    meter.reset();
    await project([recordOf(undefined, second)], engine.through(meter.port));
    const ofDates = meter.charges.filter(({ what }) => what.includes(ListedDay.type));
    expect(ofDates.map(({ kind }) => kind)).toEqual(['read']);
  });

  it('a status that comes late is known on the date of the message', async () => {
    const old = await make('four', { sentAt: now - 20 * day, day: localDay(now - 20 * day, timeZone) });
    await project([recordOf(undefined, old)]);
    const fact = { kind: 'read', at: now, recordedAt: now } as const;
    const read: MessageValue = { ...old, status: 'read', facts: [...old.facts, fact] };
    await engine.table.put(Message, read, 'any');
    await project([recordOf(old, read)]);
    expect(idsOf(await list('campaign=four&status=read', tenant))).toEqual([old.messageId]);
    expect(idsOf(await list(`campaign=four&status=${old.status}`, tenant))).toEqual([]);
  });

  it('outside history of any age is found by two filters and by three', async () => {
    const at = Date.parse('2019-03-02T12:00:00Z');
    const old = await make('five', {
      source: 'outside',
      origin: null,
      acceptedAt: at,
      sentAt: at,
      day: '2019-03-02',
      messageId: `five-${'0'.repeat(20)}`,
      template: { templateId: 'old', name: 'x' },
    });
    await project([recordOf(undefined, old)]);
    expect(idsOf(await list('source=outside&template=old', tenant))).toEqual([old.messageId]);
    expect(idsOf(await list(`source=outside&template=old|t9&advisor=ana&status=${old.status}`, tenant))).toEqual([
      old.messageId,
    ]);
  });

  it('one that is gone leaves a date that says too much, and nothing to go on to', async () => {
    const message = await make('six');
    await project([recordOf(undefined, message)]);
    await engine.table.delete(messageKey(tenant, message.messageId));
    const page = await list('campaign=six&advisor=ana', tenant);
    expect([page.items, page.nextCursor]).toEqual([[], undefined]);
  });

  it('a customer that is listed anew has the dates too', async () => {
    const message = await make('seven', { customerId: 'p77' });
    await new ListedRowStore(engine.table).relist(tenant, message.customerId);
    expect(idsOf(await list('campaign=seven&portfolio=Norte', tenant))).toEqual([message.messageId]);
  });
});

describe('two filters of many rows that never meet', () => {
  const tenant = 'apart';
  const count = 4_000;

  beforeAll(async () => {
    for (let done = 0; done < count; done += 500) {
      await storeMessages(
        engine.table,
        Array.from({ length: 500 }, (_, index) => {
          const position = done + index;
          const inbound = position % 2 === 0;
          return registerMessage(now - position * 900_000, {
            tenant,
            customerId: `m${position % 50}`,
            ...(inbound ? ({ direction: 'inbound', status: 'received', origin: null, template: null } as const) : {}),
            // They meet once, far back.
            ...(position === 3_900 ? { template: { templateId: 'rare', name: 'x' } } : {}),
            ...(position % 500 === 1 ? { template: { templateId: 'rare', name: 'x' } } : {}),
          });
        }),
      );
    }
  }, 300_000);

  it.each(['campaign=k1&direction=inbound', 'campaign=k1&status=received', 'template=t1|t2&direction=inbound'])(
    '%s: an empty page without a way on, for a few units',
    async (query) => {
      const pages: List[] = [];
      const units = await unitsOf(async () => pages.push(await list(query, tenant)));
      expect([pages[0]?.items, pages[0]?.nextCursor]).toEqual([[], undefined]);
      expect(units).toBeLessThanOrEqual(8);
    },
  );

  it.each([
    'template=rare&direction=inbound',
    'template=rare&status=received',
    'template=rare|no&status=received|read',
  ])('%s: the one place where they meet is found on the first page', async (query) => {
    for (const sort of ['', '&sort=at']) {
      const page = await list(`${query}${sort}`, tenant);
      expect([page.items.length, page.nextCursor]).toEqual([1, undefined]);
    }
  });
});

describe('whatever the rows and the filters', () => {
  const tenant = 'random';
  const pools = {
    direction: ['outbound', 'inbound'],
    status: ['sent', 'delivered', 'read', 'failed', 'received', 'queued'],
    channel: ['email', 'sms', 'whatsapp'],
    advisor: ['ana', 'eva', 'leo'],
    template: ['t1', 't2', 't3'],
    campaign: ['k1', 'k2', 'k3'],
    portfolio: ['Norte', 'Sur', 'A|B'],
    segment: ['s1', 's2'],
    source: ['platform', 'outside'],
  } as const;
  type Pool = keyof typeof pools;
  let messages: MessageValue[];

  beforeAll(async () => {
    // What a date holds is drawn for each date: so that some values meet on some dates only.
    const pick = <Value>(values: readonly Value[], seed: number): Value => {
      const value = values[((seed * 2_654_435_761) >>> 9) % values.length];
      if (value === undefined) throw new Error('Nothing to pick.');
      return value;
    };
    messages = Array.from({ length: 500 }, (_, index) => {
      const date = index % 19;
      const of = (salt: number) => (index % 3 === 0 ? index : date * 7) * 31 + salt * 1_013;
      const campaign = pick([...pools.campaign, null], of(1));
      const status = pick(pools.status, of(2));
      return {
        ...registerMessage(now - date * day - (index % 97) * 1_000, {
          tenant,
          customerId: `r${index % 31}`,
          channel: pick(pools.channel, of(3)),
          advisorId: pick([...pools.advisor, null], of(4)),
          origin: campaign === null ? null : { kind: 'campaign', id: campaign, name: campaign },
          template: { templateId: pick(pools.template, of(5)), name: 'x' },
          portfolios: pick([[], ['Norte'], ['Norte', 'Sur'], ['A|B']], of(6)),
          segment: pick([...pools.segment, null], of(7)),
          source: pick(pools.source, of(8)),
        }),
        status,
        direction: status === 'received' ? ('inbound' as const) : ('outbound' as const),
      };
    });
    await storeMessages(engine.table, messages);
  }, 300_000);

  /** Said once more, apart from how the product says it. */
  const own: Readonly<Record<Pool, (message: MessageValue) => readonly (string | null | undefined)[]>> = {
    direction: (message) => [message.direction],
    status: (message) => [message.status],
    channel: (message) => [message.channel],
    advisor: (message) => [message.advisorId],
    template: (message) => [message.template?.templateId],
    campaign: (message) => [message.origin?.id],
    portfolio: (message) => message.portfolios,
    segment: (message) => [message.segment],
    source: (message) => [message.source],
  };

  const filters = fc
    .uniqueArray(fc.constantFrom(...(Object.keys(pools) as Pool[])), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc
            .uniqueArray(fc.constantFrom(...(pools[name] as readonly string[])), { minLength: 1, maxLength: 3 })
            .map((values) => [name, values] as const),
        ),
      ),
    );

  it('the pages joined are all rows that answer, in order, and one or two filters have no empty page with a way on', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.boolean(), fc.integer({ min: 10, max: 100 }), async (some, isOldest, limit) => {
        const query = some
          .map(
            ([name, values]) =>
              `${name}=${values.map((value) => encodeURIComponent(value.replace('|', '||'))).join('%7C')}`,
          )
          .join('&');
        const range = `from=2026-11-06&to=2026-11-23&limit=${limit}${isOldest ? '&sort=at' : ''}`;
        const wanted = messages
          .filter((message) => message.day >= '2026-11-06' && message.day <= '2026-11-23')
          .filter((message) =>
            some.every(([name, values]) => own[name](message).some((value) => values.includes(value ?? ''))),
          );
        const found: Interaction[] = [];
        for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
          const page = await list(`${query}&${range}${cursor === undefined ? '' : `&cursor=${cursor}`}`, tenant);
          found.push(...page.items);
          cursor = page.nextCursor;
          if (some.length <= 2) expect(page.items.length > 0 || cursor === undefined, query).toBe(true);
        }
        const ids = found.map(({ messageId }) => messageId);
        expect(ids.toSorted(), query).toEqual(wanted.map(({ messageId }) => messageId).toSorted());
        const times = found.map(({ scheduledAt }) => Date.parse(scheduledAt));
        expect(times, query).toEqual(times.toSorted((a, b) => (isOldest ? a - b : b - a)));
      }),
      { numRuns: 40 },
    );
  }, 600_000);
});
