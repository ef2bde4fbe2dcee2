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
import type { Document } from '#shared/customers/documents.ts';
import type { AddressValue, CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import { documentName } from '#shared/customers/find-by-documents.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
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

/** A customer as it stands. */
export interface KnownCustomer {
  readonly customer: CustomerValue;
  readonly addresses: readonly AddressValue[];
  readonly debts: readonly DebtValue[];
}

interface Target {
  readonly tenant: string;
  readonly userId: string;
  readonly customerId: string;
}

/** The use cases of customers that an import calls. */
export interface CustomerDeps {
  readonly findCustomers: (
    tenant: string,
    documents: readonly Document[],
  ) => Promise<ReadonlyMap<string, CustomerValue>>;
  readonly readKnown: (tenant: string, customerId: string) => Promise<KnownCustomer | undefined>;
  readonly create: (
    input: Target & { readonly key: Document; readonly row: CustomerImportRow; readonly at: number },
  ) => Promise<void>;
  readonly patch: (input: Target & { readonly body: CustomerPatch }) => Promise<void>;
  readonly addAddress: (
    input: Target & { readonly body: RowAddress; readonly addressId: string; readonly at: number },
  ) => Promise<void>;
  readonly putDebt: (input: Target & { readonly body: DebtInput }) => Promise<void>;
}

/** Customers that are read or written at the same time. */
const concurrency = 8;

const inParallel = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
};

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

/** Fields that the row would change. */
const patchOf = (row: CustomerImportRow, { customer }: KnownCustomer): CustomerPatch => {
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

const newAddressesOf = (row: CustomerImportRow, { addresses }: KnownCustomer): readonly RowAddress[] =>
  row.addresses.filter(
    (wanted) =>
      !addresses.some(
        ({ channel, value }) => channel === wanted.channel && addressSpellings(channel, wanted.value).includes(value),
      ),
  );

const changesDebt = (row: CustomerImportRow, { debts }: KnownCustomer): boolean => {
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
const changes = (row: CustomerImportRow, known: KnownCustomer): boolean =>
  Object.keys(patchOf(row, known)).length > 0 || newAddressesOf(row, known).length > 0 || changesDebt(row, known);

/**
 * Addresses that the rows of one file add to each customer, so that a limit that several rows reach together is judged at
 * the row that passes it, in a dry run as well. 12 bytes an address and a map entry a customer.
 */
class AddedAddresses {
  readonly #byCustomer = new Map<string, number[]>();

  /** Addresses of the customer once the row is taken: those in the table, those of rows above, those of this row. */
  countWith(row: CustomerImportRow, name: string, known: KnownCustomer | undefined): number {
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
  readonly #known: ReadonlyMap<string, KnownCustomer>;
  readonly #added: AddedAddresses;

  constructor(
    deps: CustomerDeps,
    target: ImportTarget,
    known: ReadonlyMap<string, KnownCustomer>,
    added: AddedAddresses,
  ) {
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
    const refused: RefusedRow[] = [];
    await inParallel([...byDocument.values()], async (own) => {
      for (const { row, line } of own) {
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
    const known = await this.#deps.readKnown(target.tenant, target.customerId);
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
      const known = new Map<string, KnownCustomer>();
      await inParallel([...found], async ([name, { customerId }]) => {
        const customer = await deps.readKnown(target.tenant, customerId);
        if (customer !== undefined) known.set(name, customer);
      });
      return new PreparedCustomers(deps, target, known, added);
    },
  };
};
