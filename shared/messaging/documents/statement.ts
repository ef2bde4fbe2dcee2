/**
 * The account statement of a customer on a date (C11): what it owes, debt by debt, and in sum per currency. Made once,
 * in the company's language. Pure.
 */
import { debtStateLabels } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { debtTotals } from '#shared/customers/debt-totals.ts';
import { debtDaysOverdueOn, debtStateOn, openSince } from '#shared/customers/debts.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import { isOpen } from '#shared/customers/open-debts.ts';
import { dateText, moneyText } from './money.ts';
import type { Sheet } from './sheet.ts';

const words = {
  es: {
    title: 'Estado de cuenta',
    of: 'Cliente',
    document: 'Documento',
    date: 'Fecha',
    columns: ['Deuda', 'Vencimiento', 'Días de atraso', 'Estado', 'Saldo'],
    instalment: 'Cuota',
    invoice: 'Factura',
    total: 'Total',
    overdue: 'Vencido',
    paid: 'Pagada',
    unpaid: 'Pendiente',
    empty: 'No registra deudas pendientes.',
    short: 'Se omite el detalle de cuotas y facturas por su extensión.',
  },
  en: {
    title: 'Account statement',
    of: 'Customer',
    document: 'Document',
    date: 'Date',
    columns: ['Debt', 'Due date', 'Days overdue', 'State', 'Balance'],
    instalment: 'Instalment',
    invoice: 'Invoice',
    total: 'Total',
    overdue: 'Overdue',
    paid: 'Paid',
    unpaid: 'Unpaid',
    empty: 'Nothing is owed.',
    short: 'Instalments and invoices are left out: there are too many.',
  },
} as const;

export interface StatementSource {
  readonly company: Pick<CompanyValue, 'name' | 'language' | 'defaultCountry'>;
  readonly customer: Pick<CustomerValue, 'name' | 'documentType' | 'documentNumber'>;
  readonly debts: readonly DebtValue[];
  /** The company's date. */
  readonly today: string;
}

/** Debts that are to be paid, oldest first; equal dates by code, so that equal data give equal statements. */
export const openDebts = (debts: readonly DebtValue[]): readonly DebtValue[] =>
  debts.filter(isOpen).toSorted((a, b) => openSince(a).localeCompare(openSince(b)) || (a.code < b.code ? -1 : 1));

const rowsOf = (debt: DebtValue, { company, today }: StatementSource): Sheet['rows'] => {
  const text = words[company.language];
  const money = (amount: number) => moneyText(company, amount, debt.currency);
  const date = (day: string) => dateText(company, day);
  const state = debtStateLabels[debtStateOn(debt, today)][company.language];
  const days = debtDaysOverdueOn(debt, today);
  const details = [
    ...(debt.instalments ?? []).map(({ number, dueDate, amount, paid }) => [
      `${text.instalment} ${number}`,
      date(dueDate),
      '',
      paid ? text.paid : text.unpaid,
      money(amount),
    ]),
    ...(debt.invoices ?? []).map(({ number, dueDate, amount }) => [
      `${text.invoice} ${number}`,
      date(dueDate),
      '',
      '',
      money(amount),
    ]),
  ];
  return [
    { detail: false, cells: [debt.code, date(openSince(debt)), String(days), state, money(debt.balance)] },
    ...details.map((cells) => ({ detail: true, cells })),
  ];
};

/** Who asks whom, and the date on which it is true. */
export const headingOf = ({ company, customer, today }: Omit<StatementSource, 'debts'>): string[] => {
  const text = words[company.language];
  const document = [customer.documentType, customer.documentNumber].filter((part) => part !== null).join(' ');
  return [
    company.name,
    `${text.of}: ${customer.name}`,
    ...(document === '' ? [] : [`${text.document}: ${document}`]),
    `${text.date}: ${dateText(company, today)}`,
  ];
};

/** Most rows of a statement: what nobody reads, no e-mail carries and no function writes in a second. */
export const statementRowLimit = 1_000;

const rowCount = ({ instalments = [], invoices = [] }: DebtValue): number => 1 + instalments.length + invoices.length;

/** One row a debt, its instalments and invoices below it while they are not too many; the sums are always of all. */
export const statementOf = (source: StatementSource): Sheet => {
  const { company, today } = source;
  const text = words[company.language];
  const debts = openDebts(source.debts);
  const isLong = debts.reduce((sum, debt) => sum + rowCount(debt), 0) > statementRowLimit;
  return {
    title: text.title,
    heading: headingOf(source),
    columns: [...text.columns],
    rows: debts.flatMap((debt) => (isLong ? rowsOf(debt, source).slice(0, 1) : rowsOf(debt, source))),
    totals: debtTotals(debts, today).flatMap(({ currency, balance, overdue }) => [
      ...(overdue === 0
        ? []
        : [{ label: `${text.overdue} ${currency}`, amount: moneyText(company, overdue, currency) }]),
      { label: `${text.total} ${currency}`, amount: moneyText(company, balance, currency) },
    ]),
    empty: text.empty,
    notes: isLong ? [text.short] : [],
  };
};
