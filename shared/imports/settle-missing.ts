/**
 * A file that is complete for a scope settles what it does not name: open debts of one portfolio, or of all. Never what a
 * row names, also where the row was refused; never what was written after the import began, since the file is older.
 */
import { hash } from 'node:crypto';
import { everyPortfolio } from '#contract/portfolios.ts';
import { encodeBytes, timePart } from '#platform/ids.ts';
import type { Item, Key, Stored } from '#platform/table/kernel.ts';
import { keyPart } from '#platform/table/keys.ts';
import type { Debtor, DebtorEdits } from '#shared/customers/change-debts.ts';
import type { DebtEdit, Edited, EditMark } from '#shared/customers/debt-edits.ts';
import type { Document } from '#shared/customers/documents.ts';
import { type CustomerValue, type DebtValue, debtChangeKey } from '#shared/customers/entities.ts';
import { documentName } from '#shared/customers/find-by-documents.ts';
import { type DebtPlace, isOpen } from '#shared/customers/open-debts.ts';
import type { OpenDebt } from '#shared/customers/read-open-debts.ts';
import type { CsvRecord } from './csv-records.ts';
import type { NamedDebt } from './debt-row.ts';
import type { ImportTarget } from './import-history.ts';
import type { MissingThing, Settlement } from './row-kind.ts';
import { SeenRows } from './seen-rows.ts';

export interface SettlementDeps {
  readonly findCustomers: (
    tenant: string,
    documents: readonly Document[],
  ) => Promise<ReadonlyMap<string, Stored<CustomerValue>>>;
  /** By the ids that are given, each as the customer that it is part of. */
  readonly findByIds: (
    tenant: string,
    customerIds: readonly string[],
  ) => Promise<ReadonlyMap<string, Stored<CustomerValue>>>;
  readonly listOpenDebts: (
    tenant: string,
    portfolio: string,
    options: { limit: number; after?: Item | undefined },
  ) => Promise<{ readonly debts: readonly DebtPlace[]; readonly last?: Item }>;
  readonly readOpenDebts: (tenant: string, places: readonly DebtPlace[]) => Promise<readonly OpenDebt[]>;
  readonly findDebtChanges: (keys: readonly Key[]) => Promise<readonly { readonly changeId: string }[]>;
  readonly readWhole: (customers: readonly Stored<CustomerValue>[]) => Promise<Map<string, Debtor>>;
  readonly changeDebts: (
    all: readonly DebtorEdits[],
    mark: EditMark,
  ) => Promise<ReadonlyMap<string, readonly Edited[]>>;
}

/** Keys of one page of the index. */
const pageSize = 1_000;
/** Rows whose customers are looked up together. */
const rowsAtOnce = 1_000;
const nothing = new Uint8Array(4);

const digestOf = (...parts: readonly string[]): Buffer => hash('sha256', parts.join('\n'), 'buffer');

/** Debts that the rows of a file name: 16 bytes each. */
class NamedDebts {
  readonly #seen = new SeenRows();

  add(customerId: string, code: string): void {
    this.#seen.note(digestOf('debt', customerId, keyPart(code)), nothing, 1);
  }

  /** Of a row whose customer is not known: any debt with this code. */
  addCode(code: string): void {
    this.#seen.note(digestOf('code', keyPart(code)), nothing, 1);
  }

  has(customerId: string, codePart: string): boolean {
    return (
      this.#seen.find(digestOf('debt', customerId, codePart), nothing) !== undefined ||
      this.#seen.find(digestOf('code', codePart), nothing) !== undefined
    );
  }
}

/** The debt as it is once nothing of it is owed. */
const settled = (debt: DebtValue, at: number): DebtValue => ({
  ...debt,
  state: 'paid',
  balance: 0,
  ...(debt.instalments === undefined
    ? {}
    : { instalments: debt.instalments.map((instalment) => ({ ...instalment, paid: true })) }),
  updatedAt: at,
  version: debt.version + 1,
});

