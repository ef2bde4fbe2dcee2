/** What must be true of a conversation: it is the fold of its thread, and stands in the views that it says (I14, design §5). */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type CustomerInvariant, type Damage, revisionsOf, storedOf, type Walk } from '#platform/table/invariant.ts';
import { checkAction, deleteAction, fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { Conversation, ConversationView, conversationKey, viewPartition, views, viewsOf } from './entities.ts';
import { foldConversation, type ProjectConversationDeps, projectConversation } from './project-conversation.ts';

export const createConversationInvariant = (
  deps: ProjectConversationDeps & { readonly table: Pick<Table, 'batchGet'> },
): CustomerInvariant => ({
  name: 'conversation',
  async judge({ tenant, customerId, items, thread }) {
    const [stored] = storedOf(Conversation, items);
    const messages = storedOf(Message, thread).map(({ value }) => value);
    const changes = { tenant, customerId, messageIds: 'all', customer: true } as const;
    const known = {
      ...deps,
      threads: {
        findMessages: async () => messages,
        async *listAll(of: string, thread: string) {
          if (thread === customerId) yield* messages.toReversed();
          else yield* deps.threads.listAll(of, thread);
        },
      },
    };
    const right = await foldConversation(known, stored, changes);
    const basis = revisionsOf(stored, ...storedOf(Message, thread));
    const damage = { invariant: 'conversation', place: customerId, basis };
    const repair = () => projectConversation(deps, changes);
    if (right === undefined) return [];
    if (stored === undefined) return [{ ...damage, what: 'its messages are in no conversation', repair }];
    if (!isDeepStrictEqual(right, stored.value)) {
      const wrong = Object.keys(right).filter(
        (name) => !isDeepStrictEqual(right[name as keyof typeof right], stored.value[name as keyof typeof right]),
      );
      return [{ ...damage, what: `${wrong.join(', ')} are not those of its messages`, repair }];
    }
    const keys = viewsOf(right).map((view) => ConversationView.keys({ view, conversation: right }));
    // Which others are in it only the conversation itself says.
    const shown = { ...right, merges: [] };
    const copies = await deps.table.batchGet(keys, { consistent: true });
    const good = copies.filter((item) => isDeepStrictEqual(fromItem(ConversationView, item).value.conversation, shown));
    if (good.length === keys.length) return [];
    return [{ ...damage, what: `${keys.length - good.length} of its rows in views are missing or differ`, repair }];
  },
});

const PlaceSchema = z.object({ view: z.number(), after: z.record(z.string(), z.unknown()).nullable() });

/** Every row of every view, to find those that no conversation knows. */
export const createViewWalk = (table: Pick<Table, 'query' | 'batchGet' | 'transact'>): Walk => ({
  name: 'views',
  async page(tenant, position) {
    const { view: index, after } = position === undefined ? { view: 0, after: null } : PlaceSchema.parse(position);
    const view = views[index];
    if (view === undefined) return { looks: [] };
    const query = { pk: viewPartition(tenant, view), limit: 100, after: after ?? undefined, consistent: true };
    const { last } = await table.query(query);
    const next = last === undefined ? { view: index + 1, after: null } : { view: index, after: last };
    const look = async () => strayCopies(table, tenant, (await table.query(query)).items);
    return { looks: [look], ...(next.view < views.length ? { after: next } : {}) };
  },
});

const strayCopies = async (
  table: Pick<Table, 'batchGet' | 'transact'>,
  tenant: string,
  copies: readonly Item[],
): Promise<readonly Damage[]> => {
  const customerOf = (item: Item): string => fromItem(ConversationView, item).value.conversation.customerId;
  const ids = [...new Set(copies.map(customerOf))];
  const keys = ids.map((id) => conversationKey(tenant, id));
  const items = await table.batchGet(keys, { consistent: true });
  const conversations = new Map(
    items.map((item) => fromItem(Conversation, item)).map((stored) => [stored.value.customerId, stored]),
  );
  return copies.flatMap((item): readonly Damage[] => {
    const customerId = customerOf(item);
    const stored = conversations.get(customerId);
    const standing =
      stored === undefined
        ? []
        : viewsOf(stored.value).map((view) => ConversationView.keys({ view, conversation: stored.value }));
    if (standing.some(({ pk, sk }) => pk === item.pk && sk === item.sk)) return [];
    const repair = async () => {
      const holds = checkAction(conversationKey(tenant, customerId), stored?.revision ?? 'absent');
      await writeOnce(
        () => table.transact([holds, deleteAction({ pk: String(item.pk), sk: String(item.sk) }, 'any')]),
        // The conversation has moved: whoever moved it has put its rows in order.
        () => undefined,
      );
    };
    const what = 'it stands in a view that its conversation is not in';
    return [{ invariant: 'view-row', place: customerId, what, basis: `${stored?.revision} ${item.sk}`, repair }];
  });
};
