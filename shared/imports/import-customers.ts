/**
 * Customers by their documents: made where there is none, else changed where the row says something else (Q12, Q13).
 * Everything goes through the use cases of customers, so that gate, owners and contactability are as after any change.
 */
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { addressLimit, type CustomerPatch } from '#contract/customers.ts';
import type { DebtInput } from '#contract/debts.ts';
import { Refusal } from '#platform/errors.ts';
import { encodeBytes, timePart } from '#platform/ids.ts';
import { inParallel } from '#platform/in-parallel.ts';
import type { Document } from '#shared/customers/documents.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import { documentName } from '#shared/customers/find-by-documents.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
import type { Profile } from '#shared/customers/read-profiles.ts';
import { type CustomerImportRow, createCustomerRows, type RowAddress } from './customer-row.ts';
import type { Header } from './header.ts';
import type { ImportTarget } from './import-history.ts';
import type { RowContext } from './interaction-row.ts';
import type { Issue } from './issues.ts';
import type {
  FileDecision,
  Numbered,
  OpenRow,
  PreparedRows,
  RefusedRow,
  RowDecision,
  RowKind,
  RowOutcome,
  RowStanding,
} from './row-kind.ts';
import type { SeenRows } from './seen-rows.ts';

interface Target {
  readonly tenant: string;
  readonly userId: string;
  readonly customerId: string;
}

/** A new customer as the rows of a file tell it. */
interface NewRows {
  readonly customerId: string;
  readonly key: Document;
  readonly row: CustomerImportRow;
  readonly debts: readonly DebtInput[];
  /** Epoch ms. */
  readonly at: number;
}

/** The use cases of customers that an import calls. */
export interface CustomerDeps {
  readonly findCustomers: (
    tenant: string,
    documents: readonly Document[],
  ) => Promise<ReadonlyMap<string, CustomerValue>>;
  readonly readProfile: (tenant: string, customerId: string) => Promise<Profile | undefined>;
  /** Of the debts only those of these codes, by the id of the customer. */
  readonly readProfiles: (
    tenant: string,
    customerIds: readonly string[],
    codes: (customerId: string) => readonly string[],
  ) => Promise<ReadonlyMap<string, Profile>>;
  /** Makes customers, each with its debts or not at all. @returns ids of those that are made */
  readonly createMany: (tenant: string, by: string, customers: readonly NewRows[]) => Promise<ReadonlySet<string>>;
  readonly create: (
    input: Target & { readonly key: Document; readonly row: CustomerImportRow; readonly at: number },
  ) => Promise<void>;
  readonly patch: (input: Target & { readonly body: CustomerPatch }) => Promise<void>;
  readonly addAddress: (
    input: Target & { readonly body: RowAddress; readonly addressId: string; readonly at: number },
  ) => Promise<void>;
  readonly putDebt: (input: Target & { readonly body: DebtInput }) => Promise<void>;
}

/** Customers that are changed at the same time. */
const concurrency = 8;

const digestOf = (...parts: readonly unknown[]): Buffer => hash('sha256', JSON.stringify(parts), 'buffer');

/** Type of the keys of customers without document; blanks are cut from what people write, so it is nobody's type. */
const withoutDocumentType = ' ';

/** The same row finds the same customer again: by name, addresses and debt, else by all that it says. */
const keyWithoutDocument = (row: CustomerImportRow): Document => {
  const addresses = row.addresses.map(({ channel, value }) => `${channel} ${value}`).sort();
  const isTold = addresses.length > 0 || row.debt !== null;
  const said = isTold ? [row.name, addresses, row.debt?.code ?? null] : row;
  return {
    documentType: withoutDocumentType,
    documentNumber: hash('sha256', JSON.stringify(said), 'base64url').slice(0, 32),
  };
};

/** Under what the customer is found: the document, or what stands for it. */
export const keyOf = (row: CustomerImportRow): Document => row.document ?? keyWithoutDocument(row);

/** What a row is compared with. */
interface Told {
  readonly customer: Pick<CustomerValue, 'name' | 'advisorId' | 'portfolios' | 'tags' | 'metadata'>;
  readonly addresses: readonly RowAddress[];
}

