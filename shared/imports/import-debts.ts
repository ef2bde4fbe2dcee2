/**
 * Debts by customer and code: made where there is none, else changed where the row says something else (C27–C30). Written
 * many customers at a time, each with its summary in one transaction; what is written already is not written again.
 */
import { hash } from 'node:crypto';
import { debtLimit } from '#contract/debts.ts';
import type { Clock } from '#platform/clock.ts';
import { newId } from '#platform/ids.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { Debtor, DebtorEdits } from '#shared/customers/change-debts.ts';
import type { DebtEdit, Edited, EditMark } from '#shared/customers/debt-edits.ts';
import { changedFields } from '#shared/customers/debt-view.ts';
import type { Document } from '#shared/customers/documents.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import { documentName } from '#shared/customers/find-by-documents.ts';
import { createDebtRows, createNamedDebts, type DebtRow } from './debt-row.ts';
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
import { createSettlement, type SettlementDeps } from './settle-missing.ts';

/** The use cases of customers that an import of debts calls. */
export interface DebtImportDeps extends SettlementDeps {
  readonly findCustomers: (
    tenant: string,
    documents: readonly Document[],
  ) => Promise<ReadonlyMap<string, Stored<CustomerValue>>>;
  /** Debts of these codes; all of them where the customer has none, or others are merged into it. */
  readonly readDebtors: (
    customers: readonly Stored<CustomerValue>[],
    codes: (customerId: string) => readonly string[],
  ) => Promise<Map<string, Debtor>>;
  /** Lists offer the portfolio from now on. */
  readonly offerPortfolios: (tenant: string, names: readonly string[]) => Promise<void>;
  readonly clock: Clock;
}

/** By whom debts are said to be changed. */
export const importedBy = ({ processId }: Pick<ImportTarget, 'processId'>): string => `import:${processId}`;

/**
 * The debt as the row reports it. Without a state it is paid where nothing is owed, and open again where something is.
 * @param at epoch ms
 */
const reported = (
  row: DebtRow,
  before: DebtValue | undefined,
  owner: { tenant: string; customerId: string },
  at: number,
): DebtValue => {
  const { code, dueDate, balance, currency, instalments, portfolio } = row;
  const stands = before === undefined || before.state === 'paid' ? 'current' : before.state;
  return {
    ...(before ?? { ...owner, code, createdAt: at }),
    dueDate,
    balance,
    currency,
    state: row.state ?? (balance === 0 ? 'paid' : stands),
    ...(instalments === null ? {} : { instalments }),
    ...(portfolio === null ? {} : { portfolio }),
    updatedAt: at,
    version: (before?.version ?? 0) + 1,
  };
};

const changes = (row: DebtRow, before: DebtValue | undefined): boolean =>
  before === undefined || changedFields(before, reported(row, before, before, 0)).length > 0;

/** Key of a debt in memory. */
const placeOf = (customerId: string, code: string): string => `${customerId} ${code}`;

class PreparedDebts implements PreparedRows<DebtRow> {
  readonly #deps: DebtImportDeps;
  readonly #target: ImportTarget;
  readonly #customers: ReadonlyMap<string, Stored<CustomerValue>>;
  readonly #debtors: ReadonlyMap<string, Debtor>;
  /** The debt that counts, by its place. */
  readonly #known: ReadonlyMap<string, DebtValue>;
  readonly #offered: Set<string>;

  constructor(
    deps: DebtImportDeps,
    target: ImportTarget,
    found: {
      readonly customers: ReadonlyMap<string, Stored<CustomerValue>>;
      readonly debtors: ReadonlyMap<string, Debtor>;
    },
    offered: Set<string>,
  ) {
    this.#deps = deps;
    this.#target = target;
    this.#customers = found.customers;
    this.#debtors = found.debtors;
    this.#offered = offered;
    const known = new Map<string, DebtValue>();
    for (const [customerId, { debts }] of found.debtors) {
      for (const { value } of debts) {
        const place = placeOf(customerId, value.code);
        const other = known.get(place);
        if (other === undefined || other.updatedAt < value.updatedAt) known.set(place, value);
      }
    }
    this.#known = known;
  }

