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

/** Size of items as they are billed, about: attribute names and values as UTF-8. */
const unitsOf = (items: readonly Item[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0) / 4096)) / 2;

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

  /** The inbox of a company, or of one advisor. */
  async listInbox(tenant: string, advisorId: string | undefined, range: InboxRange): Promise<InboxPage> {
    const [index, keys] =
      advisorId === undefined ? (['GSI1', ['g1pk', 'g1sk']] as const) : (['GSI2', ['g2pk', 'g2sk']] as const);
    const pk = inboxPartition(tenant, advisorId);
    const [partitionKey, sortKey] = keys;
    const { items, last } = await this.#table.query({
      index,
      pk,
      sk: { from: range.from, to: range.to },
      reverse: range.reverse,
      limit: range.limit,
      after:
        range.after === undefined
          ? undefined
          : { ...conversationKey(tenant, customerOf(range.after)), [partitionKey]: pk, [sortKey]: range.after },
    });
    const rows = items.map((item) => ({ order: String(item[sortKey]), conversation: fromIndex(item) }));
    return { rows, units: unitsOf(items), more: last !== undefined };
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
    return { rows, units: unitsOf(items), more: last !== undefined };
  }
}

/** An index carries no revision, and GSI2 no type: which items stand there follows from the partition. */
const fromIndex = (item: Item): ConversationValue => fromItem(Conversation, { ...item, type: Conversation.type }).value;

const customerOf = (order: string): string => order.slice(order.indexOf('#') + 1);
