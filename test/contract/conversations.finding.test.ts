/** The inbox says "nothing" only when it has looked everywhere, on the real engine (issue 12, 4). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { putAction } from '#platform/table/kernel.ts';
import { defaultPlace, newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { changeConversation } from '#shared/conversations/change-conversation.ts';
import { Conversation, type ConversationValue } from '#shared/conversations/entities.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { inboxCustomer } from '../support/inbox-customers.ts';
import { quietLog } from '../support/inbox-world.ts';

const start = Date.UTC(2026, 10, 1);
const count = 2_600;

let engine: TestTable;
let call: ReturnType<typeof callApi>;

const written = (at: number, channel: 'sms' | 'call') => ({
  ...{ activityAt: at, lastInboundAt: at },
  last: { id: `${at}`, at, channel, direction: 'inbound', preview: 'hola, quiero pagar', status: 'received' } as const,
});

/** The last five to be reached, newest first or oldest first, are calls: those in the middle of the times. */
const isCall = (position: number): boolean => position >= count / 2 && position < count / 2 + 5;

const nobodys = [7, 1_500, 2_599];
const ofBeto = [8, 1_499];
const advisorOf = (position: number): string | null =>
  nobodys.includes(position) ? null : ofBeto.includes(position) ? 'beto' : 'ana';

beforeAll(async () => {
  engine = await startTable();
  const senders = { email: null, sms: null, whatsapp: null };
  await engine.table.put(Company, newCompany({ tenant: 'demo', name: 'Demo', ...defaultPlace, senders }, 0), 'any');
  const conversations = new ConversationStore(engine.table);
  const findCustomer = async (_tenant: string, id: string) => inboxCustomer(id, { advisorId: 'ana' });
  const begin = (before: ConversationValue) => ({ ...before, ...written(start, 'sms') });
  await changeConversation({ conversations, findCustomer }, 'demo', 'c0', begin, { create: true });
  const sample = await conversations.find('demo', 'c0');
  if (sample === undefined) throw new Error('The first conversation is not there.');
  const others = Array.from({ length: count }, (_, position) => ({
    ...sample.value,
    customerId: `c${position}`,
    advisorId: advisorOf(position),
    ...written(start + position * 60_000, isCall(position) ? 'call' : 'sms'),
  }));
  await engine.table.batchWrite(
    others.flatMap((value) => {
      const action = putAction(Conversation, value, 'any');
      return action.kind === 'put' ? [action] : [];
    }),
  );
  call = callApi(
    conversationRoutes({
      ...{ table: engine.table, clock: { now: () => start + 30 * 86_400_000 }, log: quietLog },
      ...{ cursors: createCursors('key'), files: { delete: async () => undefined } },
    }),
  );
}, 120_000);
afterAll(() => engine?.stop());

interface Page {
  readonly items: readonly { readonly customerId: string }[];
  readonly nextCursor?: string;
}

const pagesOf = async (query: string): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const request = { call: `GET /v1/conversations?${query}${more}`, caller: { tenant: 'demo' } };
    const { status, body } = await call<Page>(request);
    expect(status, JSON.stringify(body)).toBe(200);
    pages.push(body);
    cursor = body.nextCursor;
  }
  return pages;
};

const calls = Array.from({ length: count }, (_, position) => position)
  .filter(isCall)
  .map((position) => `c${position}`);

const ids = (pages: readonly Page[]) => pages.flatMap(({ items }) => items.map(({ customerId }) => customerId));
const named = (positions: readonly number[]) => positions.map((position) => `c${position}`);

describe('a filter that few conversations answer', () => {
  it.each([
    ['channel=call&sort=oldest', calls],
    ['channel=call', calls.toReversed()],
    ['channel=call&advisor=ana', calls.toReversed()],
    ['channel=email', []],
    ['contactability=none', []],
    ['contactability=none&channel=call', []],
    ['contactability=none|problems', []],
    ['channel=call|email', calls.toReversed()],
    ['channel=email|call&advisor=ana|beto&sort=oldest', calls],
    ['channel=call&advisor=beto|-', []],
    ['advisor=-', named([2_599, 1_500, 7])],
    ['advisor=beto|-&limit=2', named([2_599, 1_500, 1_499, 8, 7])],
    ['advisor=-|beto&limit=2&sort=oldest', named([7, 8, 1_499, 1_500, 2_599])],
  ])('%s: no page is empty while another one follows', async (query, wanted) => {
    const pages = await pagesOf(query);
    expect(ids(pages)).toEqual(wanted);
    for (const { items, nextCursor } of pages) expect(items.length > 0 || nextCursor === undefined).toBe(true);
  });

  it('of three at once a page may be empty, and the next ones find the rest', async () => {
    const pages = await pagesOf('channel=call&advisor=ana&contactability=ok');
    expect(ids(pages)).toEqual(calls.toReversed());
  });
});

describe('several values of one filter', () => {
  it('merges the inboxes of the advisors: every conversation once, newest first', async () => {
    const found = ids(await pagesOf('advisor=ana|beto|-&limit=100'));
    expect(found).toEqual(named(Array.from({ length: count }, (_, position) => count - 1 - position)));
  });

  it('of twenty advisors reads a part of each list, also where one has all that is shown', async () => {
    const others = Array.from({ length: 18 }, (_, position) => `advisor-${position}`);
    const conversations = new ConversationStore(engine.table);
    const range = { from: ' ', to: '~', reverse: true, limit: 50, after: undefined };
    const { rows, units, more } = await conversations.listInbox('demo', ['ana', 'beto', ...others], range);
    expect([rows.length >= 14, units <= 11, more]).toEqual([true, true, true]);
  });

  it.each(['advisor=|', 'channel=sms|fax', `advisor=${Array.from({ length: 21 }, (_, at) => `a${at}`).join('|')}`])(
    'refuses %s',
    async (query) => {
      const { status, body } = await call({ call: `GET /v1/conversations?${query}`, caller: { tenant: 'demo' } });
      expect([status, body]).toMatchObject([400, { code: 'FILTER_INVALID' }]);
    },
  );

  it('names the filter of a segment that the company has not', async () => {
    const { status, body } = await call({
      call: 'GET /v1/conversations?segment=Nada|Otra',
      caller: { tenant: 'demo' },
    });
    expect([status, body]).toMatchObject([400, { code: 'FILTER_INVALID', errors: [{ path: 'segment' }] }]);
  });
});
