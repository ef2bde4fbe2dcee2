/** Access patterns of inbound messages: receipts, and messages whose sender nobody could be told from. */
import { fromItem, type Item, putAction, type Stored, type Table } from '#platform/table/kernel.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import { Message, MessageBody, type MessageValue, threadPartition } from '../ledger/entities.ts';
import { contentKey, ReceivedContent, type ReceivedContentValue } from '../ledger/received-content.ts';
import {
  InboundReceipt,
  type InboundReceiptValue,
  receiptKey,
  senderPartition,
  UnmatchedInbound,
  type UnmatchedInboundValue,
  UserNumber,
  type UserNumberValue,
  unmatchedKey,
  unmatchedPartition,
  userNumberKey,
  WaitingChange,
  type WaitingChangeValue,
  waitingChangePrefix,
} from './entities.ts';

export interface InboundDraft {
  readonly message: MessageValue;
  /** Body that is too long for the head. */
  readonly longBody: string | undefined;
}

export class InboundStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  findReceipt(tenant: string, token: string): Promise<Stored<InboundReceiptValue> | undefined> {
    return this.#table.get(InboundReceipt, receiptKey(tenant, token), { consistent: true });
  }

  /** @param hash `addressHash` of WhatsApp's user id */
  findUserNumber(
    tenant: string,
    hash: string,
    options?: { readonly consistent: boolean },
  ): Promise<Stored<UserNumberValue> | undefined> {
    return this.#table.get(UserNumber, userNumberKey(tenant, hash), options);
  }

  /** @throws ConditionFailed when somebody else wrote it meanwhile */
  async saveUserNumber(expected: number | 'absent', value: UserNumberValue): Promise<void> {
    await this.#table.put(UserNumber, value, expected);
  }

  async findContent(tenant: string, token: string): Promise<ReceivedContentValue | undefined> {
    return (await this.#table.get(ReceivedContent, contentKey(tenant, token)))?.value;
  }

  /** Written once by the worker that fetched the media; a repeat writes the same. */
  async saveContent(content: ReceivedContentValue): Promise<void> {
    await this.#table.put(ReceivedContent, content, 'any');
  }

  /** Kept for the message that it changes; a repeat writes the same. */
  async saveWaitingChange(change: WaitingChangeValue): Promise<void> {
    await this.#table.put(WaitingChange, change, 'any');
  }

  /** Changes of the message of this token that were told so far; read consistently. */
  async listWaitingChanges(tenant: string, token: string): Promise<readonly WaitingChangeValue[]> {
    const query = { pk: receiptKey(tenant, token).pk, sk: { prefix: waitingChangePrefix }, consistent: true };
    const changes: WaitingChangeValue[] = [];
    for await (const item of this.#table.queryAll(query)) changes.push(fromItem(WaitingChange, item).value);
    return changes;
  }

  /** Writes under the revision that was read. @throws ConditionFailed */
  async changeUnmatched(before: Stored<UnmatchedInboundValue>, after: UnmatchedInboundValue): Promise<void> {
    await this.#table.put(UnmatchedInbound, after, before.revision);
  }

  /** Messages of a customer whose own part of the id begins so, oldest first: those of one millisecond. */
  async listOfTime(tenant: string, customerId: string, time: string): Promise<readonly MessageValue[]> {
    const { items } = await this.#table.query({
      pk: threadPartition(tenant, customerId),
      sk: { prefix: time },
      limit: 4,
    });
    return items.map((item) => fromItem(Message, item).value);
  }

  findUnmatched(tenant: string, id: string): Promise<Stored<UnmatchedInboundValue> | undefined> {
    return this.#table.get(UnmatchedInbound, unmatchedKey(tenant, id), { consistent: true });
  }

  /** Newest messages of a customer and of those merged into it, newest first. */
  async listNewest(family: Family, limit: number): Promise<readonly MessageValue[]> {
    const pks = familyOf(family).map((customerId) => threadPartition(family.tenant, customerId));
    const { items } = await queryMerged(this.#table, { pks, reverse: true, limit });
    return items.map((item) => fromItem(Message, item).value);
  }

  /** A page of unmatched messages, newest first; `after` is the `last` of the page before. */
  async listUnmatched(
    tenant: string,
    options: { limit: number; after?: Item | undefined },
  ): Promise<{ readonly items: readonly UnmatchedInboundValue[]; readonly last?: Item }> {
    const { items, ...rest } = await this.#table.query({
      pk: unmatchedPartition(tenant),
      reverse: true,
      ...options,
    });
    return { items: items.map((item) => fromItem(UnmatchedInbound, item).value), ...rest };
  }

  /**
   * A page of the unmatched messages of one sender, newest first; `after` is the `last` of the page before. One that
   * came in this moment may be missing: the index follows the table.
   */
  async listUnmatchedOf(
    tenant: string,
    sender: string,
    options: { limit: number; after?: Item | undefined },
  ): Promise<{ readonly items: readonly Stored<UnmatchedInboundValue>[]; readonly last?: Item }> {
    const pk = senderPartition(tenant, sender);
    const { items, ...rest } = await this.#table.query({ index: 'GSI2', pk, reverse: true, ...options });
    const keys = items.map(({ sk }) => unmatchedKey(tenant, String(sk)));
    const found = await this.#table.batchGet(keys, { consistent: true });
    return { items: found.map((item) => fromItem(UnmatchedInbound, item)), ...rest };
  }

  /** @throws ConditionFailed when the message was taken in before */
  async addMessage(receipt: InboundReceiptValue, draft: InboundDraft, content?: ReceivedContentValue): Promise<void> {
    await this.#writeBody(draft);
    await this.#table.transact([
      ...contentActions(content),
      putAction(InboundReceipt, receipt, 'absent'),
      putAction(Message, draft.message, 'absent'),
    ]);
  }

  /** @throws ConditionFailed when the message was taken in before */
  async addUnmatched(
    receipt: InboundReceiptValue,
    unmatched: UnmatchedInboundValue,
    content?: ReceivedContentValue,
  ): Promise<void> {
    await this.#table.transact([
      ...contentActions(content),
      putAction(InboundReceipt, receipt, 'absent'),
      putAction(UnmatchedInbound, unmatched, 'absent'),
    ]);
  }

  /** Makes an unmatched message one of a customer. @throws ConditionFailed when somebody else was faster */
  async assign(
    unmatched: Stored<UnmatchedInboundValue>,
    receipt: Stored<InboundReceiptValue>,
    assigned: InboundReceiptValue,
    draft: InboundDraft,
  ): Promise<void> {
    await this.#writeBody(draft);
    const { tenant, id } = unmatched.value;
    await this.#table.transact([
      { kind: 'delete', key: unmatchedKey(tenant, id), expected: unmatched.revision },
      putAction(InboundReceipt, assigned, receipt.revision),
      putAction(Message, draft.message, 'absent'),
    ]);
  }

  async #writeBody({ message, longBody }: InboundDraft): Promise<void> {
    if (longBody === undefined) return;
    const { tenant, messageId } = message;
    await this.#table.put(MessageBody, { tenant, messageId, body: longBody }, 'any');
  }
}

const contentActions = (content: ReceivedContentValue | undefined) =>
  content === undefined ? [] : [putAction(ReceivedContent, content, 'any')];
