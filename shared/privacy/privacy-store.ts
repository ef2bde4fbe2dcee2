/** Access patterns of erasures: everything that the table holds of one person, wherever it stands. */
import { changeItem } from '#platform/table/change-item.ts';
import {
  type Action,
  deleteAction,
  fromItem,
  type Item,
  type Key,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { SharedView, sharedViewsPartition, UserView, usersPartition } from '#shared/companies/entities.ts';
import { AddressState, AlertHistory, addressStateKey, RefusalHistory } from '#shared/contactability/entities.ts';
import { Conversation, ConversationView, conversationKey, viewsOf } from '#shared/conversations/entities.ts';
import {
  Address,
  Customer,
  type CustomerValue,
  customerPartition,
  DocumentOwner,
  Favorites,
  favoritesKey,
  Gate,
  type GateValue,
  Owner,
  ownerPrefix,
  Ticket,
  TicketOwner,
} from '#shared/customers/entities.ts';
import { Counted } from '#shared/customers/list-counts.ts';
import { Listing } from '#shared/customers/listing.ts';
import { StandingReport, standingReportPartition } from '#shared/exports/entities.ts';
import { AttachmentFile, type AttachmentFileValue, attachmentKey } from '#shared/messaging/attachments/entities.ts';
import { KeptEvent, type KeptEventValue } from '#shared/messaging/events/entities.ts';
import {
  numbersPartition,
  senderPartition,
  UnmatchedInbound,
  type UnmatchedInboundValue,
  unmatchedKey,
  userNumberKey,
} from '#shared/messaging/inbound/entities.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { contentKey } from '#shared/messaging/ledger/received-content.ts';
import { Process, type ProcessValue, processKey, processPartition } from '#shared/processes/entities.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';

const consistent = { consistent: true } as const;

/** What the registry says of kinds of items (`stored-kinds.ts`). */
const erasable = new Set(storedKinds.filter(({ onErasure }) => onErasure === 'delete').map(({ form }) => form.type));

/** Which address, and whose. */
export interface OwnedAddress {
  readonly tenant: string;
  readonly channel: Parameters<typeof addressStateKey>[1];
  readonly hash: string;
  /** Ids of the person who is erased. */
  readonly members: readonly string[];
}

/** People give these in words; what the system or the customer did is told by codes. */
const isByPerson = (by: string): boolean => by !== 'system' && by !== 'customer';

export class PrivacyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Marks the customer, stops what would go to it, and begins the process, all or nothing. @throws ConditionFailed */
  async begin(input: {
    readonly customer: { readonly before: Stored<CustomerValue>; readonly after: CustomerValue };
    readonly gate: { readonly before: Stored<GateValue>; readonly after: GateValue };
    readonly process: ProcessValue;
    readonly signature: Signature;
  }): Promise<void> {
    const { customer, gate, process, signature } = input;
    const { tenant, erasure } = process;
    await this.#table.transact([
      putAction(Customer, customer.after, customer.before.revision),
      putAction(Gate, gate.after, gate.before.revision),
      putAction(Process, process, 'absent'),
      ...auditActions(signature, {
        tenant,
        kind: 'erasure',
        subjectId: customer.after.customerId,
        subjectName: erasure?.pseudonym ?? null,
        before: undefined,
        after: { process: process.processId, reason: erasure?.reason, reference: erasure?.reference ?? null },
      }),
    ]);
  }

  async #all(pk: string, sk?: { readonly prefix: string }): Promise<readonly Item[]> {
    const items: Item[] = [];
    const query = sk === undefined ? { pk, ...consistent } : { pk, sk, ...consistent };
    for await (const item of this.#table.queryAll(query)) items.push(item);
    return items;
  }

  /** A page of a customer's messages, oldest first; `after`: the own part of the last id of the page before. */
  async listMessages(
    tenant: string,
    customerId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly messages: readonly MessageValue[]; readonly last?: string }> {
    const pk = threadPartition(tenant, customerId);
    const page = await this.#table.query({
      pk,
      limit,
      after: after === undefined ? undefined : { pk, sk: after },
      ...consistent,
    });
    const messages = page.items.map((item) => fromItem(Message, item).value);
    return page.last === undefined ? { messages } : { messages, last: String(page.last.sk) };
  }

  /** A page of the process log, newest first; `after`: the last process of the page before. */
  async listProcesses(
    tenant: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly processes: readonly ProcessValue[]; readonly last?: string }> {
    const page = await this.#table.query({
      pk: processPartition(tenant),
      reverse: true,
      limit,
      after: after === undefined ? undefined : processKey(tenant, after),
    });
    const processes = page.items.map((item) => fromItem(Process, item).value);
    return page.last === undefined ? { processes } : { processes, last: String(page.last.sk) };
  }

  /** Descriptions of files, those that there are. */
  async findFiles(tenant: string, attachmentIds: readonly string[]): Promise<readonly AttachmentFileValue[]> {
    const items = await this.#table.batchGet(
      attachmentIds.map((attachmentId) => attachmentKey(tenant, attachmentId)),
      consistent,
    );
    return items.map((item) => fromItem(AttachmentFile, item).value);
  }

  async deleteFile(tenant: string, attachmentId: string): Promise<void> {
    await this.#table.delete(attachmentKey(tenant, attachmentId));
  }

  /** What came with a message beside its words. */
  async deleteContent(tenant: string, token: string): Promise<void> {
    await this.#table.delete(contentKey(tenant, token));
  }

  /** What waits of an unknown sender. */
  async listUnmatched(tenant: string, sender: string): Promise<readonly UnmatchedInboundValue[]> {
    const keys: Key[] = [];
    for await (const { sk } of this.#table.queryAll({ index: 'GSI2', pk: senderPartition(tenant, sender) })) {
      keys.push(unmatchedKey(tenant, String(sk)));
    }
    const items = await this.#table.batchGet(keys, consistent);
    return items.map((item) => fromItem(UnmatchedInbound, item).value);
  }

  async deleteUnmatched({ tenant, id }: UnmatchedInboundValue): Promise<void> {
    await this.#table.delete(unmatchedKey(tenant, id));
  }

  /** Forgets which number belongs to which user id of WhatsApp. @param userIdHash of an address that may be a user id */
  async deleteNumbers(tenant: string, sender: string, userIdHash: string): Promise<void> {
    await this.#table.delete(userNumberKey(tenant, userIdHash));
    for await (const { sk } of this.#table.queryAll({ index: 'GSI2', pk: numbersPartition(tenant, sender) })) {
      await this.#table.delete(userNumberKey(tenant, String(sk)));
    }
  }

  /** Events of one date (UTC) that nobody understood, of all companies. */
  async listEvents(date: string): Promise<readonly KeptEventValue[]> {
    return (await this.#all(`SYS#EVENTS#${date}`)).map((item) => fromItem(KeptEvent, item).value);
  }

  async deleteEvent(event: KeptEventValue): Promise<void> {
    const { pk, sk } = KeptEvent.keys(event);
    await this.#table.delete({ pk, sk });
  }

  /** True when a customer who is not of the person has the address. */
  async isShared({ tenant, channel, hash, members }: OwnedAddress): Promise<boolean> {
    const items = await this.#all(addressStateKey(tenant, channel, hash).pk, { prefix: ownerPrefix });
    return items.some((item) => !members.includes(fromItem(Owner, item).value.customerId));
  }

  /**
   * Leaves of an address nobody else has its hash, what was refused from it, and codes: the providers' and people's words
   * may name the person. An address that others have too is theirs, and stays as it is.
   */
  async strip(address: OwnedAddress): Promise<void> {
    if (await this.isShared(address)) return;
    const key = addressStateKey(address.tenant, address.channel, address.hash);
    await changeItem({
      item: `state of an address by ${address.channel} of ${address.tenant}`,
      read: () => this.#table.get(AddressState, key, consistent),
      decide: (stored) => {
        if (stored?.value.facts.every(({ diagnostic }) => diagnostic === undefined) !== false) {
          return { result: undefined };
        }
        const facts = stored.value.facts.map(({ diagnostic: _diagnostic, ...fact }) => fact);
        return {
          write: () => this.#table.put(AddressState, { ...stored.value, facts }, stored.revision).then(() => undefined),
        };
      },
    });
    for (const item of await this.#all(key.pk)) {
      if (item.type === AlertHistory.type) {
        const { value, revision } = fromItem(AlertHistory, item);
        const endReason = isByPerson(value.endedBy) ? '' : value.endReason;
        if (value.diagnostic === null && value.endReason === endReason) continue;
        await this.#table.put(AlertHistory, { ...value, diagnostic: null, endReason }, revision);
      }
      if (item.type === RefusalHistory.type) {
        const { value, revision } = fromItem(RefusalHistory, item);
        if (!isByPerson(value.by) || value.reason === null) continue;
        await this.#table.put(RefusalHistory, { ...value, reason: null }, revision);
      }
    }
  }

  /**
   * Deletes everything under a customer's partition, head and addresses with the ways that lead to them last, all or
   * nothing; its rows in lists and the counts of them are the projection's to remove.
   * @returns how many records there were
   * @throws Error on a kind of which the registry does not say that it is deleted
   */
  async deleteRecords(tenant: string, customerId: string, members: readonly string[]): Promise<number> {
    const items = await this.#all(customerPartition(tenant, customerId));
    const last: Action[] = [];
    let count = 0;
    for (const item of items) {
      const type = String(item.type);
      if (!erasable.has(type)) throw new Error(`Nothing says how to erase a ${type} of a customer.`);
      if (type === Listing.type || type === Counted.type) continue;
      count += 1;
      const key = { pk: String(item.pk), sk: String(item.sk) };
      if (type === Conversation.type) await this.#deleteConversation(tenant, customerId);
      else if (type === Ticket.type) await this.#deleteTicket(item);
      else if (type === Customer.type || type === Gate.type || type === Address.type) {
        last.push(deleteAction(key, 'any'), ...(await this.#waysTo(item, members)));
      } else await this.#table.delete(key);
    }
    if (last.length > 0) await this.#table.transact(last);
    return count;
  }

  /** Keys that lead from what people know to the customer. */
  async #waysTo(item: Item, members: readonly string[]): Promise<readonly Action[]> {
    if (item.type === Address.type) {
      const { pk, sk } = Owner.keys(fromItem(Address, item).value);
      return [deleteAction({ pk, sk }, 'any')];
    }
    if (item.type !== Customer.type) return [];
    const { tenant, documentType, documentNumber, otherDocuments = [] } = fromItem(Customer, item).value;
    const own = documentType === null || documentNumber === null ? [] : [{ documentType, documentNumber }];
    const keys = [...own, ...otherDocuments].map((document) => {
      const { pk, sk } = DocumentOwner.keys({ tenant, ...document, customerId: '' });
      return { pk, sk };
    });
    const held = (await this.#table.batchGet(keys, consistent)).map((found) => fromItem(DocumentOwner, found).value);
    return held
      .filter(({ customerId }) => members.includes(customerId))
      .map((owner) => deleteAction(DocumentOwner.keys(owner), 'any'));
  }

  async #deleteTicket(item: Item): Promise<void> {
    const { value, revision } = fromItem(Ticket, item);
    await this.#table.transact([
      deleteAction({ pk: String(item.pk), sk: String(item.sk) }, revision),
      deleteAction(TicketOwner.keys(value), 'any'),
    ]);
  }

  #deleteConversation(tenant: string, customerId: string): Promise<void> {
    const key = conversationKey(tenant, customerId);
    return changeItem({
      item: `conversation of customer ${customerId}`,
      read: () => this.#table.get(Conversation, key, consistent),
      decide: (stored) => {
        if (stored === undefined) return { result: undefined };
        const { value: conversation, revision } = stored;
        const copies = viewsOf(conversation).map((view) => ConversationView.keys({ view, conversation }));
        const actions = [deleteAction(key, revision), ...copies.map((copy) => deleteAction(copy, 'any'))];
        return { write: () => this.#table.transact(actions) };
      },
    });
  }

  /** Takes the person out of the users' favourites. */
  async forgetFavorite(tenant: string, members: readonly string[]): Promise<void> {
    for (const user of await this.#all(usersPartition(tenant))) {
      const key = favoritesKey(tenant, String(user.userId));
      await changeItem({
        item: `favourites of user ${String(user.userId)}`,
        read: () => this.#table.get(Favorites, key, consistent),
        decide: (stored) => {
          if (stored === undefined || !members.some((id) => id in stored.value.customerIds)) {
            return { result: undefined };
          }
          const customerIds = Object.fromEntries(
            Object.entries(stored.value.customerIds).filter(([id]) => !members.includes(id)),
          );
          return {
            write: () =>
              this.#table.put(Favorites, { ...stored.value, customerIds }, stored.revision).then(() => undefined),
          };
        },
      });
    }
  }

  /**
   * Deletes views of lists and standing reports whose filters name the person: they would find nothing any more.
   * @returns how many
   */
  async deleteViews(tenant: string, lists: readonly string[], names: (text: string) => boolean): Promise<number> {
    const users = await this.#all(usersPartition(tenant));
    const partitions = [
      ...users.map((user) => favoritesKey(tenant, String(user.userId)).pk),
      ...lists.map((list) => sharedViewsPartition(tenant, list)),
      standingReportPartition(tenant),
    ];
    const kinds: readonly string[] = [UserView.type, SharedView.type, StandingReport.type];
    let count = 0;
    for (const pk of partitions) {
      for (const item of await this.#all(pk)) {
        if (!kinds.includes(String(item.type)) || !names(JSON.stringify([item.content, item.filters, item.name]))) {
          continue;
        }
        await this.#table.delete({ pk, sk: String(item.sk) });
        count += 1;
      }
    }
    return count;
  }
}
