/** Deletions of conversations that are under way: each stands in the due index until nothing is left (Q17). */
import * as z from 'zod';
import { defineEntity, type Stored, type Table } from '#platform/table/kernel.ts';
import { dueKey } from '#platform/table/keys.ts';
import { customerPartition } from '#shared/customers/entities.ts';

export const ConversationDeletion = defineEntity({
  type: 'conversationDeletion',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    /** Messages recorded up to here are deleted, epoch ms. */
    cut: z.number(),
    /** User id. */
    by: z.string(),
    dueAt: z.number(),
  }),
  keys: (deletion) => ({
    ...deletionKey(deletion.tenant, deletion.customerId),
    g3: dueKey(deletion.dueAt, deletion.customerId),
  }),
});
export type DeletionValue = z.infer<typeof ConversationDeletion.schema>;
export const deletionSortKey = 'ERASE';
const deletionKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: deletionSortKey,
});

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
