/**
 * The account statement of a customer on a date (C11): what it owes, debt by debt, and in sum per currency. Made once,
 * in the company's language; text, HTML and PDF show the same lines. Pure.
 */
import * as z from 'zod';
import { debtStateLabels } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { debtTotals } from '#shared/customers/debt-totals.ts';
import { debtDaysOverdueOn, debtStateOn, isOpen, openSince } from '#shared/customers/debts.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import { dateText, moneyText } from './money.ts';

/** Everything is text already: no reader of it formats, adds or translates. */
export const StatementSchema = z.object({
  title: z.string(),
  /** Company, customer, document, date. */
  heading: z.array(z.string()),
  columns: z.array(z.string()),
  /** One row a debt or instalment or invoice, cells as the columns. `detail`: below its debt. */
  rows: z.array(z.object({ detail: z.boolean(), cells: z.array(z.string()) })),
  totals: z.array(z.object({ label: z.string(), amount: z.string() })),
  /** Instead of rows where nothing is owed. */
  empty: z.string(),
});
export type Statement = z.infer<typeof StatementSchema>;

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

const rowsOf = (debt: DebtValue, { company, today }: StatementSource): Statement['rows'] => {
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

export const statementOf = (source: StatementSource): Statement => {
  const { company, customer, today } = source;
  const text = words[company.language];
  const debts = openDebts(source.debts);
  const document = [customer.documentType, customer.documentNumber].filter((part) => part !== null).join(' ');
  return {
    title: text.title,
    heading: [
      company.name,
      `${text.of}: ${customer.name}`,
      ...(document === '' ? [] : [`${text.document}: ${document}`]),
      `${text.date}: ${dateText(company, today)}`,
    ],
    columns: [...text.columns],
    rows: debts.flatMap((debt) => rowsOf(debt, source)),
    totals: debtTotals(debts, today).flatMap(({ currency, balance, overdue }) => [
      ...(overdue === 0
        ? []
        : [{ label: `${text.overdue} ${currency}`, amount: moneyText(company, overdue, currency) }]),
      { label: `${text.total} ${currency}`, amount: moneyText(company, balance, currency) },
    ]),
    empty: text.empty,
  };
};

/** The statement as plain text, one line a row. */
export const statementText = (statement: Statement): string => {
  const row = ({ detail, cells }: Statement['rows'][number]): string =>
    `${detail ? '  · ' : '- '}${cells.filter((cell) => cell !== '').join(' | ')}`;
  return [
    statement.title.toUpperCase(),
    ...statement.heading,
    '',
    ...(statement.rows.length === 0
      ? [statement.empty]
      : [statement.columns.join(' | '), ...statement.rows.map(row), '']),
    ...statement.totals.map(({ label, amount }) => `${label}: ${amount}`),
  ]
    .join('\n')
    .trimEnd();
};