  /** Also of two documents of one customer: the later row sees what the one above it will have made. */
  decide(rows: readonly OpenRow<DebtRow>[]): readonly RowDecision[] {
    const now = new Map(this.#known);
    const sizes = new Map<string, number>();
    return rows.map(({ row }): RowDecision => {
      const customer = this.#customerOf(row);
      if (customer === undefined) {
        return {
          code: 'CUSTOMER_NOT_FOUND',
          column: 'documentNumber',
          details: { value: row.document.documentNumber },
        };
      }
      const { customerId } = customer;
      const place = placeOf(customerId, row.code);
      const before = now.get(place);
      if (before !== undefined && row.isCurrencyOfCountry && before.currency !== row.currency) {
        return { code: 'CURRENCY_CHANGED', column: 'debtCurrency', details: { value: before.currency } };
      }
      if (!changes(row, before)) return 'duplicate';
      if (before === undefined) {
        const size =
          sizes.get(customerId) ?? new Set(this.#debtors.get(customerId)?.debts.map(({ value }) => value.code)).size;
        if (size >= debtLimit) return { code: 'DEBT_LIMIT', details: { limit: debtLimit } };
        sizes.set(customerId, size + 1);
      }
      now.set(place, reported(row, before, customer, this.#target.now));
      return before === undefined ? 'created' : 'updated';
    });
  }

  /** Of two rows of one debt the later one stands. */
  look(rows: readonly (Numbered<DebtRow> & { readonly planned: RowOutcome })[]): readonly RowStanding[] {
    const written = new Set<string>();
    const fromBelow = rows.toReversed().map(({ row }): RowStanding => {
      const customer = this.#customerOf(row);
      if (customer === undefined) return { extent: 'none', weight: 0 };
      const place = placeOf(customer.customerId, row.code);
      const isThere = written.has(place) || !changes(row, this.#known.get(place));
      if (isThere) written.add(place);
      return { extent: isThere ? 'whole' : 'none', weight: 0 };
    });
    return fromBelow.toReversed();
  }

  async write(rows: readonly Numbered<DebtRow>[]): Promise<readonly RefusedRow[]> {
    const at = this.#deps.clock.now();
    const own = Map.groupBy(rows, ({ row }) => this.#customerOf(row)?.customerId);
    const edits: DebtorEdits[] = [];
    const lines = new Map<string, readonly number[]>();
    for (const [customerId, its] of own) {
      const debtor = customerId === undefined ? undefined : this.#debtors.get(customerId);
      // Decided when there was one; customers are never deleted.
      if (customerId === undefined || debtor === undefined) continue;
      const left = its.filter(({ row }) => changes(row, this.#known.get(placeOf(customerId, row.code))));
      if (left.length === 0) continue;
      edits.push({ debtor, edits: left.map(({ row }) => editOf(row, debtor.customer.value, at)) });
      lines.set(
        customerId,
        left.map(({ line }) => line),
      );
    }
    const mark: EditMark = { by: importedBy(this.#target), at, changeId: () => newId(at) };
    const edited = await this.#deps.changeDebts(edits, mark);
    await this.#offer(rows);
    return [...edited].flatMap(([customerId, made]) => refusedRows(made, lines.get(customerId) ?? []));
  }

  async #offer(rows: readonly Numbered<DebtRow>[]): Promise<void> {
    const names = new Set(rows.flatMap(({ row }) => row.portfolio ?? []));
    const added = [...names].filter((name) => !this.#offered.has(name));
    if (added.length === 0) return;
    await this.#deps.offerPortfolios(this.#target.tenant, added);
    for (const name of added) this.#offered.add(name);
  }

  #customerOf(row: DebtRow): CustomerValue | undefined {
    return this.#customers.get(documentName(row.document))?.value;
  }
}

const editOf = (row: DebtRow, { tenant }: CustomerValue, at: number): DebtEdit => ({
  find: ({ code }) => code === row.code,
  change: (before, customerId) => reported(row, before, { tenant, customerId }, at),
});

const refusedRows = (edited: readonly Edited[], lines: readonly number[]): readonly RefusedRow[] =>
  edited.flatMap(({ refusal }, index) => {
    const line = lines[index];
    if (refusal === undefined || line === undefined) return [];
    const issue: Issue = { code: 'ROW_REFUSED', details: { code: refusal.code } };
    return [{ line, issue, isMade: false }];
  });

/** A debt stands in a file once: the same row again is a duplicate, one with other data is refused. */
const compareRow = (row: DebtRow, line: number, seen: SeenRows): FileDecision => {
  const key = hash('sha256', `${documentName(row.document)}\n${row.code}`, 'buffer');
  const data = hash('sha256', JSON.stringify(Object.values(row)), 'buffer');
  const first = seen.note(key, data, line);
  if (first === undefined) return { kind: 'new' };
  const details = { of: first.line };
  return first.isSame
    ? { kind: 'outcome', outcome: 'duplicate', notice: { code: 'ROW_DUPLICATE', details }, isWritten: false }
    : { kind: 'rejected', issue: { code: 'DEBT_REPEATED', column: 'debtCode', details } };
};

export const createDebtsKind = (
  deps: DebtImportDeps,
  target: ImportTarget,
  header: Header,
  context: RowContext,
): RowKind<DebtRow> => {
  const offered = new Set<string>();
  const { completeFor } = context.options;
  const findCustomers = (documents: readonly Document[]) => deps.findCustomers(target.tenant, documents);
  return {
    parse: createDebtRows(header, context),
    compare: compareRow,
    weightOf: () => 0,
    async prepare(rows) {
      const customers = await findCustomers(rows.map(({ row }) => row.document));
      const codes = Map.groupBy(rows, ({ row }) => customers.get(documentName(row.document))?.value.customerId);
      const heads = new Map([...customers.values()].map((head) => [head.value.customerId, head]));
      const codesOf = (customerId: string) => (codes.get(customerId) ?? []).map(({ row }) => row.code);
      const debtors = await deps.readDebtors([...heads.values()], codesOf);
      // Whoever is changed is summed up anew, for which all of its debts are needed.
      const changed = [...debtors].filter(([customerId, { debts, isWhole }]) => {
        const values = new Map(debts.map(({ value }) => [value.code, value]));
        return !isWhole && (codes.get(customerId) ?? []).some(({ row }) => changes(row, values.get(row.code)));
      });
      const whole = await deps.readWhole(changed.map(([, { customer }]) => customer));
      for (const [customerId, debtor] of whole) debtors.set(customerId, debtor);
      return new PreparedDebts(deps, target, { customers, debtors }, offered);
    },
    ...(completeFor === undefined
      ? {}
      : { settlement: createSettlement(deps, target, completeFor, createNamedDebts(header, context)) }),
  };
};
