/**
 * When customers were last in contact, from the lists that the inbox has of them: their order costs no write of its own
 * (issue 12, 6; ADR 64).
 */
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
  const sign = options.reverse ? -1 : 1;
  const found = pages.flatMap(({ rows }) => rows).toSorted((a, b) => sign * (a.order < b.order ? -1 : 1));
  // What lies behind the end of a list that goes on may have to stand before the rest of the other one.
  const kept = found.slice(0, options.limit);
  const rows = kept
    // While it is archived, an index may show it a moment longer.
    .filter(({ conversation }, place) => conversation.customerId !== kept[place - 1]?.conversation.customerId)
    .map(({ order, conversation }) => ({
      order,
      customerId: conversation.customerId,
      at: listedAt(conversation),
    }));
  return {
    rows,
    units: pages.reduce((sum, { units }) => sum + units, 0),
    more: found.length > kept.length || pages.some(({ more }) => more),
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