/** Fields that the row would change. */
const patchOf = (row: CustomerImportRow, { customer }: Told): CustomerPatch => {
  const metadata = Object.fromEntries(
    Object.entries(row.metadata).filter(([key, value]) => customer.metadata[key] !== value),
  );
  return {
    ...(row.name !== null && row.name !== customer.name ? { name: row.name } : {}),
    ...(row.advisorId !== null && row.advisorId !== customer.advisorId ? { advisorId: row.advisorId } : {}),
    ...(row.portfolios !== null && !isDeepStrictEqual(row.portfolios, customer.portfolios)
      ? { portfolios: [...row.portfolios] }
      : {}),
    ...(row.tags !== null && !isDeepStrictEqual(row.tags, customer.tags) ? { tags: [...row.tags] } : {}),
    ...(Object.keys(metadata).length > 0 ? { metadata: { ...customer.metadata, ...metadata } } : {}),
  };
};

const newAddressesOf = (row: CustomerImportRow, { addresses }: Told): readonly RowAddress[] =>
  row.addresses.filter(
    (wanted) =>
      !addresses.some(
        ({ channel, value }) => channel === wanted.channel && addressSpellings(channel, wanted.value).includes(value),
      ),
  );

const changesDebt = (row: CustomerImportRow, { debts }: Profile): boolean => {
  const { debt } = row;
  if (debt === null) return false;
  const known = debts.find(({ code }) => code === debt.code);
  return (
    known === undefined ||
    known.dueDate !== debt.dueDate ||
    known.balance !== debt.balance ||
    known.currency !== debt.currency ||
    known.state !== debt.state
  );
};

/** Whether the row says anything that is not there. */
const changes = (row: CustomerImportRow, known: Profile): boolean =>
  Object.keys(patchOf(row, known)).length > 0 || newAddressesOf(row, known).length > 0 || changesDebt(row, known);

/** A new customer as its first row tells it, so that the rows below can be compared with it. */
const toldBy = (row: CustomerImportRow): Told => ({
  customer: {
    name: row.name ?? '',
    advisorId: row.advisorId,
    portfolios: [...(row.portfolios ?? [])],
    tags: [...(row.tags ?? [])],
    metadata: { ...row.metadata },
  },
  addresses: row.addresses,
});

/** Whether the row says nothing more of the customer than a debt. */
const tellsOnlyDebt = (row: CustomerImportRow, told: Told): boolean =>
  Object.keys(patchOf(row, told)).length === 0 && newAddressesOf(row, told).length === 0;

/**
 * Addresses that the rows of one file add to each customer, so that a limit that several rows reach together is judged at
 * the row that passes it, in a dry run as well. 12 bytes an address and a map entry a customer.
 */
class AddedAddresses {
  readonly #byCustomer = new Map<string, number[]>();

  /** Addresses of the customer once the row is taken: those in the table, those of rows above, those of this row. */
  countWith(row: CustomerImportRow, name: string, known: Profile | undefined): number {
    const own = known === undefined ? row.addresses : newAddressesOf(row, known);
    const before = (this.#byCustomer.get(name) ?? []).filter(
      (digest) => known?.addresses.some((address) => addressDigest(address) === digest) !== true,
    );
    const added = own.map(addressDigest).filter((digest) => !before.includes(digest));
    return (known?.addresses.length ?? 0) + before.length + added.length;
  }

  add(row: CustomerImportRow, name: string): void {
    const digests = this.#byCustomer.get(name) ?? [];
    for (const address of row.addresses) {
      const digest = addressDigest(address);
      if (!digests.includes(digest)) digests.push(digest);
    }
    if (digests.length > 0) this.#byCustomer.set(name, digests);
  }
}

/** 48 bits of it: two addresses of one customer never fall together. */
const addressDigest = ({ channel, value }: RowAddress): number => digestOf(channel, value).readUIntBE(0, 6);

/** What a rule has refused, at its column where it is about a field of the profile. */
const refusedIssue = ({ code, faults }: Refusal): Issue => {
  const field = /^metadata\.(\w+)$/.exec(faults[0]?.path ?? '')?.[1];
  return { code: 'ROW_REFUSED', ...(field === undefined ? {} : { column: `meta.${field}` }), details: { code } };
};

class PreparedCustomers implements PreparedRows<CustomerImportRow> {
  readonly #deps: CustomerDeps;
  readonly #target: ImportTarget;
  readonly #known: ReadonlyMap<string, Profile>;
  readonly #added: AddedAddresses;

