/**
 * When customers were last in contact, from the lists that the inbox has of them: their order costs no write of its own
 * (issue 12, 6; ADR 64).
 */
import { mergeOrdered } from '#platform/table/merged-pages.ts';
import { isShown, listedAt } from './entities.ts';
import type { ConversationStore, InboxRange } from './store.ts';

export interface LastContact {
  readonly customerId: string;
  /** Last message or call, epoch ms: what the inbox shows. */
  readonly at: number;
}

export interface LastContactsPage {
  /** `order`: what a next page begins after. */
  readonly rows: readonly (LastContact & { readonly order: string })[];
  /** Read units. */
  readonly units: number;
  readonly more: boolean;
}

export interface LastContactsDeps {
  readonly conversations: Pick<ConversationStore, 'findMany' | 'listInbox' | 'listView'>;
}

/** Reads an order of the inbox from one end to the other; archived conversations stand among the others. */
export const listLastContacts = async (
  { conversations }: LastContactsDeps,
  tenant: string,
  advisorId: string | undefined,
  options: Pick<InboxRange, 'reverse' | 'limit' | 'after'>,
): Promise<LastContactsPage> => {
  const range: InboxRange = { from: ' ', to: '~', ...options };
  const pages = await Promise.all([
    conversations.listInbox(tenant, advisorId === undefined ? [] : [advisorId], range),
    conversations.listView(tenant, 'archived', range),
  ]);
  const { items, more } = mergeOrdered(
    pages.map((page) => ({ items: page.rows, more: page.more })),
    { placeOf: ({ order }) => order, reverse: options.reverse, limit: options.limit },
  );
  const rows = items
    // While it is archived, an index may show it a moment longer.
    .filter(({ conversation }, place) => conversation.customerId !== items[place - 1]?.conversation.customerId)
    .map(({ order, conversation }) => ({
      order,
      customerId: conversation.customerId,
      at: listedAt(conversation),
    }));
  return {
    rows,
    units: pages.reduce((sum, { units }) => sum + units, 0),
    more,
  };
};

/** Last contacts of these customers; one that has none is left out. Half a read unit each. */
export const findLastContacts = async (
  { conversations }: LastContactsDeps,
  tenant: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const found = await conversations.findMany(tenant, customerIds);
  return new Map(found.filter(isShown).map((conversation) => [conversation.customerId, listedAt(conversation)]));
};
