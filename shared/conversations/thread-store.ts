/** Access patterns of a customer's thread: all messages of all channels in one order (D5, D19). */
import { fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import {
  Message,
  MessageBody,
  type MessageValue,
  messageBodyKey,
  messageKey,
  threadPartition,
} from '#shared/messaging/ledger/entities.ts';

export interface ThreadRequest {
  readonly limit: number;
  /** Newest first. */
  readonly reverse: boolean;
  /** Own part of the id of the last message of the page before. */
  readonly after: string | undefined;
}

export interface ThreadPage {
  readonly messages: readonly MessageValue[];
  /** Read units of it: half a unit per 4 KB begun. */
  readonly units: number;
  readonly more: boolean;
}

const unitsOf = (items: readonly Item[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0) / 4096)) / 2;

export class ThreadStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Messages as they are now, in no order; missing ones are left out. */
  async findMessages(tenant: string, messageIds: readonly string[]): Promise<readonly MessageValue[]> {
    if (messageIds.length === 0) return [];
    const keys = messageIds.map((messageId) => messageKey(tenant, messageId));
    const items = await this.#table.batchGet(keys, { consistent: true });
    return items.map((item) => fromItem(Message, item).value);
  }

  /** The thread of a customer, with those of the customers that were merged into it. */
  async listPage(tenant: string, customerIds: readonly string[], request: ThreadRequest): Promise<ThreadPage> {
    const pks = customerIds.map((customerId) => threadPartition(tenant, customerId));
    const { items, more } = await queryMerged(this.#table, { pks, ...request });
    return { messages: items.map((item) => fromItem(Message, item).value), units: unitsOf(items) * pks.length, more };
  }

  /** The whole thread as it is now, newest first: to rebuild a conversation, or to look for something in it. */
  async *listAll(tenant: string, customerId: string): AsyncGenerator<MessageValue> {
    const query = { pk: threadPartition(tenant, customerId), reverse: true, consistent: true, limit: 100 };
    for await (const item of this.#table.queryAll(query)) yield fromItem(Message, item).value;
  }

  /** Texts of messages that keep them apart, by message id. */
  async findBodies(tenant: string, messageIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (messageIds.length === 0) return new Map();
    const items = await this.#table.batchGet(messageIds.map((messageId) => messageBodyKey(tenant, messageId)));
    const bodies = items.map((item) => fromItem(MessageBody, item).value);
    return new Map(bodies.map(({ messageId, body }) => [messageId, body]));
  }
}
