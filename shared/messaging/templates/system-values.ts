/** Values of the merge tags that the system fills in, for one customer on one date (C10, C11, C13). Pure. */
import type { MergeTag } from '#contract/merge-tags.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { paymentsOf } from '#shared/companies/payments.ts';
import { debtTotals } from '#shared/customers/debt-totals.ts';
import { companyDay, debtDaysOverdueOn, openSince } from '#shared/customers/debts.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import type { ContentPart } from '../content/content-parts.ts';
import { debtLink, payLabel } from '../documents/debt-link.ts';
import { dateText, moneyText } from '../documents/money.ts';
import { openDebts, statementOf } from '../documents/statement.ts';

/** Null where the customer has no such datum. */
export type SystemValues = Readonly<Record<MergeTag, string | ContentPart | null>>;

const debtTags: readonly string[] = [
  'debtCode',
  'debtBalance',
  'debtDueDate',
  'debtDaysOverdue',
  'totalBalance',
  'paymentLink',
  'payButton',
  'accountStatement',
] satisfies MergeTag[];
const payTags: readonly string[] = ['paymentLink', 'payButton'] satisfies MergeTag[];

/** Whether the customer's debts must be read for these tags. */
export const needsDebts = (names: readonly string[]): boolean => names.some((name) => debtTags.includes(name));

/** @throws Refusal PAYMENTS_DISABLED: the company takes no payments, so no text may promise a place for them */
export const checkPayTags = (company: Pick<CompanyValue, 'payments'>, names: readonly string[]): void => {
  const tag = names.find((name) => payTags.includes(name));
  if (tag !== undefined && !paymentsOf(company).enabled) {
    throw new Refusal(
      'PAYMENTS_DISABLED',
      `{{${tag}}} needs payments, which the company's settings have switched off.`,
    );
  }
};

export interface SystemSource {
  readonly company: CompanyValue;
  readonly customer: CustomerValue;
  /** Empty where no tag needs them. */
  readonly debts: readonly DebtValue[];
  /** The debt that the message is about; undefined: the one that is due longest. */
  readonly debtCode: string | undefined;
  /** Epoch ms. */
  readonly now: number;
}

const debtOf = ({ debts, debtCode }: SystemSource): DebtValue | undefined => {
  if (debtCode === undefined) return openDebts(debts)[0];
  const found = debts.find(({ code }) => code === debtCode);
  if (found === undefined) throw Refusal.at('debtCode', 'DEBT_NOT_FOUND', 'the customer has no debt with this code.');
  return found;
};

/** @throws Refusal DEBT_NOT_FOUND */
export const systemValues = (source: SystemSource): SystemValues => {
  const { company, customer, debts } = source;
  const [firstName = ''] = customer.name.split(' ');
  const today = companyDay(company, source.now);
  const debt = debtOf(source);
  const url = debtLink(company, customer, debt);
  const totals = debtTotals(debts, today).map(({ balance, currency }) => moneyText(company, balance, currency));
  return {
    customerName: customer.name,
    customerFirstName: firstName,
    documentNumber: customer.documentNumber,
    companyName: company.name,
    debtCode: debt?.code ?? null,
    debtBalance: debt === undefined ? null : moneyText(company, debt.balance, debt.currency),
    debtDueDate: debt === undefined ? null : dateText(company, openSince(debt)),
    debtDaysOverdue: debt === undefined ? null : String(debtDaysOverdueOn(debt, today)),
    totalBalance: totals.length === 0 ? null : totals.join(' + '),
    paymentLink: url,
    payButton: url === null ? null : { kind: 'payButton', label: payLabel[company.language], url },
    accountStatement: { kind: 'statement', statement: statementOf({ company, customer, debts, today }) },
  };
};
