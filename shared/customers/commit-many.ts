/** Changes of many customers, several in one transaction: what an import writes in few calls. */
import { inParallel } from '#platform/in-parallel.ts';
import { Contention } from '#platform/table/faults.ts';
import type { Action } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { CustomerStore } from './store.ts';

/** Transactions that are written at the same time. */
const concurrency = 8;
/** Actions of one transaction (DynamoDB takes 100). */
export const mostActions = 100;

/** What is written of one customer, or not at all; at most `mostActions`. */
interface Change {
  readonly actions: readonly Action[];
}

/** As many customers in each as one transaction holds. */
const inTransactions = <Each extends Change>(all: readonly Each[]): readonly (readonly Each[])[] => {
  const transactions: Each[][] = [];
  let size = mostActions;
  for (const each of all) {
    if (size + each.actions.length > mostActions) {
      transactions.push([]);
      size = 0;
    }
    transactions.at(-1)?.push(each);
    size += each.actions.length;
  }
  return transactions;
};

/** False when somebody has changed one of the customers since it was read: nothing is written. */
const isCommitted = async (
  customers: Pick<CustomerStore, 'commit'>,
  transaction: readonly Change[],
): Promise<boolean> => {
  const write = async (): Promise<true> => {
    await customers.commit(transaction.flatMap(({ actions }) => actions));
    return true;
  };
  try {
    return await writeOnce(write, () => false);
  } catch (error) {
    if (error instanceof Contention) return false;
    throw error;
  }
};

/**
 * @returns those of which nothing was written, since the transaction that they shared did not hold: to be changed one by one
 * @throws whatever the table throws but a lost race
 */
export const commitMany = async <Each extends Change>(
  { customers }: { readonly customers: Pick<CustomerStore, 'commit'> },
  all: readonly Each[],
): Promise<readonly Each[]> => {
  const left: Each[] = [];
  await inParallel(inTransactions(all), concurrency, async (transaction) => {
    if (!(await isCommitted(customers, transaction))) left.push(...transaction);
  });
  return left;
};
