/** The register against the real engine: B1–B15, B36, I17, Q4. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import type { Interaction } from '#contract/interactions.ts';
import { createCursors } from '#platform/cursor.ts';
import { addDays, localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { Message, type MessageValue, MovedMessage } from '#shared/messaging/ledger/entities.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { registerMessage, storeMessages, timeZone } from '../support/register-messages.ts';

const now = Date.parse('2026-11-23T15:00:00Z');
const day = 86_400_000;
const today = localDay(now, timeZone);

type AttributeMap = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined };

interface List {
  items: Interaction[];
  nextCursor?: string;
  range: { from: string; to: string } | null;
  searchedTo?: string;
}

let engine: TestTable;
let call: ReturnType<typeof callApi>;
let messages: MessageValue[];

const failed = (message: MessageValue): MessageValue => ({
  ...message,
  status: 'failed',
  facts: [
    ...message.facts,
    {
      kind: 'failed',
      at: message.acceptedAt + 2_000,
      recordedAt: message.acceptedAt + 2_000,
      class: 'HARD',
      code: 'Permanent/NoEmail',
      diagnostic: 'smtp; 550 5.1.1',
      source: 'event',
    },
  ],
});

beforeAll(async () => {
  engine = await startTable();
  const senders = { email: null, sms: null, whatsapp: null };
  for (const tenant of ['demo', 'acme']) {
    const company = { tenant, name: tenant, timeZone, language: 'es', defaultCountry: 'CL', senders } as const;
    await engine.table.put(Company, newCompany(company, now), 'absent');
  }
  messages = Array.from({ length: 120 }, (_, index) => {
    const message = registerMessage(now - (index % 40) * day - index * 1_000, {
      ...(index % 3 === 0 ? { channel: 'sms', recipient: '+56912345678', template: null } : {}),
      ...(index % 4 === 0 ? { advisorId: 'eva', portfolios: ['Sur'], segment: 'Vigente' } : {}),
      ...(index % 5 === 0 ? { origin: { kind: 'flow', id: 'f1', name: 'Bienvenida' } } : {}),
    });
    if (index % 6 === 0) return failed(message);
    if (index % 6 !== 1) return message;
    const received = { kind: 'received', at: message.acceptedAt, recordedAt: message.acceptedAt } as const;
    return { ...message, direction: 'inbound', status: 'received', facts: [received], sentAt: null };
  });
  await storeMessages(engine.table, messages);
  await storeMessages(engine.table, [registerMessage(now, { tenant: 'acme', customerId: 'c1', messageId: 'c1-acme' })]);
  const moved = { tenant: 'demo', day: today, messageId: messages[0]?.messageId ?? '', movedAt: now };
  await engine.table.put(MovedMessage, moved, 'any');
  call = callApi(
    interactionsRoutes({ table: engine.table, clock: { now: () => now }, cursors: createCursors('test-key') }),
  );
}, 60_000);
afterAll(() => engine?.stop());

const list = async (query: string, tenant = 'demo'): Promise<List> => {
  const { status, body } = await call<List>({ call: `GET /v1/interactions?${query}`, caller: { tenant } });
  expect(status).toBe(200);
  return body;
};

/** Every page of a list, in order. */
const listAll = async (query: string, tenant = 'demo'): Promise<Interaction[]> => {
  const items: Interaction[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? query : `${query}&cursor=${cursor}`, tenant);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
};

const ids = (rows: readonly { messageId: string }[]): string[] => rows.map(({ messageId }) => messageId);
const sorted = (rows: readonly { messageId: string }[]): string[] => ids(rows).sort();
const refusal = async (query: string): Promise<string> => {
  const { body } = await call<Problem>({ call: `GET /v1/interactions?${query}`, caller: { tenant: 'demo' } });
  return body.code;
};

