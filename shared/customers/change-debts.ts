/**
 * Changes debts of many customers at once, as imports do (C27–C30): several customers in one transaction, each under the
 * revisions that were read; whoever was changed meanwhile is read again and changed alone. What changes nothing writes
 * nothing, so that a repeat does no harm.
 */
import { Refusal } from '#platform/errors.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { type Action, putAction, type Stored } from '#platform/table/kernel.ts';
import { changeCustomer } from './change-customer.ts';
import { commitMany, mostActions } from './commit-many.ts';
import { type DebtEdit, type DebtEdits, type Edited, type EditMark, editDebts } from './debt-edits.ts';
import { Customer, type CustomerValue, type DebtValue, debtKey } from './entities.ts';
import type { CustomerStore } from './store.ts';

interface ReadDebtsDeps {
  readonly customers: Pick<CustomerStore, 'findAllDebts' | 'findDebtsAt'>;
}

export interface DebtsDeps extends ReadDebtsDeps {
  readonly customers: ReadDebtsDeps['customers'] & Pick<CustomerStore, 'findPage' | 'commit'>;
}

/** A customer with debts, as they were read: the debts after the customer, so that its revision holds for all of them. */
export interface Debtor {
  readonly customer: Stored<CustomerValue>;
  /** Also those that give way to a newer one of their code; without `isWhole` only those that were asked for. */
  readonly debts: readonly Stored<DebtValue>[];
  readonly isWhole: boolean;
}

/** What is to become of a customer's debts. */
export interface DebtorEdits {
  /** Whose debts are all read. */
  readonly debtor: Debtor;
  readonly edits: readonly DebtEdit[];
}

/** Customers that are read, or changed one by one, at the same time. */
const concurrency = 8;
/** Edits of one customer in one transaction: two actions each, and the customer. */
const mostEdits = Math.floor((mostActions - 1) / 2);

/**
 * Debts of these codes, of customers whose heads were read before. Of a customer with others merged into it all are read.
 * @param codes by the id of the customer
 */
export const readDebtors = async (
  { customers }: ReadDebtsDeps,
  heads: readonly Stored<CustomerValue>[],
  codes: (customerId: string) => readonly string[],
): Promise<Map<string, Debtor>> => {
  const debtors = new Map<string, Debtor>();
  const alone: Stored<CustomerValue>[] = [];
  const families: Stored<CustomerValue>[] = [];
  for (const customer of heads) {
    const { customerId, debtSummary, merged } = customer.value;
    if (merged !== undefined) families.push(customer);
    // Any debt, a settled one too, leaves its state in the summary.
    else if (debtSummary.state === 'none') debtors.set(customerId, { customer, debts: [], isWhole: true });
    else alone.push(customer);
  }
  const keys = alone.flatMap(({ value: { tenant, customerId } }) =>
    [...new Set(codes(customerId))].map((code) => debtKey(tenant, customerId, code)),
  );
  const found = Map.groupBy(await customers.findDebtsAt(keys), ({ value }) => value.customerId);
  for (const customer of alone) {
    const { customerId } = customer.value;
    debtors.set(customerId, { customer, debts: found.get(customerId) ?? [], isWhole: false });
  }
  for (const [customerId, debtor] of await readWhole({ customers }, families)) debtors.set(customerId, debtor);
  return debtors;
};

/** All debts of customers whose heads were read before. */
export const readWhole = async (
  { customers }: ReadDebtsDeps,
  heads: readonly Stored<CustomerValue>[],
): Promise<Map<string, Debtor>> => {
  const debtors = new Map<string, Debtor>();
  await inParallel(heads, concurrency, async (customer) => {
    const debts = await customers.findAllDebts(customer.value, { consistent: true });
    debtors.set(customer.value.customerId, { customer, debts, isWhole: true });
  });
  return debtors;
};

interface Planned extends DebtorEdits {
  readonly made: DebtEdits;
  readonly actions: readonly Action[];
}

const planned = ({ debtor, edits }: DebtorEdits, mark: EditMark): Planned => {
  const { customer, debts } = debtor;
  const made = editDebts(customer.value, debts, edits, mark);
  const { version } = customer.value;
  const touched = { ...made.customer, version: version + 1, updatedAt: mark.at };
  const own = made.actions.length === 0 ? [] : [putAction(Customer, touched, customer.revision)];
  return { debtor, edits, made, actions: [...own, ...made.actions] };
};

/**
 * @param all each customer once
 * @returns what became of each edit, by the customer's id, in the order of its edits
 * @throws whatever the table throws but a lost race
 */
export const changeDebts = async (
  deps: DebtsDeps,
  all: readonly DebtorEdits[],
  mark: EditMark,
): Promise<ReadonlyMap<string, readonly Edited[]>> => {
  const results = new Map<string, readonly Edited[]>();
  const note = ({ debtor }: DebtorEdits, edited: readonly Edited[]): void => {
    const { customerId } = debtor.customer.value;
    results.set(customerId, [...(results.get(customerId) ?? []), ...edited]);
  };
  const alone = async ({ debtor, edits }: DebtorEdits): Promise<void> => {
    for (let start = 0; start < edits.length; start += mostEdits) {
      const some = edits.slice(start, start + mostEdits);
      note({ debtor, edits }, await changeAlone(deps, debtor.customer.value, some, mark));
    }
  };
  const few = all.filter(({ edits }) => edits.length <= mostEdits).map((each) => planned(each, mark));
  for (const each of few) if (each.actions.length === 0) note(each, each.made.edited);
  const changing = few.filter(({ actions }) => actions.length > 0);
  const left = new Set(await commitMany(deps, changing));
  for (const each of changing) if (!left.has(each)) note(each, each.made.edited);
  const many = all.filter(({ edits }) => edits.length > mostEdits);
  await inParallel([...left, ...many], concurrency, alone);
  return results;
};

/** Reads the customer again, and changes its debts as anybody would. */
const changeAlone = async (
  deps: DebtsDeps,
  { tenant, customerId }: CustomerValue,
  edits: readonly DebtEdit[],
  mark: EditMark,
): Promise<readonly Edited[]> => {
  try {
    return await changeCustomer(deps, { tenant, customerId, now: mark.at }, async (page) => {
      const customer = page.customer.value;
      const all = await deps.customers.findAllDebts(customer, { consistent: true });
      const made = editDebts(customer, all, edits, mark);
      return { customer: made.customer, actions: made.actions, result: made.edited };
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The customer is gone.
    return edits.map(() => refused(error));
  }
};

const refused = (refusal: Refusal): Edited => ({ before: undefined, after: undefined, isChanged: false, refusal });
