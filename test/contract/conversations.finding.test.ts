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

describe('a filter that few conversations answer', () => {
  it.each([
    ['channel=call&sort=oldest', calls],
    ['channel=call', calls.toReversed()],
    ['channel=call&advisor=ana', calls.toReversed()],
    ['channel=email', []],
    ['contactability=none', []],
    ['contactability=none&channel=call', []],
  ])('%s: no page is empty while another one follows', async (query, wanted) => {
    const pages = await pagesOf(query);
    expect(pages.flatMap(({ items }) => items.map(({ customerId }) => customerId))).toEqual(wanted);
    for (const { items, nextCursor } of pages) expect(items.length > 0 || nextCursor === undefined).toBe(true);
  });

  it('of three at once a page may be empty, and the next ones find the rest', async () => {
    const pages = await pagesOf('channel=call&advisor=ana&contactability=ok');
    expect(pages.flatMap(({ items }) => items.map(({ customerId }) => customerId))).toEqual(calls.toReversed());
  });
});
