/** Access patterns of messages and their bodies. */
import type { Log } from '#platform/log.ts';
import {
  type Action,
  type Entity,
  fromItem,
  putAction,
  type Stored,
  type Table,
  toItem,
} from '#platform/table/kernel.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import type { SeparateBody } from '../content/content.ts';
import {
  customerIdOf,
  Message,
  MessageBody,
  type MessageValue,
  MovedMessage,
  messageBodyKey,
  messageKey,
  providerKey,
  threadPartition,
} from './entities.ts';

/** Ids of messages: customer's id, dash, own part; what is not so cannot exist. */
const isMessageId = (id: string): boolean => /^[0-9a-z]{1,30}-[0-9a-z]{1,30}$/.test(id);

/** 25 is the most that one call takes; several calls at once, since each waits for the network. */
const historyWrites = { batches: 25, concurrency: 8 } as const;

const putBatchAction = <Value>(entity: Entity<Value>, value: Value): BatchAction => ({
  kind: 'put',
  item: toItem(entity, value, 1),
  expected: 'any',
});
type BatchAction = Extract<Action, { kind: 'put' }>;

export class MessageStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(
    tenant: string,
    messageId: string,
    options: { consistent?: boolean } = {},
  ): Promise<Stored<MessageValue> | undefined> {
    if (!isMessageId(messageId)) return undefined;
    return this.#table.get(Message, messageKey(tenant, messageId), options);
  }

  /** Message of a provider's id, whatever its company; the index may lag. */
  async findByProviderId(channel: string, providerId: string): Promise<Stored<MessageValue> | undefined> {
    const { items } = await this.#table.query({ index: 'GSI4', pk: providerKey(channel, providerId)[0], limit: 1 });
    const key = items[0];
    return key === undefined ? undefined : this.#table.get(Message, { pk: String(key.pk), sk: String(key.sk) });
  }

  /** Several messages, read consistently; those that do not exist are left out. */
  async findMany(tenant: string, messageIds: readonly string[]): Promise<readonly MessageValue[]> {
    const items = await this.#table.batchGet(
      messageIds.map((messageId) => messageKey(tenant, messageId)),
      { consistent: true },
    );
    return items.map((item) => fromItem(Message, item).value);
  }

  /** Writes whole messages over whatever is there, 25 a call: for history, whose ids follow from its content. */
  async putHistory(entries: readonly { readonly message: MessageValue; readonly longBody?: string }[]): Promise<void> {
    const { batches, concurrency } = historyWrites;
    const actions = entries.flatMap(({ message, longBody: body }) => {
      const { tenant, messageId } = message;
      return [
        ...(body === undefined ? [] : [putBatchAction(MessageBody, { tenant, messageId, body })]),
        putBatchAction(Message, message),
      ];
    });
    for (let start = 0; start < actions.length; start += batches * concurrency) {
      const slice = actions.slice(start, start + batches * concurrency);
      await Promise.all(
        Array.from({ length: Math.ceil(slice.length / batches) }, (_, index) =>
          this.#table.batchWrite(slice.slice(index * batches, (index + 1) * batches)),
        ),
      );
    }
  }

  /** The newest few messages of the customer, newest first. */
  async listLatest(family: Family): Promise<readonly MessageValue[]> {
    const pks = familyOf(family).map((customerId) => threadPartition(family.tenant, customerId));
    const { items } = await queryMerged(this.#table, { pks, reverse: true, limit: 4 });
    return items.map((item) => fromItem(Message, item).value);
  }

  async findBody(message: MessageValue): Promise<string> {
    return (await this.findContent(message)).body;
  }

  /** Body, and the parts of one that is more than text. */
  async findContent(message: MessageValue): Promise<SeparateBody> {
    if (message.body !== null) return { body: message.body };
    const key = messageBodyKey(message.tenant, message.messageId);
    // A body never changes, so one that is found is the right one; only one that is not seen yet needs the dearer read.
    const stored =
      (await this.#table.get(MessageBody, key)) ?? (await this.#table.get(MessageBody, key, { consistent: true }));
    if (stored === undefined) throw new Error(`Message ${message.messageId} has lost its body.`);
    return stored.value;
  }

  /**
   * @param actions written together with the message, all or nothing
   * @throws ConditionFailed when the message exists already; at another position than 0, an action's condition
   */
  async create(
    message: MessageValue,
    separate: SeparateBody | undefined,
    actions: readonly Action[] = [],
  ): Promise<void> {
    if (separate !== undefined) {
      const { tenant, messageId } = message;
      await this.#table.put(MessageBody, { tenant, messageId, ...separate }, 'any');
    }
    if (actions.length === 0) await this.#table.put(Message, message, 'absent');
    else await this.#table.transact([putAction(Message, message, 'absent'), ...actions]);
  }

  /**
   * Writes the new value under the revision that was read, together with `actions`; leaves a trace in the register of
   * the old date when the message moves to another (Q4).
   * @throws ConditionFailed; position 0 is the message
   */
  async change(
    before: Stored<MessageValue>,
    after: MessageValue,
    now: number,
    actions: readonly Action[] = [],
  ): Promise<Stored<MessageValue>> {
    const moved =
      after.day === before.value.day
        ? []
        : [
            putAction(
              MovedMessage,
              { tenant: after.tenant, day: before.value.day, messageId: after.messageId, movedAt: now },
              'any',
            ),
          ];
    if (moved.length === 0 && actions.length === 0) return this.#table.put(Message, after, before.revision);
    await this.#table.transact([putAction(Message, after, before.revision), ...moved, ...actions]);
    return { value: after, revision: before.revision + 1 };
  }
}

/** Logs a message by ids only. */
export const loggedMessage = (message: Pick<MessageValue, 'tenant' | 'messageId' | 'channel'>) => ({
  tenant: message.tenant,
  messageId: message.messageId,
  customerId: customerIdOf(message.messageId),
  channel: message.channel,
});
export type MessageLog = Pick<Log, 'info' | 'warn' | 'error' | 'count'>;
