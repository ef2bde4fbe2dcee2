/** Access patterns of conversations: one, several, and the lists of the inbox. */
import {
  deleteAction,
  fromItem,
  type Item,
  type Key,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { mergeOrdered, orderedPage } from '#platform/table/merged-pages.ts';
import { queryUnits } from '#platform/table/read-units.ts';
import {
  Conversation,
  type ConversationValue,
  ConversationView,
  conversationKey,
  inboxPartition,
  type View,
  viewPartition,
  viewsOf,
} from './entities.ts';

/** Part of a list: sort keys from and to, both included, in either direction. */
export interface InboxRange {
  readonly from: string;
  readonly to: string;
  readonly reverse: boolean;
  readonly limit: number;
  /** Sort key of the last row of the page before. */
  readonly after: string | undefined;
}

export interface InboxPage {
  readonly rows: readonly { readonly order: string; readonly conversation: ConversationValue }[];
  /** Read units of it, as DynamoDB bills eventually consistent reads: half a unit per 4 KB begun. */
  readonly units: number;
  readonly more: boolean;
}

/** Rows of about 290 bytes that half a unit reads: fewer of a list cost the same. */
const rowsOfHalfUnit = 14;

const viewKeys = (conversation: ConversationValue): readonly Key[] =>
  viewsOf(conversation).map((view) => ConversationView.keys({ view, conversation }));

export class ConversationStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @param options.asStored the row of a merged customer itself, instead of the one in which it is shown */
  async find(
    tenant: string,
    customerId: string,
    { asStored = false, ...options }: { consistent?: boolean; asStored?: boolean } = {},
  ): Promise<Stored<ConversationValue> | undefined> {
    const stored = await this.#table.get(Conversation, conversationKey(tenant, customerId), options);
    const mergedInto = stored?.value.mergedInto ?? null;
    return asStored || mergedInto === null ? stored : this.find(tenant, mergedInto, options);
  }

  /** Conversations in the order of the ids; customers without one are left out. Half a read unit each. */
  async findMany(tenant: string, customerIds: readonly string[]): Promise<readonly ConversationValue[]> {
    const items = await this.#table.batchGet(customerIds.map((customerId) => conversationKey(tenant, customerId)));
    const found = items.map((item) => fromItem(Conversation, item).value);
    const byId = new Map(found.map((conversation) => [conversation.customerId, conversation]));
    return customerIds.flatMap((customerId) => byId.get(customerId) ?? []);
  }

  /**
   * Writes the conversation with all its copies, or nothing: a copy that stayed behind could not be found again.
   * @throws ConditionFailed when somebody else wrote it meanwhile
   */
  async save(after: ConversationValue, before: Stored<ConversationValue> | undefined): Promise<void> {
    const expected = before?.revision ?? 'absent';
    const standing = viewKeys(after).map(({ pk, sk }) => `${pk} ${sk}`);
    const gone = before === undefined ? [] : viewKeys(before.value);
    const actions = [
      ...gone.filter(({ pk, sk }) => !standing.includes(`${pk} ${sk}`)).map((key) => deleteAction(key, 'any')),
      ...viewsOf(after).map((view) => putAction(ConversationView, { view, conversation: after }, 'any')),
    ];
    if (actions.length === 0) await this.#table.put(Conversation, after, expected);
    else await this.#table.transact([putAction(Conversation, after, expected), ...actions]);
  }

  /**
   * The inbox of a company, or those of some advisors (`-`: of nobody) merged in their order. Of many each is read in
   * part, so that a page of several costs about what one does.
   */
  async listInbox(tenant: string, advisors: readonly string[], range: InboxRange): Promise<InboxPage> {
    const [index, partitionKey, sortKey] =
      advisors.length === 0 ? (['GSI1', 'g1pk', 'g1sk'] as const) : (['GSI2', 'g2pk', 'g2sk'] as const);
    const pks = advisors.length === 0 ? [inboxPartition(tenant)] : advisors.map((id) => inboxPartition(tenant, id));
    const share = Math.max(rowsOfHalfUnit, Math.ceil((2 * range.limit) / pks.length));
    const { after, reverse } = range;
    const pages = await Promise.all(
      pks.map((pk) =>
        this.#table.query({
          index,
          pk,
          sk: { from: range.from, to: range.to },
          reverse,
          limit: Math.min(range.limit, share),
          after:
            after === undefined
              ? undefined
              : { ...conversationKey(tenant, customerOf(after)), [partitionKey]: pk, [sortKey]: after },
        }),
      ),
    );
    const placeOf = (item: Item): string => String(item[sortKey]);
    const { items, more } = mergeOrdered(pages.map(orderedPage), { placeOf, reverse, limit: range.limit });
    const rows = items.map((item) => ({ order: placeOf(item), conversation: fromIndex(item) }));
    return {
      // Who changes hands between two reads stands in both.
      rows: rows.filter(({ order }, position) => order !== rows[position - 1]?.order),
      units: pages.reduce((sum, page) => sum + queryUnits(page.items), 0),
      more,
    };
  }

  async listView(tenant: string, view: View, range: InboxRange): Promise<InboxPage> {
    const pk = viewPartition(tenant, view);
    const { items, last } = await this.#table.query({
      pk,
      sk: { from: range.from, to: range.to },
      reverse: range.reverse,
      limit: range.limit,
      after: range.after === undefined ? undefined : { pk, sk: range.after },
    });
    const rows = items.map((item) => {
      const { conversation } = fromItem(ConversationView, item).value;
      return { order: String(item.sk), conversation };
    });
    return { rows, units: queryUnits(items), more: last !== undefined };
  }
}

/** An index carries no revision, and GSI2 no type: which items stand there follows from the partition. */
const fromIndex = (item: Item): ConversationValue => fromItem(Conversation, { ...item, type: Conversation.type }).value;

const customerOf = (order: string): string => order.slice(order.indexOf('#') + 1);
