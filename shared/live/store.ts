/** Connections and the feed in the table. */
import { fromItem, type Table } from '#platform/table/kernel.ts';
import {
  Connection,
  ConnectionOwner,
  type ConnectionValue,
  connectionKey,
  connectionPartition,
  FeedEntry,
  type FeedEntryValue,
  feedFrom,
  feedPartition,
  ownerKey,
} from './entities.ts';

export class LiveStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The connection of this id, whichever company's: only for the id that API Gateway names as the sender's. */
  async findConnection(connectionId: string): Promise<ConnectionValue | undefined> {
    return (await this.#table.get(ConnectionOwner, ownerKey(connectionId), { consistent: true }))?.value;
  }

  /** Every connection of a company, also the one that was added a moment ago. */
  async listConnections(tenant: string): Promise<readonly ConnectionValue[]> {
    const connections: ConnectionValue[] = [];
    for await (const item of this.#table.queryAll({ pk: connectionPartition(tenant), consistent: true })) {
      connections.push(fromItem(Connection, item).value);
    }
    return connections;
  }

  /**
   * Two writes and no transaction, at half the cost: what a crash in between leaves is an owner without a row, which
   * receives nothing and expires.
   */
  async addConnection(connection: ConnectionValue): Promise<void> {
    await this.#table.put(ConnectionOwner, connection, 'any');
    await this.#table.put(Connection, connection, 'any');
  }

  /** Removes a connection; one that is gone already is no fault. */
  async removeConnection({ tenant, connectionId }: Pick<ConnectionValue, 'tenant' | 'connectionId'>): Promise<void> {
    await Promise.all([
      this.#table.delete(connectionKey(tenant, connectionId)),
      this.#table.delete(ownerKey(connectionId)),
    ]);
  }

  async addEntry(entry: FeedEntryValue): Promise<void> {
    await this.#table.put(FeedEntry, entry, 'any');
  }

  /** Entries from a time on (epoch ms), oldest first; undefined when there are more than `most` of them. */
  async listEntries(tenant: string, from: number, most: number): Promise<readonly FeedEntryValue[] | undefined> {
    const entries: FeedEntryValue[] = [];
    const range = { pk: feedPartition(tenant), sk: feedFrom(from), limit: most + 1, consistent: true };
    for await (const item of this.#table.queryAll(range)) {
      if (entries.length === most) return undefined;
      entries.push(fromItem(FeedEntry, item).value);
    }
    return entries;
  }
}
