/** Conversations on the real engine: one item with its copies, changed under its revision (C15, C16, D14, D24–D26). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeConversation } from '#shared/conversations/change-conversation.ts';
import { type ConversationValue, inboxOrder, type View, views } from '#shared/conversations/entities.ts';
import { afterAction, afterResult, withPendingCall } from '#shared/conversations/rules.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { inboxCustomer } from '../support/inbox-customers.ts';

let engine: TestTable;
let conversations: ConversationStore;
const known = ['a', 'b', 'c', 'd', 'e'];

const change = (customerId: string, how: (before: ConversationValue) => ConversationValue, create = true) =>
  changeConversation(
    {
      conversations,
      findCustomer: async (tenant, id) =>
        tenant === 'demo' && known.includes(id) ? inboxCustomer(id, { advisorId: `advisor-${id}` }) : undefined,
    },
    'demo',
    customerId,
    how,
    { create },
  );

const written = (at: number, preview = 'hola') => ({
  activityAt: at,
  lastInboundAt: at,
  last: { id: `${at}`, at, channel: 'sms', direction: 'inbound', preview, status: 'received' } as const,
});
const all = { from: ' ', to: '~', reverse: true, limit: 50, after: undefined };
const idsIn = async (view: View): Promise<string[]> =>
  (await conversations.listView('demo', view, all)).rows.map(({ conversation }) => conversation.customerId);
const inbox = async (advisorId?: string): Promise<string[]> =>
  (await conversations.listInbox('demo', advisorId === undefined ? [] : [advisorId], all)).rows.map(
    ({ conversation }) => conversation.customerId,
  );
const standing = async (customerId: string): Promise<View[]> => {
  const members = await Promise.all(views.map(idsIn));
  return views.filter((_view, position) => members[position]?.includes(customerId));
};

beforeAll(async () => {
  engine = await startTable();
  conversations = new ConversationStore(engine.table);
});
afterAll(() => engine.stop());

describe('a conversation', () => {
  it('begins when something happens in it, and not before', async () => {
    await expect(change('a', (before) => afterAction(before, 'star', 5), false)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(change('stranger', (before) => before)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await change('a', (before) => ({ ...before, ...written(100) }));
    expect(await inbox()).toEqual(['a']);
    expect(await inbox('advisor-a')).toEqual(['a']);
    expect(await inbox('advisor-b')).toEqual([]);
  });

  it('stands in exactly the views of its state, with the row as it is now', async () => {
    await change('b', (before) => ({ ...before, ...written(200) }));
    expect(await standing('b')).toEqual(['unread']);
    await change('b', (before) => afterAction(before, 'star', 201));
    expect(await standing('b')).toEqual(['unread', 'starred']);
    await change('b', (before) => ({ ...before, ...written(300, 'otra vez') }));
    const { rows } = await conversations.listView('demo', 'starred', all);
    expect(rows).toMatchObject([{ order: inboxOrder(300, 'b'), conversation: { last: { preview: 'otra vez' } } }]);
    await change('b', (before) => afterAction(before, 'read', 301));
    expect(await standing('b')).toEqual(['starred']);
    await change('b', (before) => afterAction(before, 'archive', 302));
    expect(await standing('b')).toEqual(['archived']);
    expect(await inbox()).toEqual(['a']);
    await change('b', (before) => afterAction(before, 'unarchive', 303));
    expect(await standing('b')).toEqual(['starred']);
    expect(await inbox()).toEqual(['b', 'a']);
  });

  it('keeps a pending call among the calls, also without any message, until its result (C15)', async () => {
    const call = { dueAt: null, origin: 'manual', note: null, result: null };
    await change('c', (before) => withPendingCall(before, call, 400));
    expect(await standing('c')).toEqual(['calls']);
    expect(await inbox()).not.toContain('c');
    await change('c', (before) => afterResult(before, 401));
    expect(await standing('c')).toEqual([]);
  });

  it('takes changes at once one after the other, and loses none', async () => {
    await change('d', (before) => ({ ...before, ...written(500) }));
    await Promise.all([
      change('d', (before) => afterAction(before, 'star', 501)),
      change('d', (before) => ({ ...before, ...written(600) })),
      change('d', (before) => afterAction(before, 'unarchive', 502)),
      change('d', (before) => ({ ...before, readAt: Math.max(before.readAt, 500) })),
      change('d', (before) => ({ ...before, name: 'Another' })),
    ]);
    const stored = await conversations.find('demo', 'd', { consistent: true });
    expect(stored?.value).toMatchObject({ name: 'Another', starredAt: 501, lastInboundAt: 600 });
    expect(stored?.revision).toBe(5);
  });

  it('writes nothing for a change that changes nothing', async () => {
    await change('e', (before) => ({ ...before, ...written(700) }));
    await change('e', (before) => afterAction(before, 'unarchive', 701));
    expect((await conversations.find('demo', 'e'))?.revision).toBe(1);
  });

  it('is found with others by their ids, in the order asked for', async () => {
    const found = await conversations.findMany('demo', ['e', 'nobody', 'a']);
    expect(found.map(({ customerId }) => customerId)).toEqual(['e', 'a']);
  });

  it('pages through inbox and views', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await conversations.listInbox('demo', [], { ...all, limit: 2, after });
      seen.push(...page.rows.map(({ conversation }) => conversation.customerId));
      after = page.more ? page.rows.at(-1)?.order : undefined;
    } while (after !== undefined);
    expect(seen).toEqual(['e', 'd', 'b', 'a']);
  });
});
