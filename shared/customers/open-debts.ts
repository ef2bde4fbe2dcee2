/** Which debts are open, and where they stand together: by portfolio, customer and code. Pure. */
import type { DebtInput } from '#contract/debts.ts';
import type { Key } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';

/** True while something of the debt is to be paid. */
export const isOpen = (debt: Pick<DebtInput, 'state' | 'balance'>): boolean =>
  debt.state !== 'paid' && debt.balance > 0;

/** An open debt as the index has it. */
export interface DebtPlace {
  readonly key: Key;
  /** Under whose id it was written; that customer may be part of another by now. */
  readonly customerId: string;
  /** Its code as it stands in keys. */
  readonly codePart: string;
}

/** Index partition of a company's open debts, keys only. */
export const openDebtsPartition = (tenant: string): string => tenantKey(tenant, 'OWED');
/** What the sort keys of a portfolio's debts begin with; those of no portfolio begin with the mark alone. */
export const openDebtsOf = (portfolio: string): string => `${keyPart(portfolio)}#`;

/** Where an open debt stands; a settled one stands nowhere. */
export const openDebtKeys = (
  debt: DebtInput & { readonly tenant: string; readonly customerId: string },
): readonly [string, string] | undefined =>
  isOpen(debt)
    ? [openDebtsPartition(debt.tenant), `${openDebtsOf(debt.portfolio ?? '')}${debt.customerId}#${keyPart(debt.code)}`]
    : undefined;
