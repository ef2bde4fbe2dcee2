/** Deletions of conversations that are under way: each stands in the due index until nothing is left (Q17). */
import type { Stored, Table } from '#platform/table/kernel.ts';
import { ConversationDeletion, type DeletionValue, deletionKey } from './entities.ts';

export class DeletionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, customerId: string): Promise<Stored<DeletionValue> | undefined> {
    return this.#table.get(ConversationDeletion, deletionKey(tenant, customerId), { consistent: true });
  }

  /** @throws ConditionFailed when another request or run came first */
  async save(deletion: DeletionValue, before: Stored<DeletionValue> | undefined): Promise<Stored<DeletionValue>> {
    return this.#table.put(ConversationDeletion, deletion, before?.revision ?? 'absent');
  }

  /** @throws ConditionFailed when another request or run came first */
  async remove(stored: Stored<DeletionValue>): Promise<void> {
    await this.#table.delete(deletionKey(stored.value.tenant, stored.value.customerId), stored.revision);
  }
}
