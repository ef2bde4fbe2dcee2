/** The inbox over its routes on the real engine (A19, C15–C20, D5, D6, D14–D19, D24–D26; units of design §5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ConversationSchema } from '#contract/conversations.ts';
import { timePart } from '#platform/ids.ts';
import { changeConversation } from '#shared/conversations/change-conversation.ts';
import { withPendingCall } from '#shared/conversations/rules.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { inbox } from '../../functions/composition/conversations.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, type Row, threadMessage } from '../support/inbox-world.ts';
import { storeMessages } from '../support/register-messages.ts';

type Head = z.infer<typeof ConversationSchema>;
const dayMs = 86_400_000;
/** 23 November 2026, noon in Santiago (UTC−3). */
const today = Date.UTC(2026, 10, 23, 15);
const channels = ['sms', 'email', 'whatsapp'] as const;
let engine: TestTable;
let world: InboxWorld;
let now = today;
let units = 0;
const ids: string[] = [];

const CapacitySchema = z.object({ CapacityUnits: z.number() });
const AnswerSchema = z.object({ ConsumedCapacity: z.union([CapacitySchema, z.array(CapacitySchema)]) });
const unitsOf = (output: object): number => {
  const parsed = AnswerSchema.safeParse(output);
  if (!parsed.success) return 0;
  return [parsed.data.ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
};

/** What the i-th invented customer is like; every property differs from its neighbour's. */
const traits = (i: number) => ({
  name: `${['Ana', 'Álvaro', 'Beatriz', 'Ñuño'][i % 4]} ${['Rojas', 'Peña', 'Soto'][i % 3]} ${i}`,
  addresses: i % 5 === 0 ? [] : [{ channel: 'email', value: `persona${i}@ejemplo.cl` }],
  ...(i % 2 === 0 ? { advisorId: 'ana' } : {}),
});

const listAll = async (query: string, limit = 7): Promise<Row[]> => {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 100; page += 1) {
    units = 0;
    const answer = await world.list(`${query}&limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    expect(answer.items, JSON.stringify(answer)).toBeDefined();
    expect(units).toBeLessThanOrEqual(40);
    rows.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  expect(cursor).toBeUndefined();
  expect(new Set(rows.map(({ customerId }) => customerId)).size).toBe(rows.length);
  return rows;
};
const act = (customerId: string, action: string, body?: unknown) =>
  world.call<Row>(`POST /v1/conversations/${customerId}/${action}`, body);

beforeAll(async () => {
  engine = await startTable();
  engine.client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      units += unitsOf(answer.output);
      return answer;
    },
    { step: 'initialize' },
  );
  world = await createInboxWorld(engine.table, { now: () => now });
  for (let i = 0; i < 60; i += 1) {
    const customerId = await world.createCustomer(traits(i).name, traits(i));
    ids.push(customerId);
    // One an hour, oldest last; over eight days at the end.
    const at = today - i * 3 * 3_600_000;
    const channel = channels[i % 3] ?? 'sms';
    await world.tell(threadMessage(customerId, at, { channel }));
    if (i % 3 === 0) await world.tell(outboundMessage(customerId, at + 1_000, { channel }));
    if (i % 4 === 1) await act(customerId, 'star');
    if (i % 6 === 5) await act(customerId, 'archive');
    if (i % 7 === 2) {
      await changeConversation(inbox({ table: engine.table }), 'demo', customerId, (conversation) =>
        withPendingCall(conversation, { dueAt: null, origin: 'manual', note: null, result: null }, at + 2_000),
      );
    }
  }
});
afterAll(() => engine.stop());

describe('lists', () => {
  it('D5 D14 D18: all, newest or oldest first, without the archived ones', async () => {
    const newest = await listAll('');
    expect(newest.map(({ customerId }) => customerId)).toEqual(ids.filter((_id, i) => !archived(i)));
    expect(await listAll('sort=oldest')).toEqual(newest.toReversed());
    expect(newest.every((item) => !item.archived)).toBe(true);
  });

  // A pending call that was asked for later brings an archived one back.
  const archived = (i: number): boolean => i % 6 === 5 && i % 7 !== 2;
  const filters: Readonly<Record<string, (item: Row, i: number) => boolean>> = {
    'state=unread': (item) => item.unread,
    'state=starred': (item) => item.starred,
    'state=recent': (item) => Date.parse(item.last?.at ?? '') >= now - 7 * dayMs,
    'advisor=ana': (item) => item.advisorId === 'ana',
    'segment=Sin%20deuda': (item) => item.segment === 'Sin deuda',
    'segment=No%20contactable': (item) => item.segment === 'No contactable',
    'contactability=none': (item) => item.contactability === 'none',
    'contactability=ok': (item) => item.contactability === 'ok',
    'channel=whatsapp': (item) => item.last?.channel === 'whatsapp',
    'from=2026-11-21&to=2026-11-22': (item) => {
      const day = new Date(Date.parse(item.last?.at ?? '') - 3 * 3_600_000).toISOString().slice(0, 10);
      return day >= '2026-11-21' && day <= '2026-11-22';
    },
    'q=rojas': (item) => item.name.includes('Rojas'),
    'q=persona1': (_item, i) => i % 5 !== 0 && String(i).startsWith('1'),
  };

  it.each(Object.entries(filters))(
    'A19 C17 D14–D17: %s finds exactly the conversations that it says',
    async (query, says) => {
      const all = await world.list('limit=100');
      const expected = all.items.filter((item) => says(item, ids.indexOf(item.customerId)));
      expect(expected.length).toBeGreaterThan(1);
      expect(expected.length).toBeLessThan(all.items.length);
      const found = await listAll(query);
      const sorted = (rows: readonly Row[]) => rows.map(({ customerId }) => customerId).toSorted();
      expect(sorted(found)).toEqual(sorted(expected));
    },
  );

  it('any two filters together find what both say', async () => {
    const all = (await world.list('limit=100')).items;
    const entries = Object.entries(filters);
    for (const [position, [first, saysFirst]] of entries.entries()) {
      for (const [second, saysSecond] of entries.slice(position + 1)) {
        const names = (text: string) => text.split('&').map((part) => part.split('=')[0]);
        if (names(first).some((name) => names(second).includes(name))) continue;
        const both = all.filter((item) => {
          const i = ids.indexOf(item.customerId);
          return saysFirst(item, i) && saysSecond(item, i);
        });
        const found = await listAll(`${first}&${second}`, 50);
        expect(found.map(({ customerId }) => customerId).toSorted(), `${first} ${second}`).toEqual(
          both.map(({ customerId }) => customerId).toSorted(),
        );
      }
    }
  });

  it('C15: the calls tray holds those to be made, also of archived conversations', async () => {
    const calls = await listAll('tray=calls');
    expect(calls.map(({ customerId }) => customerId)).toEqual(ids.filter((_id, i) => i % 7 === 2));
    expect(calls.every((item) => item.pendingCall && item.callAt !== null)).toBe(true);
    const mine = await listAll('tray=calls&advisor=ana');
    expect(mine).toEqual(calls.filter(({ advisorId }) => advisorId === 'ana'));
  });

  it('D24: the archive holds the others', async () => {
    const found = await listAll('state=archived');
    expect(found.map(({ customerId }) => customerId)).toEqual(ids.filter((_id, i) => archived(i)));
  });

  it.each(['', 'advisor=ana', 'state=unread', 'tray=calls'])(
    'a page of "%s" costs at most 3 read units',
    async (query) => {
      units = 0;
      const { items } = await world.list(`${query}&limit=50`);
      expect(items.length).toBeGreaterThan(5);
      expect(units).toBeLessThanOrEqual(3);
    },
  );

  it.each([
    ['segment=Nope', 'FILTER_INVALID'],
    ['q=a', 'FILTER_INVALID'],
    ['from=2026-02-30', 'DATE_INVALID'],
    ['from=05/06/2026', 'DATE_FORMAT'],
    ['from=2026-11-23&to=2026-11-22', 'RANGE_INVALID'],
    ['tray=lost', 'FILTER_INVALID'],
    ['state=gone', 'FILTER_INVALID'],
    ['sort=name', 'FILTER_INVALID'],
    ['limit=101', 'LIMIT_INVALID'],
    ['cursor=AAAA', 'CURSOR_INVALID'],
    ['tenant=acme', 'FILTER_INVALID'],
  ])('§5.6 D: %s answers %s', async (query, code) => {
    const { status, body } = await world.call(`GET /v1/conversations?${query}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code });
  });
});

