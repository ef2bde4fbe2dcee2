/** Access patterns of customers: the page in one query, owners of an address, notes, debts, favourites. */
import { type Action, fromItem, type Item, type Page, type Stored, type Table } from '#platform/table/kernel.ts';
import {
  Address,
  type AddressValue,
  addressPartition,
  Customer,
  type CustomerValue,
  customerKey,
  customerPageRange,
  customerPartition,
  Debt,
  type DebtValue,
  DocumentOwner,
  type DocumentOwnerValue,
  debtChangePrefix,
  debtPrefix,
  documentKey,
  Favorites,
  type FavoritesValue,
  favoritesKey,
  Gate,
  type GateValue,
  gateKey,
  Note,
  type NoteValue,
  noteKey,
  notePrefix,
  Owner,
  type OwnerValue,
  ownerPrefix,
  Ticket,
  type TicketValue,
  ticketPrefix,
} from './entities.ts';

/** What one query of a customer's partition gives; revisions are the conditions of a change. */
export interface CustomerPage {
  readonly customer: Stored<CustomerValue>;
  readonly gate: Stored<GateValue>;
  /** In the order of their ids: oldest first. */
  readonly addresses: readonly Stored<AddressValue>[];
}

export class CustomerStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Head, gate and addresses; undefined when the company has no such customer. */
  async findPage(
    tenant: string,
    customerId: string,
    options: { consistent?: boolean } = {},
  ): Promise<CustomerPage | undefined> {
    const items: Item[] = [];
    const query = { pk: customerPartition(tenant, customerId), sk: customerPageRange, ...options };
    for await (const item of this.#table.queryAll(query)) items.push(item);
    const ofType = (type: string) => items.filter((item) => item.type === type);
    const [head] = ofType(Customer.type);
    if (head === undefined) return undefined;
    const [gate] = ofType(Gate.type);
    if (gate === undefined) throw new Error(`Customer ${customerId} of ${tenant} has lost its gate: restore the item.`);
    return {
      customer: fromItem(Customer, head),
      gate: fromItem(Gate, gate),
      addresses: ofType(Address.type).map((item) => fromItem(Address, item)),
    };
  }

  async find(
    tenant: string,
    customerId: string,
    options: { consistent?: boolean } = {},
  ): Promise<Stored<CustomerValue> | undefined> {
    return this.#table.get(Customer, customerKey(tenant, customerId), options);
  }

  /** Heads of several customers, in no order; half a read unit each. Those that are gone are left out. */
  async findHeads(tenant: string, customerIds: readonly string[]): Promise<readonly CustomerValue[]> {
    const items = await this.#table.batchGet(customerIds.map((customerId) => customerKey(tenant, customerId)));
    return items.map((item) => fromItem(Customer, item).value);
  }

  /** Who holds each document, in no order; half a read unit each. */
  async findDocumentOwners(
    tenant: string,
    documents: readonly { readonly documentType: string; readonly documentNumber: string }[],
  ): Promise<readonly DocumentOwnerValue[]> {
    const keys = documents.map(({ documentType, documentNumber }) => documentKey(tenant, documentType, documentNumber));
    return (await this.#table.batchGet(keys)).map((item) => fromItem(DocumentOwner, item).value);
  }

  async findGate(tenant: string, customerId: string): Promise<Stored<GateValue> | undefined> {
    return this.#table.get(Gate, gateKey(tenant, customerId), { consistent: true });
  }

  /** @throws ConditionFailed with the positions of the actions that did not hold */
  async commit(actions: readonly Action[]): Promise<void> {
    await this.#table.transact(actions);
  }

  /** @throws ConditionFailed when somebody wrote the customer meanwhile */
  async save(customer: CustomerValue, revision: number): Promise<Stored<CustomerValue>> {
    return this.#table.put(Customer, customer, revision);
  }

  /** A page of the customers that own an address; `after` is the `last` of the page before. */
  async listOwners(
    ref: { tenant: string; channel: string; hash: string },
    options: { limit: number; after?: Item | undefined },
  ): Promise<{ readonly owners: readonly OwnerValue[]; readonly last?: Item }> {
    const { items, ...rest } = await this.#table.query({
      pk: addressPartition(ref.tenant, ref.channel, ref.hash),
      sk: { prefix: ownerPrefix },
      consistent: true,
      ...options,
    });
    return { owners: items.map((item) => fromItem(Owner, item).value), ...rest };
  }

  /** @param options.consistent sees every write that has ended, at twice the price: before a change */
  async findDebts(
    tenant: string,
    customerId: string,
    options: { consistent?: boolean } = {},
  ): Promise<readonly Stored<DebtValue>[]> {
    const debts: Stored<DebtValue>[] = [];
    const query = { pk: customerPartition(tenant, customerId), sk: { prefix: debtPrefix }, ...options };
    for await (const item of this.#table.queryAll(query)) debts.push(fromItem(Debt, item));
    return debts;
  }

  /** @param options.consistent sees every write that has ended, at twice the price: before a change */
  async findTickets(
    tenant: string,
    customerId: string,
    options: { consistent?: boolean } = {},
  ): Promise<readonly Stored<TicketValue>[]> {
    const tickets: Stored<TicketValue>[] = [];
    const query = { pk: customerPartition(tenant, customerId), sk: { prefix: ticketPrefix }, ...options };
    for await (const item of this.#table.queryAll(query)) tickets.push(fromItem(Ticket, item));
    return tickets;
  }

  /** Changes of debts, newest first. */
  async listDebtChanges(tenant: string, customerId: string, limit: number, after: Item | undefined): Promise<Page> {
    const pk = customerPartition(tenant, customerId);
    return this.#table.query({ pk, sk: { prefix: debtChangePrefix }, reverse: true, limit, after });
  }

  /** Newest first. */
  async listNotes(tenant: string, customerId: string, limit: number, after: Item | undefined): Promise<Page> {
    const pk = customerPartition(tenant, customerId);
    return this.#table.query({ pk, sk: { prefix: notePrefix }, reverse: true, limit, after });
  }

  async findNote(tenant: string, customerId: string, noteId: string): Promise<Stored<NoteValue> | undefined> {
    return this.#table.get(Note, noteKey(tenant, customerId, noteId), { consistent: true });
  }

  /** @throws ConditionFailed when somebody changed or deleted it meanwhile */
  async changeNote(note: NoteValue, revision: number): Promise<void> {
    await this.#table.put(Note, note, revision);
  }

  async deleteNote({ tenant, customerId, noteId }: NoteValue, revision: number): Promise<void> {
    await this.#table.delete(noteKey(tenant, customerId, noteId), revision);
  }

  /** @throws ConditionFailed when the note exists already */
  async addNote(note: NoteValue): Promise<void> {
    await this.#table.put(Note, note, 'absent');
  }

  async findFavorites(
    tenant: string,
    userId: string,
    options: { consistent?: boolean } = {},
  ): Promise<Stored<FavoritesValue> | undefined> {
    return this.#table.get(Favorites, favoritesKey(tenant, userId), options);
  }

  /** @throws ConditionFailed when another request of the user came first */
  async saveFavorites(favorites: FavoritesValue, before: Stored<FavoritesValue> | undefined): Promise<void> {
    await this.#table.put(Favorites, favorites, before?.revision ?? 'absent');
  }
}
