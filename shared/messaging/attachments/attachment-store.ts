/** Access patterns of attachments. */
import {
  type Action,
  checkAction,
  deleteAction,
  fromItem,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import {
  AttachmentFile,
  type AttachmentFileValue,
  AttachmentUse,
  attachmentKey,
  attachmentPartition,
  attachmentUseKey,
  usePrefix,
} from './entities.ts';

export class AttachmentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Read consistently: an id is used right after it was made. */
  async find(tenant: string, attachmentId: string): Promise<Stored<AttachmentFileValue> | undefined> {
    return this.#table.get(AttachmentFile, attachmentKey(tenant, attachmentId), { consistent: true });
  }

  /** Those of the ids that there are, by id. */
  async findMany(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, Stored<AttachmentFileValue>>> {
    const items = await this.#table.batchGet(
      [...new Set(ids)].map((id) => attachmentKey(tenant, id)),
      { consistent: true },
    );
    const found = items.map((item) => fromItem(AttachmentFile, item));
    return new Map(found.map((stored) => [stored.value.attachmentId, stored]));
  }

  /** @throws ConditionFailed when it exists already */
  async create(file: AttachmentFileValue): Promise<Stored<AttachmentFileValue>> {
    return this.#table.put(AttachmentFile, file, 'absent');
  }

  /** @throws ConditionFailed when somebody else changed it since `before` was read */
  async change(before: Stored<AttachmentFileValue>, after: AttachmentFileValue): Promise<Stored<AttachmentFileValue>> {
    return this.#table.put(AttachmentFile, after, before.revision);
  }

  /** Ids of the messages that carry the file, up to two: whether another one does is all that is asked. */
  async listUses(tenant: string, attachmentId: string): Promise<readonly string[]> {
    const { items } = await this.#table.query({
      pk: attachmentPartition(tenant, attachmentId),
      sk: { prefix: usePrefix },
      consistent: true,
      limit: 2,
    });
    return items.map((item) => fromItem(AttachmentUse, item).value.messageId);
  }

  async deleteUse(tenant: string, attachmentId: string, messageId: string): Promise<void> {
    await this.#table.delete(attachmentUseKey(tenant, attachmentId, messageId));
  }

  /** @throws ConditionFailed when somebody else changed it since it was read */
  async delete(file: Stored<AttachmentFileValue>): Promise<void> {
    await this.#table.transact([
      deleteAction(attachmentKey(file.value.tenant, file.value.attachmentId), file.revision),
    ]);
  }
}

/** Writes that bind a file to a message, for the transaction that creates the message: the file must still be there. */
export const bindingActions = (files: readonly Stored<AttachmentFileValue>[], messageId: string): readonly Action[] =>
  files.flatMap(({ value: { tenant, attachmentId }, revision }) => [
    checkAction(attachmentKey(tenant, attachmentId), revision),
    putAction(AttachmentUse, { tenant, attachmentId, messageId }, 'any'),
  ]);