describe('one conversation', () => {
  it('D6: a customer without history can be opened, to write to', async () => {
    const customerId = await world.createCustomer('Sin historia');
    const { status, body } = await world.call<Head>(`GET /v1/conversations/${customerId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Sin historia',
      last: null,
      call: null,
      bold: false,
    });
    expect(await world.thread(customerId)).toEqual({ items: [] });
    for (const action of ['read', 'unread', 'omit', 'star', 'archive', 'unarchive', 'unstar']) {
      expect((await act(customerId, action)).body.code).toBe('NOT_FOUND');
    }
  });

  it('C20 C37 D25 D26: actions answer the state and do nothing the second time', async () => {
    const customerId = await world.createCustomer('Acciones');
    await world.tell(threadMessage(customerId, today));
    const state = async (action: string) => {
      const { unread, bold, starred, archived, managed } = (await act(customerId, action)).body;
      return { unread, bold, starred, archived, managed };
    };
    const begin = { unread: true, bold: true, starred: false, archived: false, managed: false };
    expect(await state('star')).toEqual({ ...begin, starred: true });
    expect(await state('star')).toEqual({ ...begin, starred: true });
    expect(await state('unstar')).toEqual(begin);
    expect(await state('read')).toEqual({ ...begin, unread: false });
    expect(await state('unread')).toEqual(begin);
    expect(await state('omit')).toEqual({ ...begin, unread: false, bold: false });
    expect(await state('archive')).toEqual({ ...begin, unread: false, bold: false, archived: true });
    expect(await state('unarchive')).toEqual({ ...begin, unread: false, bold: false });
  });

  it('C20: an omission does not cover what nobody can have seen yet', async () => {
    const customerId = await world.createCustomer('Carrera');
    await world.tell(threadMessage(customerId, today));
    const unseen = threadMessage(customerId, today + 1_000);
    now = today + 2_000;
    expect((await act(customerId, 'omit')).body).toMatchObject({ bold: false });
    await world.tell(unseen);
    now = today;
    expect((await world.list('limit=100')).items.find((item) => item.customerId === customerId)).toMatchObject({
      bold: true,
      unread: true,
    });
  });

  it('D10 D16: assigning moves it between inboxes at once; an unknown user is refused', async () => {
    const customerId = await world.createCustomer('Asignada');
    await world.tell(threadMessage(customerId, today));
    const inboxOfAna = async () => (await listAll('advisor=ana')).some((item) => item.customerId === customerId);
    expect((await act(customerId, 'assign', { advisorId: 'ana' })).body).toMatchObject({ advisorId: 'ana' });
    expect(await inboxOfAna()).toBe(true);
    expect((await act(customerId, 'assign', { advisorId: 'nobody' })).body.code).toBe('USER_NOT_FOUND');
    expect((await act(customerId, 'assign', { advisorId: null })).body).toMatchObject({ advisorId: null });
    expect(await inboxOfAna()).toBe(false);
  });

  it('a customer of nobody answers as missing on every route', async () => {
    for (const call of ['GET x', 'GET x/messages', 'POST x/read', 'POST x/archive', 'DELETE x']) {
      const [method = '', path = ''] = call.split(' ');
      const { status, body } = await world.call(`${method} /v1/conversations/${path.replace('x', 'nobody')}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    }
    expect((await act('nobody', 'assign', { advisorId: null })).body.code).toBe('NOT_FOUND');
  });
});

