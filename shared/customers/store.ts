/** Access patterns of customers: the page in one query, owners of an address, notes, debts, favourites. */
import { everyPortfolio } from '#contract/portfolios.ts';
import { type Action, fromItem, type Item, type Key, type Stored, type Table } from '#platform/table/kernel.ts';
import { type MergedPage, queryMerged } from '#platform/table/merged-pages.ts';
import { BalanceDay, type BalanceDayValue, balanceDayKey } from './balance-day.ts';
import {
  Address,
  type AddressValue,
  addressItemKey,
  addressPartition,
  Customer,
  type CustomerValue,
  customerKey,
  customerPageRange,
  customerPartition,
  Debt,
  DebtChange,
  type DebtChangeValue,
  type DebtValue,
  DocumentOwner,
  type DocumentOwnerValue,
  debtChangePrefix,
  debtPrefix,
  documentKey,
  type Family,
  Favorites,
  type FavoritesValue,
  familyOf,
  favoritesKey,
  Gate,
  type GateValue,
  gateKey,
  Merge,
  type MergeValue,
  mergeKey,
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
import { type DebtPlace, openDebtsOf, openDebtsPartition } from './open-debts.ts';

/** What one query of a customer's partition gives; revisions are the conditions of a change. */
export interface CustomerPage {
  readonly customer: Stored<CustomerValue>;
  readonly gate: Stored<GateValue>;
  /** In the order of their ids: oldest first. */
  readonly addresses: readonly Stored<AddressValue>[];
}

/** How a customer is read. */
export interface ReadOptions {
  /** Sees every write that has ended, at twice the price. */
  readonly consistent?: boolean;
  /** A customer that was merged as it lies there itself; without it the one that it is now part of is read. */
  readonly asStored?: boolean;
}

/** Of debts of one code the newest counts, of those the first: customers who were merged may both have been given it. */
export const countingDebts = (debts: readonly Stored<DebtValue>[]): readonly Stored<DebtValue>[] => {
  const counting = new Map<string, Stored<DebtValue>>();
  for (const debt of debts) {
    const other = counting.get(debt.value.code);
    if (other === undefined || other.value.updatedAt < debt.value.updatedAt) counting.set(debt.value.code, debt);
  }
  return debts.filter((debt) => counting.get(debt.value.code) === debt);
};

export class CustomerStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Head, gate and addresses; undefined when the company has no such customer. */
  async findPage(
    tenant: string,
    customerId: string,
    { asStored = false, ...options }: ReadOptions = {},
  ): Promise<CustomerPage | undefined> {
    const items: Item[] = [];
    const query = { pk: customerPartition(tenant, customerId), sk: customerPageRange, ...options };
    for await (const item of this.#table.queryAll(query)) items.push(item);
    const ofType = (type: string) => items.filter((item) => item.type === type);
    const [head] = ofType(Customer.type);
    if (head === undefined) return undefined;
    const customer = fromItem(Customer, head);
    const { mergedInto } = customer.value;
    if (!asStored && mergedInto !== undefined) return this.findPage(tenant, mergedInto.customerId, options);
    const [gate] = ofType(Gate.type);
    if (gate === undefined) throw new Error(`Customer ${customerId} of ${tenant} has lost its gate: restore the item.`);
    return {
      customer,
      gate: fromItem(Gate, gate),
      addresses: ofType(Address.type).map((item) => fromItem(Address, item)),
    };
  }

  async find(
    tenant: string,
    customerId: string,
    { asStored = false, ...options }: ReadOptions = {},
  ): Promise<Stored<CustomerValue> | undefined> {
    const stored = await this.#table.get(Customer, customerKey(tenant, customerId), options);
    const mergedInto = stored?.value.mergedInto;
    return asStored || mergedInto === undefined ? stored : this.find(tenant, mergedInto.customerId, options);
  }

  /** How the customer was merged into another; undefined when it was not, or that is undone. */
  async findMerge(tenant: string, customerId: string): Promise<Stored<MergeValue> | undefined> {
    return this.#table.get(Merge, mergeKey(tenant, customerId), { consistent: true });
  }

  /** Heads of several customers, in no order; half a read unit each. Those that are gone are left out. */
  async findHeads(
    tenant: string,
    customerIds: readonly string[],
    options: { consistent?: boolean } = {},
  ): Promise<readonly Stored<CustomerValue>[]> {
    const keys = customerIds.map((customerId) => customerKey(tenant, customerId));
    const items = await this.#table.batchGet(keys, options);
    return items.map((item) => fromItem(Customer, item));
  }

  /** Debts by their keys, in no order; one read unit each. Those that are not there are left out. */
  async findDebtsAt(keys: readonly Key[]): Promise<readonly Stored<DebtValue>[]> {
    return (await this.#table.batchGet(keys, { consistent: true })).map((item) => fromItem(Debt, item));
  }

  /** Which of these changes of debts are on record, in no order; one read unit each. */
  async findDebtChanges(keys: readonly Key[]): Promise<readonly DebtChangeValue[]> {
    return (await this.#table.batchGet(keys, { consistent: true })).map((item) => fromItem(DebtChange, item).value);
  }

  /**
   * A page of the open debts of a portfolio, or of all with `*`, by portfolio, customer and code. A moment behind the debts.
   * @param options.after the `last` of the page before
   */
  async listOpenDebts(
    tenant: string,
    portfolio: string,
    options: { limit: number; after?: Item | undefined },
  ): Promise<{ readonly debts: readonly DebtPlace[]; readonly last?: Item }> {
    const { items, ...rest } = await this.#table.query({
      index: 'GSI2',
      pk: openDebtsPartition(tenant),
      ...(portfolio === everyPortfolio ? {} : { sk: { prefix: openDebtsOf(portfolio) } }),
      ...options,
    });
    const debts = items.map(({ pk, sk }) => ({
      key: { pk: String(pk), sk: String(sk) },
      customerId: String(pk).split('#').at(-1) ?? '',
      codePart: String(sk).slice(debtPrefix.length),
    }));
    return { debts, ...rest };
  }

  /** Who holds each document, in no order; half a read unit each. */
  async findDocumentOwners(
    tenant: string,
    documents: readonly { readonly documentType: string; readonly documentNumber: string }[],
  ): Promise<readonly DocumentOwnerValue[]> {
    const keys = documents.map(({ documentType, documentNumber }) => documentKey(tenant, documentType, documentNumber));
    return (await this.#table.batchGet(keys)).map((item) => fromItem(DocumentOwner, item).value);
  }

  /** What decides for the customer: the gate of the one that it was merged into, where it was. */
  async findGate(
    tenant: string,
    customerId: string,
    options: { consistent?: boolean } = { consistent: true },
  ): Promise<Stored<GateValue> | undefined> {
    const stored = await this.#table.get(Gate, gateKey(tenant, customerId), options);
    const decidedBy = stored?.value.decidedBy;
    return decidedBy === undefined ? stored : this.findGate(tenant, decidedBy, options);
  }

  /** @throws ConditionFailed with the positions of the actions that did not hold */
  async commit(actions: readonly Action[]): Promise<void> {
    await this.#table.transact(actions);
  }

  /** @throws ConditionFailed when somebody wrote the customer meanwhile */
  async save(customer: CustomerValue, revision: number): Promise<Stored<CustomerValue>> {
    return this.#table.put(Customer, customer, revision);
  }

  /** @throws ConditionFailed when somebody wrote the gate meanwhile */
  async saveGate(gate: GateValue, revision: number): Promise<Stored<GateValue>> {
    return this.#table.put(Gate, gate, revision);
  }

  /** Gates as they lie there, in no order; those that are gone are left out. Half a read unit each, consistent a whole one. */
  async findGates(
    tenant: string,
    customerIds: readonly string[],
    options: { consistent?: boolean } = {},
  ): Promise<readonly Stored<GateValue>[]> {
    const keys = customerIds.map((customerId) => gateKey(tenant, customerId));
    return (await this.#table.batchGet(keys, options)).map((item) => fromItem(Gate, item));
  }

  /** Addresses of customers; those that are gone are left out. Half a read unit each, consistent a whole one. */
  async findAddresses(
    owners: readonly { tenant: string; customerId: string; addressId: string }[],
    options: { consistent?: boolean } = {},
  ): Promise<readonly AddressValue[]> {
    const keys = owners.map(({ tenant, customerId, addressId }) => addressItemKey(tenant, customerId, addressId));
    return (await this.#table.batchGet(keys, options)).map((item) => fromItem(Address, item).value);
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

  /** The debts that count. @param options.consistent sees every write that has ended, at twice the price: before a change */
  async findDebts(family: Family, options: { consistent?: boolean } = {}): Promise<readonly Stored<DebtValue>[]> {
    return countingDebts(await this.findAllDebts(family, options));
  }

  /** Also those that give way to a newer one of their code. */
  async findAllDebts(family: Family, options: { consistent?: boolean } = {}): Promise<readonly Stored<DebtValue>[]> {
    const items = await this.#allOf(family, debtPrefix, options);
    return items.map((item) => fromItem(Debt, item));
  }

  /** What the company was owed on a date, as far as it is counted. */
  async findBalanceDay(tenant: string, date: string): Promise<Stored<BalanceDayValue> | undefined> {
    return this.#table.get(BalanceDay, balanceDayKey(tenant, date), { consistent: true });
  }

  /** @throws ConditionFailed when another run has counted it meanwhile */
  async saveBalanceDay(
    day: BalanceDayValue,
    before: Stored<BalanceDayValue> | undefined,
  ): Promise<Stored<BalanceDayValue>> {
    return this.#table.put(BalanceDay, day, before?.revision ?? 'absent');
  }

  /** @param options.consistent sees every write that has ended, at twice the price: before a change */
  async findTickets(family: Family, options: { consistent?: boolean } = {}): Promise<readonly Stored<TicketValue>[]> {
    const items = await this.#allOf(family, ticketPrefix, options);
    return items.map((item) => fromItem(Ticket, item));
  }

  /** Everything under a prefix of the sort key, member by member. */
  async #allOf(family: Family, prefix: string, options: { consistent?: boolean }): Promise<readonly Item[]> {
    const read = async (customerId: string): Promise<readonly Item[]> => {
      const items: Item[] = [];
      const query = { pk: customerPartition(family.tenant, customerId), sk: { prefix }, ...options };
      for await (const item of this.#table.queryAll(query)) items.push(item);
      return items;
    };
    return (await Promise.all(familyOf(family).map(read))).flat();
  }

  /** Changes of debts, newest first; `after`: the last change of the page before. */
  async listDebtChanges(family: Family, limit: number, after: string | undefined): Promise<MergedPage> {
    return this.#newestOf(family, debtChangePrefix, limit, after);
  }

  /** Newest first; `after`: the last note of the page before. */
  async listNotes(family: Family, limit: number, after: string | undefined): Promise<MergedPage> {
    return this.#newestOf(family, notePrefix, limit, after);
  }

  #newestOf(family: Family, prefix: string, limit: number, after: string | undefined): Promise<MergedPage> {
    return queryMerged(this.#table, {
      pks: familyOf(family).map((customerId) => customerPartition(family.tenant, customerId)),
      sk: { prefix },
      reverse: true,
      limit,
      after: after === undefined ? undefined : `${prefix}${after}`,
    });
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