export const createSettlement = (
  deps: SettlementDeps,
  target: ImportTarget,
  scope: string,
  namedOf: (cells: readonly string[]) => NamedDebt,
): Settlement => {
  const { tenant, processId, now: began } = target;
  const named = new NamedDebts();
  const isInScope = ({ portfolio = '' }: DebtValue): boolean => scope === everyPortfolio || portfolio === scope;
  const isLeft = (debt: DebtValue): boolean => isOpen(debt) && isInScope(debt) && debt.updatedAt < began;
  const changeIdOf = ({ customerId, code }: MissingThing, at: number): string =>
    `${timePart(at)}${encodeBytes(digestOf(processId, customerId, code).subarray(0, 10))}`;

  /** Debts of a page that are left, and that no row names. */
  const missingOf = async (places: readonly DebtPlace[]): Promise<readonly MissingThing[]> => {
    const unnamed = places.filter(({ customerId, codePart }) => !named.has(customerId, codePart));
    const open = await deps.readOpenDebts(tenant, unnamed);
    return open
      .filter(({ debt, customerId }) => isLeft(debt) && !named.has(customerId, keyPart(debt.code)))
      .map(({ debt: { customerId, code } }) => ({ customerId, code }));
  };

  const countSettled = async (debts: readonly MissingThing[], at: number): Promise<number> => {
    const keys = debts.map((debt) => debtChangeKey(tenant, debt.customerId, changeIdOf(debt, at)));
    return (await deps.findDebtChanges(keys)).length;
  };

  return {
    async countOpen() {
      let open = 0;
      let after: Item | undefined;
      do {
        const page = await deps.listOpenDebts(tenant, scope, { limit: pageSize, after });
        open += page.debts.length;
        after = page.last;
      } while (after !== undefined);
      return open;
    },

    async note(records: AsyncIterable<readonly CsvRecord[]>) {
      let waiting: NamedDebt[] = [];
      const lookUp = async (): Promise<void> => {
        const customers = await deps.findCustomers(
          tenant,
          waiting.flatMap(({ document, code }) => (document === undefined || code === undefined ? [] : [document])),
        );
        for (const { document, code } of waiting) {
          if (code === undefined) continue;
          const customer = document === undefined ? undefined : customers.get(documentName(document));
          if (customer === undefined) named.addCode(code);
          else named.add(customer.value.customerId, code);
        }
        waiting = [];
      };
      for await (const batch of records) {
        for (const record of batch) if (record.fault === undefined) waiting.push(namedOf(record.cells));
        if (waiting.length >= rowsAtOnce) await lookUp();
      }
      await lookUp();
    },

    async nextMissing(after, most) {
      const found: MissingThing[] = [];
      let last: Item | undefined = after;
      do {
        // A page no larger than what may be taken of it.
        const page = await deps.listOpenDebts(tenant, scope, { limit: most, after: last });
        found.push(...(await missingOf(page.debts)));
        last = page.last;
      } while (last !== undefined && found.length === 0);
      return { things: found, last };
    },

    async countMissing() {
      let missing = 0;
      let after: Item | undefined;
      do {
        const page = await deps.listOpenDebts(tenant, scope, { limit: pageSize, after });
        missing += (await missingOf(page.debts)).length;
        after = page.last;
      } while (after !== undefined);
      return missing;
    },

    async settle(things, at) {
      const customers = await deps.findByIds(
        tenant,
        things.map(({ customerId }) => customerId),
      );
      const heads = new Map([...customers.values()].map((head) => [head.value.customerId, head]));
      const debtors = await deps.readWhole([...heads.values()]);
      const own = Map.groupBy(things, ({ customerId }) => customers.get(customerId)?.value.customerId);
      const edits = [...debtors].flatMap(([customerId, debtor]): DebtorEdits[] => {
        const its = (own.get(customerId) ?? []).map(
          ({ code }): DebtEdit => ({
            find: (debt) => debt.code === code,
            change: (before) => (before !== undefined && isLeft(before) ? settled(before, at) : before),
          }),
        );
        return its.length === 0 ? [] : [{ debtor, edits: its }];
      });
      await deps.changeDebts(edits, { by: `import:${processId}`, at, changeId: (debt) => changeIdOf(debt, at) });
      return countSettled(things, at);
    },

    countSettled,
  };
};