describe('the thread', () => {
  it('D5 D11 D19 C19 Q14: every channel in one order, with what became of each message', async () => {
    const customerId = await world.createCustomer('Hilo');
    const origin = { kind: 'campaign', id: 'k1', name: 'Noviembre' } as const;
    const failed: Pick<MessageValue, 'status' | 'facts'> = {
      status: 'failed',
      facts: [{ kind: 'failed', at: 5, recordedAt: 5, class: 'HARD', code: 'Permanent/NoEmail', source: 'event' }],
    };
    await world.tell(
      outboundMessage(customerId, today, { channel: 'email', purpose: 'automatic', origin, status: 'delivered' }),
      outboundMessage(customerId, today + 1, failed),
      threadMessage(customerId, today + 2, { channel: 'whatsapp' }),
      outboundMessage(customerId, today + 3),
      threadMessage(customerId, today + 4),
    );
    const { items } = await world.thread(customerId, 'order=oldest');
    expect(items.map(({ channel, status, purpose, notRead }) => ({ channel, status, purpose, notRead }))).toEqual([
      { channel: 'email', status: 'delivered', purpose: 'automatic', notRead: true },
      { channel: 'sms', status: 'failed', purpose: 'manual', notRead: false },
      { channel: 'whatsapp', status: 'answered', purpose: 'manual', notRead: false },
      { channel: 'sms', status: 'sent', purpose: 'manual', notRead: false },
      { channel: 'sms', status: 'unread', purpose: 'manual', notRead: false },
    ]);
    expect(items[0]).toMatchObject({ origin, failure: null });
    expect(items[1]).toMatchObject({ failure: { class: 'HARD', code: 'Permanent/NoEmail' } });
    expect((await world.thread(customerId)).items).toEqual(items.toReversed());
    await act(customerId, 'read');
    expect((await world.thread(customerId, 'limit=1')).items[0]).toMatchObject({ status: 'read' });
    await act(customerId, 'omit');
    expect((await world.thread(customerId, 'limit=1')).items[0]).toMatchObject({ status: 'omitted' });
  });

  it('shows long texts where they are asked for', async () => {
    const customerId = await world.createCustomer('Texto largo');
    const long = threadMessage(customerId, today, { body: null });
    const text = 'ñ'.repeat(900);
    await world.tell(long);
    const { messageId } = long;
    const { MessageBody } = await import('#shared/messaging/ledger/entities.ts');
    await engine.table.put(MessageBody, { tenant: 'demo', messageId, body: text }, 'any');
    expect((await world.thread(customerId)).items[0]).toMatchObject({ body: null, preview: long.preview });
    expect((await world.thread(customerId, 'bodies=full')).items[0]).toMatchObject({ body: text });
  });

  it('opening 30 messages of 1 KB costs at most 6 read units', async () => {
    const customerId = await world.createCustomer('Costo', {
      addresses: [
        { channel: 'email', value: 'costo@ejemplo.cl' },
        { channel: 'sms', value: '+56912340000' },
      ],
    });
    const messages = Array.from({ length: 30 }, (_, i) =>
      outboundMessage(customerId, today + i, { body: 'x'.repeat(390), preview: 'y'.repeat(40) }),
    );
    await world.tell(...messages);
    units = 0;
    await world.call(`GET /v1/conversations/${customerId}`);
    expect((await world.thread(customerId)).items).toHaveLength(30);
    expect(units).toBeLessThanOrEqual(6);
  });

  it('D19: 10,000 messages are paged without gap or repeat while new ones arrive, in both orders', async () => {
    const customerId = await world.createCustomer('Diez mil');
    const made = Array.from({ length: 10_000 }, (_, i) =>
      // Many in the same millisecond: the provider's id decides.
      ({
        ...threadMessage(customerId, today + Math.floor(i / 4)),
        messageId: `${customerId}-${timePart(today + Math.floor(i / 4))}p${String(i).padStart(6, '0')}`,
      }),
    );
    await storeMessages(engine.table, made);
    for (const order of ['newest', 'oldest'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await world.thread(
          customerId,
          `order=${order}&limit=100${cursor === undefined ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...page.items.map(({ messageId }) => messageId));
        cursor = page.nextCursor;
        if (seen.length % 2_500 === 0)
          await storeMessages(engine.table, [threadMessage(customerId, today + 100_000 + seen.length)]);
      } while (cursor !== undefined);
      const known = new Set(made.map(({ messageId }) => messageId));
      const ours = seen.filter((id) => known.has(id));
      expect(new Set(seen).size).toBe(seen.length);
      expect(ours).toEqual(made.map(({ messageId }) => messageId)[order === 'oldest' ? 'slice' : 'toReversed']());
    }
  });

  it.each([
    ['order=up', 'FILTER_INVALID'],
    ['bodies=some', 'FILTER_INVALID'],
    ['limit=0', 'LIMIT_INVALID'],
    ['cursor=x', 'CURSOR_INVALID'],
  ])('§5.6 D: %s answers %s', async (query, code) => {
    expect((await world.call(`GET /v1/conversations/${ids[0]}/messages?${query}`)).body.code).toBe(code);
  });
});
