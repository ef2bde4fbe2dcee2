/**
 * Creates, changes and deletes a debt (C27–C30, C32): the debt, the record of the change and the customer's summary in
 * one transaction, so that two changes at once become one after the other. What changes nothing writes nothing.
 */
import type { DebtInput, DebtPatch } from '#contract/debts.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { changeCustomer } from './change-customer.ts';
import { debtIdOf } from './customer-debts.ts';
import { type DebtEdit, editDebts } from './debt-edits.ts';
import { type DebtView, debtView } from './debt-view.ts';
import { companyDay } from './debts.ts';
import type { DebtValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

export interface ChangeDebtDeps {
  readonly customers: Pick<CustomerStore, 'findPage' | 'commit' | 'findAllDebts'>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

export interface DebtTarget {
  readonly tenant: string;
  readonly customerId: string;
  /** User id, or `import:<process>`. */
  readonly by: string;
  /** Version of the debt that the caller saw; without it the change applies to what is there. */
  readonly ifMatch?: number | undefined;
}

const requireVersion = (debt: DebtValue | undefined, ifMatch: number | undefined): void => {
  if (ifMatch === undefined || ifMatch === debt?.version) return;
  throw new Refusal(
    'VERSION_CONFLICT',
    debt === undefined
      ? 'The debt no longer exists. Read the debts and try again.'
      : `The debt was changed at ${isoTime(debt.updatedAt)} (version ${debt.version}). Read it and try again.`,
  );
};

/** What a debt is to become; undefined deletes it. A new one is written for this customer. */
type Change = (before: DebtValue | undefined, now: number, customerId: string) => DebtValue | undefined;

/**
 * Replaces the debt that `find` picks by what `change` makes of it.
 * @returns the debt as it now is
 */
const changeDebt = async (
  deps: ChangeDebtDeps,
  target: DebtTarget,
  find: (debt: DebtValue) => boolean,
  change: Change,
): Promise<DebtValue | undefined> => {
  const { tenant, customerId, by } = target;
  const now = deps.clock.now();
  return changeCustomer(deps, { tenant, customerId, now }, async (page) => {
    const all = await deps.customers.findAllDebts(page.customer.value, { consistent: true });
    const edit: DebtEdit = {
      find,
      change: (before, owner) => {
        requireVersion(before, target.ifMatch);
        return change(before, now, owner);
      },
    };
    const mark = { by, at: now, changeId: () => newId(now) };
    const { customer, actions, edited } = editDebts(page.customer.value, all, [edit], mark);
    const [made] = edited;
    if (made?.refusal !== undefined) throw made.refusal;
    return { customer, actions, result: made?.after };
  });
};

const viewOf = async (deps: ChangeDebtDeps, tenant: string, debt: DebtValue): Promise<DebtView> =>
  debtView(debt, debtIdOf(debt), companyDay(await deps.findCompany(tenant), deps.clock.now()));

/** The debt as somebody tells it, in the place of what was there. @param now epoch ms */
export const debtAsGiven =
  (tenant: string, body: DebtInput, now: number) =>
  (before: DebtValue | undefined, customerId: string): DebtValue => ({
    tenant,
    customerId: before?.customerId ?? customerId,
    ...body,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    version: (before?.version ?? 0) + 1,
  });

/**
 * Creates or replaces the debt with this code; the same facts again change nothing, so that a repeat is free.
 * @throws Refusal NOT_FOUND, DEBT_LIMIT, VERSION_CONFLICT
 */
export const putDebt = async (
  deps: ChangeDebtDeps,
  input: DebtTarget & { readonly body: DebtInput },
): Promise<DebtView> => {
  const { tenant, body } = input;
  const replace: Change = (before, now, customerId) => debtAsGiven(tenant, body, now)(before, customerId);
  const after = await changeDebt(deps, input, ({ code }) => code === body.code, replace);
  if (after === undefined) throw new TypeError('A debt that was put is there.');
  return viewOf(deps, tenant, after);
};

const requireDebt = (debt: DebtValue | undefined): DebtValue => {
  if (debt === undefined) throw new Refusal('DEBT_NOT_FOUND', 'The customer has no debt with this id.');
  return debt;
};

const patched = (debt: DebtValue, patch: DebtPatch): DebtValue => {
  const { instalments = debt.instalments, invoices = debt.invoices, portfolio = debt.portfolio, ...named } = patch;
  const { instalments: _instalments, invoices: _invoices, portfolio: _portfolio, ...rest } = debt;
  return {
    ...rest,
    dueDate: named.dueDate ?? debt.dueDate,
    balance: named.balance ?? debt.balance,
    currency: named.currency ?? debt.currency,
    state: named.state ?? debt.state,
    ...(instalments == null ? {} : { instalments }),
    ...(invoices == null ? {} : { invoices }),
    ...(portfolio == null ? {} : { portfolio }),
  };
};

/** @throws Refusal NOT_FOUND, DEBT_NOT_FOUND, VERSION_CONFLICT */
export const patchDebt = async (
  deps: ChangeDebtDeps,
  input: DebtTarget & { readonly debtId: string; readonly body: DebtPatch },
): Promise<DebtView> => {
  const change: Change = (found, now) => {
    const before = requireDebt(found);
    return { ...patched(before, input.body), updatedAt: now, version: before.version + 1 };
  };
  const after = await changeDebt(deps, input, (debt) => debtIdOf(debt) === input.debtId, change);
  return viewOf(deps, input.tenant, requireDebt(after));
};

/** The record of its changes stays. @throws Refusal NOT_FOUND, DEBT_NOT_FOUND, VERSION_CONFLICT */
export const deleteDebt = async (
  deps: ChangeDebtDeps,
  input: DebtTarget & { readonly debtId: string },
): Promise<{ debtId: string }> => {
  const remove: Change = (found) => {
    requireDebt(found);
    return undefined;
  };
  await changeDebt(deps, input, (debt) => debtIdOf(debt) === input.debtId, remove);
  return { debtId: input.debtId };
};
