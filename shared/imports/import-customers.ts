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
import { type CustomerRow, createCustomerRows, type RowAddress } from './customer-row.ts';
import type { Header } from './header.ts';
import type { ImportTarget } from './import-history.ts';
import type { RowContext } from './interaction-row.ts';
import type { Decision, FileDecision, Numbered, Prepared, RowKind } from './row-kind.ts';
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
    input: Target & { readonly document: Document; readonly row: CustomerRow; readonly at: number },
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

/** Fields that the row would change. */
const patchOf = (row: CustomerRow, { customer }: KnownCustomer): CustomerPatch => {
  const metadata = Object.fromEntries(
    Object.entries(row.metadata).filter(([key, value]) => String(customer.metadata[key] ?? '') !== value),
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

const newAddressesOf = (row: CustomerRow, { addresses }: KnownCustomer): readonly RowAddress[] =>
  row.addresses.filter(
    (wanted) => !addresses.some(({ channel, value }) => channel === wanted.channel && value === wanted.value),
  );

const changesDebt = (row: CustomerRow, { debts }: KnownCustomer): boolean => {
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

class PreparedCustomers implements Prepared<CustomerRow> {
  readonly #deps: CustomerDeps;
  readonly #target: ImportTarget;
  readonly #known: ReadonlyMap<string, KnownCustomer>;

  constructor(deps: CustomerDeps, target: ImportTarget, known: ReadonlyMap<string, KnownCustomer>) {
    this.#deps = deps;
    this.#target = target;
    this.#known = known;
  }

  decide(rows: readonly Numbered<CustomerRow>[]): readonly Decision[] {
    return rows.map(({ row }) => {
      const known = this.#known.get(documentName(row.document));
      if (known === undefined) return row.name === null ? { code: 'VALUE_REQUIRED', column: 'name' } : 'created';
      const added = newAddressesOf(row, known);
      if (known.addresses.length + added.length > addressLimit) {
        return { code: 'ADDRESS_LIMIT', details: { limit: addressLimit } };
      }
      const changes = Object.keys(patchOf(row, known)).length > 0 || added.length > 0 || changesDebt(row, known);
      return changes ? 'updated' : 'duplicate';
    });
  }

  /** Rows of one customer follow one another, in the order of the file. */
  async write(rows: readonly Numbered<CustomerRow>[]): Promise<void> {
    const byDocument = Map.groupBy(rows, ({ row }) => documentName(row.document));
    await inParallel([...byDocument.values()], async (own) => {
      for (const { row } of own) await this.#writeRow(row);
    });
  }

  async #writeRow(row: CustomerRow): Promise<void> {
    const { tenant, by, processId, now } = this.#target;
    const found = (await this.#deps.findCustomers(tenant, [row.document])).get(documentName(row.document));
    const own = `${timePart(now)}${encodeBytes(digestOf(processId, row.document).subarray(0, 10))}`;
    const target = { tenant, userId: by, customerId: found?.customerId ?? own };
    if (found === undefined || found.customerId === own) {
      // Also on a repeat: what the first try has made is found by its id, and the rest follows below.
      await this.#create(target, row, now);
    }
    const customerId =
      found?.customerId ??
      (await this.#deps.findCustomers(tenant, [row.document])).get(documentName(row.document))?.customerId ??
      own;
    await this.#complete({ ...target, customerId }, row);
  }

  async #create(target: Target, row: CustomerRow, at: number): Promise<void> {
    try {
      await this.#deps.create({ ...target, document: row.document, row, at });
    } catch (error) {
      // Somebody made the customer meanwhile: then it is changed instead.
      if (!(error instanceof Refusal) || error.code !== 'DOCUMENT_EXISTS') throw error;
    }
  }

  async #complete(target: Target, row: CustomerRow): Promise<void> {
    const known = await this.#deps.readKnown(target.tenant, target.customerId);
    if (known === undefined) throw new Error(`Customer ${target.customerId} is gone.`);
    const body = patchOf(row, known);
    if (Object.keys(body).length > 0) await this.#deps.patch({ ...target, body });
    for (const address of newAddressesOf(row, known)) {
      const addressId = `${timePart(this.#target.now)}${encodeBytes(digestOf(target.customerId, address).subarray(0, 10))}`;
      await this.#deps.addAddress({ ...target, body: address, addressId, at: this.#target.now });
    }
    if (row.debt !== null && changesDebt(row, known)) await this.#deps.putDebt({ ...target, body: row.debt });
  }
}

/**
 * The first row of a document is compared with the table. A later one repeats a row above, or changes the same customer
 * again: rows apply in the order of the file, so that several debts of one customer are several rows.
 */
const compareRow = (row: CustomerRow, line: number, seen: SeenRows): FileDecision => {
  const whole = digestOf('row', row);
  const repeated = seen.find(whole, whole);
  if (repeated !== undefined) {
    const notice = { code: 'ROW_DUPLICATE', details: { of: repeated.line } } as const;
    return { kind: 'outcome', outcome: 'duplicate', notice, isWritten: false };
  }
  seen.note(whole, whole, line);
  const document = digestOf('document', row.document);
  if (seen.note(document, document, line) === undefined) return { kind: 'new' };
  return { kind: 'outcome', outcome: 'updated', isWritten: true };
};

export const createCustomersKind = (
  deps: CustomerDeps,
  target: ImportTarget,
  header: Header,
  context: RowContext,
): RowKind<CustomerRow> => ({
  parse: createCustomerRows(header, context),
  compare: compareRow,
  weightOf: () => 0,
  async prepare(rows) {
    const found = await deps.findCustomers(
      target.tenant,
      rows.map(({ row }) => row.document),
    );
    const known = new Map<string, KnownCustomer>();
    await inParallel([...found], async ([name, { customerId }]) => {
      const customer = await deps.readKnown(target.tenant, customerId);
      if (customer !== undefined) known.set(name, customer);
    });
    return new PreparedCustomers(deps, target, known);
  },
});