describe('the register', () => {
  it('B1–B15: lists everything once, newest date first, page by page', async () => {
    const all = await listAll('limit=7');
    expect(sorted(all)).toEqual(sorted(messages));
    const times = all.map((row) => localDay(Date.parse(row.scheduledAt), timeZone));
    expect(times).toEqual(times.toSorted().reverse());
    expect(ids(await listAll('limit=100&sort=at'))).toEqual(ids(all).reverse());
  });

  it('12.4: says which dates it covers; of scheduled ones the year to come, of a customer all there are', async () => {
    const scheduled = registerMessage(now + 200 * day, { tenant: 'acme', customerId: 'c8', messageId: 'c8-later' });
    const old = registerMessage(now - 400 * day, { tenant: 'acme', customerId: 'c9', messageId: 'c9-old' });
    await storeMessages(engine.table, [{ ...scheduled, status: 'scheduled', facts: [], sentAt: null }, old]);
    expect((await list('limit=1', 'acme')).range).toEqual({ from: addDays(today, -44), to: today });
    expect(ids(await listAll('status=scheduled', 'acme'))).toEqual(['c8-later']);
    expect(ids(await listAll('limit=50', 'acme'))).toEqual(['c1-acme']);
    const whole = await list('customerId=c9', 'acme');
    expect([ids(whole.items), whole.range]).toEqual([['c9-old'], null]);
    expect(ids(await listAll(`customerId=c9&from=${addDays(today, -9)}`, 'acme'))).toEqual([]);
  });

  it('B21: tells the failure with its code and diagnostic', async () => {
    const [row] = (await list('status=failed&limit=1')).items;
    expect(row?.failure).toEqual({ class: 'HARD', code: 'Permanent/NoEmail', message: 'smtp; 550 5.1.1' });
  });

  it.each<[string, (message: MessageValue) => boolean]>([
    ['status=failed', (message) => message.status === 'failed'],
    ['status=received&direction=inbound', (message) => message.direction === 'inbound'],
    ['channel=sms', (message) => message.channel === 'sms'],
    ['advisor=eva&channel=email', (message) => message.advisorId === 'eva' && message.channel === 'email'],
    ['template=t1', (message) => message.template?.templateId === 't1'],
    ['flow=f1', (message) => message.origin?.kind === 'flow'],
    ['campaign=k1', (message) => message.origin?.id === 'k1'],
    ['event=k1', () => false],
    ['portfolio=Sur', (message) => message.portfolios.includes('Sur')],
    ['segment=Vigente', (message) => message.segment === 'Vigente'],
    ['source=outside', () => false],
    ['customerId=c2', (message) => message.customerId === 'c2'],
    ['customerId=c2&status=failed', (message) => message.customerId === 'c2' && message.status === 'failed'],
    [
      `from=${addDays(today, -3)}&to=${addDays(today, -2)}`,
      (message) => message.day === addDays(today, -3) || message.day === addDays(today, -2),
    ],
  ])('B11–B15: %s gives exactly what it names', async (query, wanted) => {
    expect(sorted(await listAll(`${query}&limit=9`))).toEqual(sorted(messages.filter(wanted)));
  });

  it('F16: a row that is no longer a failure is not listed as one, though the index still has it', async () => {
    const message = failed(registerMessage(now - 44 * day));
    await storeMessages(engine.table, [message]);
    // The index row stays as it was, as a lagging index would show it: only the head's status changes.
    const head = await engine.table.batchGet([
      { pk: `T#demo#M#${message.customerId}`, sk: message.messageId.slice(3) },
    ]);
    expect(head).toHaveLength(1);
    await engine.client.send(new PutCommand({ TableName: engine.name, Item: { ...head[0], st: 'delivered' } }));
    const range = `from=${message.day}&to=${message.day}`;
    expect(await listAll(`status=failed&${range}`)).toEqual([]);
    expect(await listAll(range)).toHaveLength(1);
  });

  it('B36, Q4: 45 dates are allowed, 46 are not, nor the wrong way round', async () => {
    expect((await list(`from=2026-10-01&to=2026-11-14`)).items).toBeDefined();
    expect(await refusal('from=2026-10-01&to=2026-11-15')).toBe('RANGE_INVALID');
    expect(await refusal('from=2026-11-02&to=2026-11-01')).toBe('RANGE_INVALID');
    expect(await refusal('from=2026-02-30')).toBe('DATE_INVALID');
  });

  it('design §5: a page of 50 reads at most 40 units, even where nothing matches', async () => {
    let reads = 0;
    const counting = engine.through({
      send: (async (command: Parameters<typeof engine.client.send>[0]) => {
        reads += 1;
        return engine.client.send(command);
      }) as typeof engine.client.send,
    });
    const routes = interactionsRoutes({ table: counting, clock: { now: () => now }, cursors: createCursors('k') });
    const { body } = await callApi(routes)<List>({
      call: 'GET /v1/interactions?segment=Nobody',
      caller: { tenant: 'demo' },
    });
    expect(body).toEqual({ items: [], range: { from: addDays(today, -44), to: today } });
    // One query of half a unit for each of the 45 dates, and the company.
    expect(reads).toBeLessThanOrEqual(47);
  });

  it('I17: another company sees its own rows only, and its cursors are refused elsewhere', async () => {
    expect(ids(await listAll('limit=100', 'acme'))).toEqual(['c1-acme']);
    expect(ids(await listAll('customerId=c1', 'acme'))).toEqual(['c1-acme']);
    expect(await listAll('customerId=c2', 'acme')).toEqual([]);
    const { nextCursor } = await list('limit=1');
    const stolen = { call: `GET /v1/interactions?limit=1&cursor=${nextCursor}`, caller: { tenant: 'acme' } };
    expect((await call<Problem>(stolen)).body.code).toBe('CURSOR_INVALID');
    expect(await refusal(`channel=sms&cursor=${nextCursor}`)).toBe('CURSOR_INVALID');
  });

  it('B6, B15, I17: flows, events and campaigns are offered once a communication has them, each company its own', async () => {
    const project = createProjections({ table: engine.table, clock: { now: () => now }, log });
    const origins = [
      { kind: 'campaign', id: 'k9', name: 'Octubre' },
      { kind: 'flow', id: 'f9', name: 'Bienvenida' },
      { kind: 'campaign', id: 'k8', name: 'Abril' },
      { kind: 'campaign', id: 'k9', name: 'Octubre' },
    ] as const;
    const inserted = origins.map((origin, index) =>
      registerMessage(now + index, { tenant: 'acme', customerId: 'o1', origin }),
    );
    await storeMessages(engine.table, inserted);
    const records = inserted.map((message) => {
      const item = toItem(Message, message, 1);
      return {
        eventID: message.messageId,
        eventName: 'INSERT' as const,
        dynamodb: {
          SequenceNumber: message.messageId,
          Keys: { pk: { S: String(item.pk) }, sk: { S: String(item.sk) } },
          NewImage: marshall(item, { removeUndefinedValues: true }) as AttributeMap,
        },
      };
    });
    expect(await project({ Records: records })).toEqual({ batchItemFailures: [] });
    const offered = async (tenant: string) => {
      const request = { call: 'GET /v1/interactions/origins', caller: { tenant } };
      return (await call<{ items: object[] }>(request)).body.items;
    };
    expect(await offered('acme')).toEqual([origins[1], origins[2], origins[0]]);
    expect(await offered('demo')).toEqual([]);
  });

  it('B10: the glossary has a label in both languages for every state', async () => {
    const request = { call: 'GET /v1/interactions/glossary', caller: { tenant: 'demo' } };
    const { body } = await call<{ items: { status: string; communication: { es: string } }[] }>(request);
    expect(body.items.find(({ status }) => status === 'failed')?.communication.es).toBe('fallida');
    expect(body.items.length).toBeGreaterThanOrEqual(15);
  });
});
