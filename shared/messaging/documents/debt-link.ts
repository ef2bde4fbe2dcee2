/** Where a customer pays a debt (C13). Pure. */
import type { CompanyValue } from '#shared/companies/entities.ts';
import { paymentLink, paymentsOf } from '#shared/companies/payments.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';

export const payLabel = { es: 'Paga aquí', en: 'Pay here' } as const;

/** @returns null when the company takes no payments, or when a value that its pattern names is missing */
export const debtLink = (
  company: Pick<CompanyValue, 'payments'>,
  { documentType, documentNumber, customerId }: Pick<CustomerValue, 'documentType' | 'documentNumber' | 'customerId'>,
  debt: DebtValue | undefined,
): string | null => {
  const { enabled, linkPattern } = paymentsOf(company);
  if (!enabled || linkPattern === null) return null;
  return paymentLink(linkPattern, {
    debtCode: debt?.code ?? null,
    documentType,
    documentNumber,
    customerId,
    amount: debt === undefined ? null : String(debt.balance),
    currency: debt?.currency ?? null,
  });
};