  constructor(deps: CustomerDeps, target: ImportTarget, known: ReadonlyMap<string, Profile>, added: AddedAddresses) {
    this.#deps = deps;
    this.#target = target;
    this.#known = known;
    this.#added = added;
  }

  decide(rows: readonly OpenRow<CustomerImportRow>[]): readonly RowDecision[] {
    return rows.map(({ row, decision }) => {
      const name = documentName(keyOf(row));
      const known = this.#known.get(name);
      if (decision.kind === 'new' && known === undefined && row.name === null) {
        return { code: 'VALUE_REQUIRED', column: 'name' };
      }
      if (this.#added.countWith(row, name, known) > addressLimit) {
        return { code: 'ADDRESS_LIMIT', details: { limit: addressLimit } };
      }
      this.#added.add(row, name);
      if (decision.kind === 'later') return 'updated';
      if (known === undefined) return 'created';
      return changes(row, known) ? 'updated' : 'duplicate';
    });
  }

  /** Rows of one customer were written in the order of the file: what a later one says stands for those above it. */
  look(rows: readonly (Numbered<CustomerImportRow> & { readonly planned: RowOutcome })[]): readonly RowStanding[] {
    const written = new Set<string>();
    const fromBelow = rows.toReversed().map(({ row, planned }): RowStanding => {
      const name = documentName(keyOf(row));
      const known = this.#known.get(name);
      const isOurs = known?.customer.customerId === this.#ownId(row);
      if (known === undefined || (planned === 'created' && !isOurs)) return { extent: 'none', weight: 0 };
      if (written.has(name) || !changes(row, known)) {
        written.add(name);
        return { extent: 'whole', weight: 0 };
      }
      return { extent: planned === 'created' ? 'part' : 'none', weight: 0 };
    });
    return fromBelow.toReversed();
  }

  /** Id of a customer that this import makes: the same whatever the repeats. */
  #ownId(row: CustomerImportRow): string {
    const { processId, now } = this.#target;
    return `${timePart(now)}${encodeBytes(digestOf(processId, keyOf(row)).subarray(0, 10))}`;
  }

  /** Rows of one customer follow one another, in the order of the file. */
  async write(rows: readonly Numbered<CustomerImportRow>[]): Promise<readonly RefusedRow[]> {
    const byDocument = Map.groupBy(rows, ({ row }) => documentName(keyOf(row)));
    const made = await this.#createNew(byDocument);
    const refused: RefusedRow[] = [];
    await inParallel([...byDocument], concurrency, async ([name, own]) => {
      for (const { row, line } of own.slice(made.get(name) ?? 0)) {
        const made = { isMade: false };
        try {
          await this.#writeRow(row, made);
        } catch (error) {
          // What a rule refuses is this row's alone; anything else is tried again with the whole batch.
          if (!(error instanceof Refusal)) throw error;
          refused.push({ line, issue: refusedIssue(error), isMade: made.isMade });
        }
      }
    });
    return refused;
  }

  /**
   * Customers that nobody had when the batch was looked up, with the debts of the rows that follow. Those that cannot be made
   * so (a rule refuses something, somebody was faster) are left to be written row by row, which tells why.
   * @returns how many rows of each are written
   */
  async #createNew(
    byDocument: ReadonlyMap<string, readonly Numbered<CustomerImportRow>[]>,
  ): Promise<ReadonlyMap<string, number>> {
    const { tenant, by, now: at } = this.#target;
    const fresh = [...byDocument].flatMap(([name, [first, ...below]]) => {
      if (first === undefined || first.row.name === null || this.#known.has(name)) return [];
      const told = toldBy(first.row);
      const others = below.findIndex(({ row }) => !tellsOnlyDebt(row, told));
      const rows = [first, ...below.slice(0, others < 0 ? below.length : others)];
      const debts = rows.flatMap(({ row }) => row.debt ?? []);
      const customerId = this.#ownId(first.row);
      return [{ name, rows: rows.length, customerId, key: keyOf(first.row), row: first.row, debts, at }];
    });
    const made = await this.#deps.createMany(tenant, by, fresh);
    return new Map(fresh.flatMap(({ name, rows, customerId }) => (made.has(customerId) ? [[name, rows]] : [])));
  }

  async #writeRow(row: CustomerImportRow, made: { isMade: boolean }): Promise<void> {
    const { tenant, by, now } = this.#target;
    const found = (await this.#deps.findCustomers(tenant, [keyOf(row)])).get(documentName(keyOf(row)));
    const own = this.#ownId(row);
    const target = { tenant, userId: by, customerId: found?.customerId ?? own };
    if (found === undefined || found.customerId === own) {
      // Also on a repeat: what the first try has made is found by its id, and the rest follows below.
      await this.#create(target, row, now);
      made.isMade = true;
    }
    const customerId =
      found?.customerId ??
      (await this.#deps.findCustomers(tenant, [keyOf(row)])).get(documentName(keyOf(row)))?.customerId ??
      own;
    await this.#complete({ ...target, customerId }, row);
  }

  async #create(target: Target, row: CustomerImportRow, at: number): Promise<void> {
    try {
      await this.#deps.create({ ...target, key: keyOf(row), row, at });
    } catch (error) {
      // Somebody made the customer meanwhile: then it is changed instead.
      if (!(error instanceof Refusal) || error.code !== 'DOCUMENT_EXISTS') throw error;
    }
  }

  async #complete(target: Target, row: CustomerImportRow): Promise<void> {
    const known = await this.#deps.readProfile(target.tenant, target.customerId);
    if (known === undefined) throw new Error(`Customer ${target.customerId} is gone.`);
    const body = patchOf(row, known);
    if (Object.keys(body).length > 0) await this.#deps.patch({ ...target, body });
    for (const address of newAddressesOf(row, known)) {
      const addressId = `${timePart(this.#target.now)}${encodeBytes(digestOf(target.customerId, address).subarray(0, 10))}`;
      await this.#deps.addAddress({ ...target, body: address, addressId, at: this.#target.now });
    }
    if (row.debt === null || !changesDebt(row, known)) return;
    // What such a file does not say of a debt stays.
    const before = known.debts.find(({ code }) => code === row.debt?.code);
    const { instalments, invoices, portfolio } = before ?? {};
    const kept = {
      ...(instalments === undefined ? {} : { instalments }),
      ...(invoices === undefined ? {} : { invoices }),
      ...(portfolio === undefined ? {} : { portfolio }),
    };
    await this.#deps.putDebt({ ...target, body: { ...kept, ...row.debt } });
  }
}

