/**
 * Creates customers, many at once, as imports do (A5, Q12, Q13): the pages are worked out together, their addresses are
 * asked for in one look-up, and several customers with their debts are written in one transaction. Whoever cannot be made so
 * is left to `createCustomer`, which tells why.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DebtInput } from '#contract/debts.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { gateInStep, withSummary } from './assess-page.ts';
import type { AssessAll, Assessment } from './assessment.ts';
import { debtAsGiven } from './change-debt.ts';
import { commitMany, mostActions } from './commit-many.ts';
import { addressActions, type CreateDeps, type CreateInput, documentAction, newPageOf } from './create-customer.ts';
import { editDebts } from './debt-edits.ts';
import type { Document } from './documents.ts';
import { Customer, Gate } from './entities.ts';
import type { PageValues } from './page-values.ts';
import { refreshContactability } from './refresh-contactability.ts';
import { requireAdvisor } from './require-advisor.ts';

export interface CreateManyDeps
  extends Pick<CreateDeps, 'customers' | 'findCompany' | 'findUser' | 'addressKey' | 'assess'> {
  /** Must read consistently: the answer is kept. */
  readonly assessAll: AssessAll;
  readonly clock: Clock;
}

/** A customer with the debts that it is to have. */
export interface NewCustomer extends Omit<CreateInput, 'repeated' | 'userId'> {
  /** Those of one code follow one another: the last one counts. */
  readonly debts: readonly DebtInput[];
}

interface PlannedPage {
  readonly input: NewCustomer;
  readonly page: PageValues;
  readonly key: Document | null;
}

interface PlannedCustomer extends PlannedPage {
  readonly assessment: Assessment;
  readonly actions: readonly Action[];
}

/** @returns undefined for what a rule refuses */
const pageOf = async (
  deps: CreateManyDeps,
  company: CompanyValue,
  input: NewCustomer,
): Promise<PlannedPage | undefined> => {
  try {
    await requireAdvisor(deps, { tenant: input.tenant, advisorId: input.body.advisorId });
    return { input, ...newPageOf(company, deps.addressKey, input) };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

/** @returns undefined where a debt is refused, or one transaction does not hold it all */
const plannedCustomer = (
  planned: PlannedPage,
  assessment: Assessment,
  mark: { readonly by: string; readonly at: number },
): PlannedCustomer | undefined => {
  const { input, page, key } = planned;
  const edits = input.debts.map((debt) => ({
    find: ({ code }: { code: string }) => code === debt.code,
    change: debtAsGiven(input.tenant, debt, mark.at),
  }));
  const made = editDebts(withSummary(page, assessment), [], edits, { ...mark, changeId: () => newId(mark.at) });
  if (made.edited.some(({ refusal }) => refusal !== undefined)) return undefined;
  const actions = [
    putAction(Customer, made.customer, 'absent'),
    putAction(Gate, gateInStep(page, assessment), 'absent'),
    ...(key === null ? [] : [documentAction(made.customer, key)]),
    ...page.addresses.flatMap(addressActions),
    ...made.actions,
  ];
  return actions.length > mostActions ? undefined : { ...planned, assessment, actions };
};

const assessInputOf = (company: CompanyValue, { page }: PlannedPage) => ({
  tenant: company.tenant,
  company,
  addresses: page.addresses,
  wrongNumberAddressIds: [],
});

/**
 * @param by user id, of whoever the debts are from
 * @returns ids of the customers that were made, each whole; of the others nothing is written
 * @throws whatever the table throws but a lost race
 */
export const createCustomers = async (
  deps: CreateManyDeps,
  tenant: string,
  by: string,
  inputs: readonly NewCustomer[],
): Promise<ReadonlySet<string>> => {
  if (inputs.length === 0) return new Set();
  const company = await deps.findCompany(tenant);
  const pages = (await Promise.all(inputs.map((input) => pageOf(deps, company, input)))).filter(
    (page) => page !== undefined,
  );
  const asked = pages.map((page) => assessInputOf(company, page));
  const assessments = await deps.assessAll(asked);
  const mark = { by, at: deps.clock.now() };
  const planned = pages.flatMap((page, index) => {
    const assessment = assessments[index];
    return assessment === undefined ? [] : (plannedCustomer(page, assessment, mark) ?? []);
  });
  const left = new Set(await commitMany(deps, planned));
  const made = planned.filter((each) => !left.has(each));
  // An alert or a refusal told while this ran could not see the new owners yet; asked again, it is seen.
  const now = await deps.assessAll(made.map((page) => assessInputOf(company, page)));
  const overtaken = made.filter(({ assessment }, index) => !isDeepStrictEqual(assessment, now[index]));
  await Promise.all(overtaken.map(({ input }) => refreshContactability(deps, tenant, input.customerId)));
  return new Set(made.map(({ input }) => input.customerId));
};
