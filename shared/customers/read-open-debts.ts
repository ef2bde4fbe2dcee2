/** The open debts of a company, page by page, as they count: what a complete file is compared with, what a day is summed up from. */
import type { Stored } from '#platform/table/kernel.ts';
import { keyPart } from '#platform/table/keys.ts';
import type { DebtValue } from './entities.ts';
import { findByIds } from './find-by-documents.ts';
import { type DebtPlace, isOpen } from './open-debts.ts';
import { type CustomerStore, countingDebts } from './store.ts';

export interface OpenDebtsDeps {
  readonly customers: Pick<CustomerStore, 'findHeads' | 'find' | 'findDebtsAt' | 'findAllDebts'>;
}

/** An open debt, and whose it is now. */
export interface OpenDebt {
  readonly debt: DebtValue;
  readonly customerId: string;
}

/**
 * The debts of a page of the index that are open, in its order. Of two of one code that merged customers had, the one that
 * counts. A read unit each, and half a one for each customer.
 */
export const readOpenDebts = async (
  deps: OpenDebtsDeps,
  tenant: string,
  places: readonly DebtPlace[],
): Promise<readonly OpenDebt[]> => {
  if (places.length === 0) return [];
  const [debts, customers] = await Promise.all([
    deps.customers.findDebtsAt(places.map(({ key }) => key)),
    findByIds(
      deps,
      tenant,
      places.map(({ customerId }) => customerId),
    ),
  ]);
  const byPlace = new Map(debts.map((debt) => [placeOf(debt.value), debt.value]));
  const counting = new Map<string, readonly Stored<DebtValue>[]>();
  for (const { value } of customers.values()) {
    if (value.merged === undefined || counting.has(value.customerId)) continue;
    counting.set(value.customerId, countingDebts(await deps.customers.findAllDebts(value)));
  }
  return places.flatMap(({ customerId: writtenFor, codePart }): OpenDebt[] => {
    const debt = byPlace.get(`${writtenFor} ${codePart}`);
    const customerId = customers.get(writtenFor)?.value.customerId;
    if (debt === undefined || customerId === undefined || !isOpen(debt)) return [];
    const family = counting.get(customerId);
    const counts = family === undefined || family.some(({ value }) => placeOf(value) === placeOf(debt));
    return counts ? [{ debt, customerId }] : [];
  });
};

const placeOf = ({ customerId, code }: DebtValue): string => `${customerId} ${keyPart(code)}`;
