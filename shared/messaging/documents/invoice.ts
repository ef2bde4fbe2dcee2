/** The detail of one invoice of a debt, with the place where it is paid (D23). Pure. */
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { paymentsOf } from '#shared/companies/payments.ts';
import { daysOverdueOn } from '#shared/customers/debts.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import { isOpen } from '#shared/customers/open-debts.ts';
import { debtLink, payLabel } from './debt-link.ts';
import { dateText, moneyText } from './money.ts';
import type { Sheet } from './sheet.ts';
import { headingOf } from './statement.ts';

const words = {
  es: {
    title: 'Factura',
    columns: ['Deuda', 'Factura', 'Vencimiento', 'Días de atraso', 'Monto'],
    total: 'Total',
    notTax: 'Detalle informativo; no reemplaza al documento tributario.',
  },
  en: {
    title: 'Invoice',
    columns: ['Debt', 'Invoice', 'Due date', 'Days overdue', 'Amount'],
    total: 'Total',
    notTax: 'For information; it does not replace the tax document.',
  },
} as const;

export interface InvoiceSource {
  readonly company: Pick<CompanyValue, 'name' | 'language' | 'defaultCountry' | 'payments'>;
  readonly customer: Pick<CustomerValue, 'name' | 'documentType' | 'documentNumber' | 'customerId'>;
  readonly debt: DebtValue;
  readonly number: string;
  /** The company's date. */
  readonly today: string;
}

/** @throws Refusal INVOICES_DISABLED: invoices go out only while the company takes payments (D23) */
export const checkInvoices = (company: Pick<CompanyValue, 'payments'>): void => {
  if (!paymentsOf(company).enabled) {
    throw new Refusal('INVOICES_DISABLED', "The company's settings have switched payments off.");
  }
};

/** @throws Refusal INVOICE_NOT_FOUND */
export const invoiceOf = (source: InvoiceSource): Sheet => {
  const { company, customer, debt, number, today } = source;
  const invoice = debt.invoices?.find((candidate) => candidate.number === number);
  if (invoice === undefined) throw Refusal.at('number', 'INVOICE_NOT_FOUND', 'the debt has no invoice with it.');
  const text = words[company.language];
  const amount = moneyText(company, invoice.amount, debt.currency);
  const days = isOpen(debt) ? daysOverdueOn(invoice.dueDate, today) : 0;
  const url = isOpen(debt) ? debtLink(company, customer, debt) : null;
  return {
    title: `${text.title} ${number}`,
    heading: headingOf(source),
    columns: [...text.columns],
    rows: [{ detail: false, cells: [debt.code, number, dateText(company, invoice.dueDate), String(days), amount] }],
    totals: [{ label: `${text.total} ${debt.currency}`, amount }],
    empty: '',
    notes: [...(url === null ? [] : [`${payLabel[company.language]}: ${url}`]), text.notTax],
  };
};