/**
 * The first row of a customer is compared with the table. A later one repeats a row above, or changes the same customer
 * again: rows apply in the order of the file, so that several debts of one customer are several rows.
 */
const compareRow = (row: CustomerImportRow, line: number, seen: SeenRows): FileDecision => {
  const whole = digestOf('row', row);
  const repeated = seen.find(whole, whole);
  if (repeated !== undefined) {
    const notice = { code: 'ROW_DUPLICATE', details: { of: repeated.line } } as const;
    return { kind: 'outcome', outcome: 'duplicate', notice, isWritten: false };
  }
  seen.note(whole, whole, line);
  const customer = digestOf('document', keyOf(row));
  if (seen.note(customer, customer, line) === undefined) return { kind: 'new' };
  return { kind: 'later' };
};

export const createCustomersKind = (
  deps: CustomerDeps,
  target: ImportTarget,
  header: Header,
  context: RowContext,
): RowKind<CustomerImportRow> => {
  const added = new AddedAddresses();
  return {
    parse: createCustomerRows(header, context),
    compare: compareRow,
    weightOf: () => 0,
    async prepare(rows) {
      const found = await deps.findCustomers(
        target.tenant,
        rows.map(({ row }) => keyOf(row)),
      );
      const codes = Map.groupBy(rows, ({ row }) => found.get(documentName(keyOf(row)))?.customerId);
      const codesOf = (customerId: string) => (codes.get(customerId) ?? []).flatMap(({ row }) => row.debt?.code ?? []);
      const ids = [...new Set([...found.values()].map(({ customerId }) => customerId))];
      const profiles = await deps.readProfiles(target.tenant, ids, codesOf);
      const known = new Map(
        [...found].flatMap(([name, { customerId }]) => {
          const profile = profiles.get(customerId);
          return profile === undefined ? [] : [[name, profile] as const];
        }),
      );
      return new PreparedCustomers(deps, target, known, added);
    },
  };
};
