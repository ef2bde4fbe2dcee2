/** Changes of several debts of one customer, worked out together: debts, the record of the changes, the summary. Pure. */
import { debtLimit } from '#contract/debts.ts';
import { Refusal } from '#platform/errors.ts';
import { type Action, deleteAction, putAction, type Stored } from '#platform/table/kernel.ts';
import { debtIdOf } from './customer-debts.ts';
import { changedFields } from './debt-view.ts';
import { summarizeDebts } from './debts.ts';
import { type CustomerValue, Debt, DebtChange, type DebtValue } from './entities.ts';
import { countingDebts } from './store.ts';

export interface DebtEdit {
  /** The debt that it is about; of none, it makes a new one. */
  find(debt: DebtValue): boolean;
  /** What the debt is to become; undefined deletes it. @throws Refusal */
  change(before: DebtValue | undefined, customerId: string): DebtValue | undefined;
}

/** Who changes debts, when (epoch ms), and under which id a change is kept. */
export interface EditMark {
  /** User id, or `import:<process>`. */
  readonly by: string;
  readonly at: number;
  changeId(debt: DebtValue): string;
}

/** What became of one edit. */
export interface Edited {
  readonly before: DebtValue | undefined;
  readonly after: DebtValue | undefined;
  readonly isChanged: boolean;
  /** A rule stood against it; the others are made all the same. */
  readonly refusal?: Refusal;
}

export interface DebtEdits {
  /** The same customer where nothing has changed. */
  readonly customer: CustomerValue;
  readonly actions: readonly Action[];
  /** One for each edit, in their order. */
  readonly edited: readonly Edited[];
}

interface Standing {
  readonly stored: Stored<DebtValue> | undefined;
  value: DebtValue | undefined;
}

const actionsOf = ({ stored, value }: Standing, all: readonly Stored<DebtValue>[]): readonly Action[] => {
  if (value === stored?.value) return [];
  if (value !== undefined) return [putAction(Debt, value, stored?.revision ?? 'absent')];
  const { code } = stored?.value ?? {};
  // What had given way to the deleted one goes with it.
  return all.flatMap((debt) => (debt.value.code === code ? [deleteAction(Debt.keys(debt.value), debt.revision)] : []));
};

const changeAction = ({ before, after }: Edited, mark: EditMark): readonly Action[] => {
  const debt = after ?? before;
  if (debt === undefined) return [];
  // The id stays that of the customer for which the debt was written, also where that one is part of another by now.
  const { tenant, customerId, code } = debt;
  const kind = before === undefined ? 'created' : after === undefined ? 'deleted' : 'changed';
  const { by, at } = mark;
  const fields = changedFields(before, after);
  const change = { tenant, customerId, changeId: mark.changeId(debt), at, by, kind, code, fields } as const;
  return [putAction(DebtChange, { ...change, debtId: debtIdOf(debt) }, 'absent')];
};

/**
 * @param all debts of the customer and of those merged into it
 * @param edits applied in their order, each to what those before it have left
 */
export const editDebts = (
  customer: CustomerValue,
  all: readonly Stored<DebtValue>[],
  edits: readonly DebtEdit[],
  mark: EditMark,
): DebtEdits => {
  const standing: Standing[] = countingDebts(all).map((stored) => ({ stored, value: stored.value }));
  const edited = edits.map((edit): Edited => {
    const place = standing.find(({ value }) => value !== undefined && edit.find(value));
    const before = place?.value;
    try {
      const after = edit.change(before, customer.customerId);
      if (changedFields(before, after).length === 0) return { before, after: before, isChanged: false };
      if (before === undefined && standing.filter(({ value }) => value !== undefined).length >= debtLimit) {
        throw new Refusal('DEBT_LIMIT', `A customer has at most ${debtLimit} debts. Delete some that are settled.`);
      }
      if (place === undefined) standing.push({ stored: undefined, value: after });
      else place.value = after;
      return { before, after, isChanged: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { before, after: before, isChanged: false, refusal: error };
    }
  });
  const changes = edited.filter(({ isChanged }) => isChanged);
  if (changes.length === 0) return { customer, actions: [], edited };
  const debtSummary = summarizeDebts(standing.flatMap(({ value }) => value ?? []));
  return {
    customer: { ...customer, debtSummary },
    actions: [
      ...standing.flatMap((each) => actionsOf(each, all)),
      ...changes.flatMap((change) => changeAction(change, mark)),
    ],
    edited,
  };
};
