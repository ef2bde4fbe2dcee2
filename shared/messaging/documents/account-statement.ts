/** The account statement of a customer as a file, to be shown or to be sent (C11). */
import type { DocumentFormat } from '#contract/documents.ts';
import type { Clock } from '#platform/clock.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { companyDay } from '#shared/customers/debts.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import {
  type AttachDocumentDeps,
  type AttachedDocument,
  attachDocument,
  type DocumentRequest,
} from './attach-document.ts';
import { statementOf } from './statement.ts';
import { type SheetFile, writeSheet } from './write-sheet.ts';

export interface AccountDeps {
  readonly findCompany: FindCompany;
  /** Customer and debts. @throws Refusal NOT_FOUND */
  readonly readAccount: (
    tenant: string,
    customerId: string,
  ) => Promise<{ readonly customer: CustomerValue; readonly debts: readonly DebtValue[] }>;
  readonly clock: Clock;
}

/** A customer's account on the company's date. */
export interface StatementAccount {
  readonly company: CompanyValue;
  readonly customer: CustomerValue;
  readonly debts: readonly DebtValue[];
  readonly today: string;
}

/** @throws Refusal NOT_FOUND */
export const findStatementAccount = async (
  deps: AccountDeps,
  tenant: string,
  customerId: string,
): Promise<StatementAccount> => {
  const [company, account] = await Promise.all([deps.findCompany(tenant), deps.readAccount(tenant, customerId)]);
  return { company, ...account, today: companyDay(company, deps.clock.now()) };
};

/** @throws Refusal NOT_FOUND */
export const showStatement = async (
  deps: AccountDeps,
  input: { readonly tenant: string; readonly customerId: string; readonly format: DocumentFormat },
): Promise<SheetFile> => {
  const account = await findStatementAccount(deps, input.tenant, input.customerId);
  return writeSheet(statementOf(account), input.format, account);
};

/** @throws Refusal NOT_FOUND, IDEMPOTENCY_KEY_REUSED */
export const attachStatement = async (
  deps: AccountDeps & AttachDocumentDeps,
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly format: DocumentFormat;
    readonly idempotencyKey: string | undefined;
  },
): Promise<AttachedDocument> => {
  const account = await findStatementAccount(deps, input.tenant, input.customerId);
  const request: DocumentRequest = {
    ...input,
    scope: 'createAccountStatement',
    request: `${input.customerId}\n${input.format}`,
  };
  return attachDocument(deps, request, 'statement', () => writeSheet(statementOf(account), input.format, account));
};
