/** A row of the debts file, or everything wrong with it (C27–C30, §5.6 G). Pure. */
import { type DebtInput, InstalmentSchema } from '#contract/debts.ts';
import { currencyOfCountry } from '#contract/import-words.ts';
import { everyPortfolio } from '#contract/portfolios.ts';
import type { DebtState } from '#contract/vocabulary.ts';
import type { Document } from '#shared/customers/documents.ts';
import type { Header } from './header.ts';
import { documentOf, type ParsedRow, type RowContext } from './interaction-row.ts';
import { CellFault, type Issue } from './issues.ts';
import { dateOf } from './moments.ts';
import { RowCells } from './row-cells.ts';
import { folded } from './text.ts';
import { amountOf, currencyOf, debtStateOf, listOf } from './values.ts';

type Instalments = NonNullable<DebtInput['instalments']>;

/** Null: the cell says nothing, what is there stays. */
export interface DebtRow {
  readonly document: Document;
  readonly code: string;
  readonly dueDate: string;
  /** Minor units. */
  readonly balance: number;
  readonly currency: string;
  /** The row names no currency: it is that of the company's country. */
  readonly isCurrencyOfCountry: boolean;
  readonly state: DebtState | null;
  readonly instalments: Instalments | null;
  readonly portfolio: string | null;
}

/** What can be read of a row, whatever else is wrong with it: which debt it names. */
export interface NamedDebt {
  readonly document: Document | undefined;
  readonly code: string | undefined;
}

/** Characters of a debt's code and of a portfolio's name (shared/contract/debts.ts). */
const nameLength = 60;
const mostInstalments = 120;

/** @throws CellFault AMOUNT_NEGATIVE, AMOUNT_AMBIGUOUS */
const owedOf = (text: string, currency: string, decimal: RowContext['options']['decimal']): number => {
  const amount = amountOf(text, currency, decimal);
  if (amount < 0) throw new CellFault('AMOUNT_NEGATIVE', { value: text });
  return amount;
};

const paidWords = new Set(['pagada', 'pagado', 'paid']);
const unpaidWords = new Set(['pendiente', 'impaga', 'vencida', 'pending', 'unpaid', 'overdue']);

/** `31-01-2026 50000 pagada`: a date, an amount, and whether it is paid. @throws CellFault */
const instalmentOf = (
  text: string,
  number: number,
  currency: string,
  { dateFormat, decimal }: RowContext['options'],
): Instalments[number] => {
  const [, day = '', rest = ''] = /^(\S{6,10})[\s:]+(\S.*)$/.exec(text) ?? [];
  const word = /\s(\p{L}+)$/u.exec(rest)?.[1];
  const isWord = word !== undefined && (paidWords.has(folded(word)) || unpaidWords.has(folded(word)));
  const amount = isWord ? rest.slice(0, -word.length).trim() : rest;
  if (day === '' || amount === '') throw new CellFault('INSTALMENTS_INVALID', { value: text, limit: mostInstalments });
  return InstalmentSchema.parse({
    number,
    dueDate: dateOf(day, dateFormat),
    amount: owedOf(amount, currency, decimal),
    paid: isWord && paidWords.has(folded(word)),
  });
};

const instalmentsOf = (text: string, currency: string, options: RowContext['options']): Instalments => {
  const parts = listOf(text, options.listSeparator);
  if (parts.length > mostInstalments) {
    throw new CellFault('INSTALMENTS_INVALID', { value: `${text.slice(0, 40)}…`, limit: mostInstalments });
  }
  return parts.map((part, index) => instalmentOf(part, index + 1, currency, options));
};

const portfolioOf = (text: string): string => {
  if (text === everyPortfolio) throw new CellFault('VALUE_INVALID', { value: text, accepted: 'name' });
  return text;
};

/** The scope for which a file is complete, where it is one portfolio: that of the rows that name none. */
export const portfolioOfFile = ({ completeFor }: Pick<RowContext['options'], 'completeFor'>): string | null =>
  completeFor === undefined || completeFor === everyPortfolio ? null : completeFor;

/** Reads the rows of one file. */
export const createDebtRows = (header: Header, context: RowContext) => {
  const columns = RowCells.columnsOf(header);
  const { options, company } = context;
  const ownCurrency = currencyOfCountry[company.defaultCountry];
  const ownPortfolio = portfolioOfFile(options);
  return (values: readonly string[]): ParsedRow<DebtRow> => {
    const cells = new RowCells(header, columns, values);
    if (cells.issues.length > 0) return { issues: cells.issues };
    const notices: Issue[] = [];
    const document = documentOf(cells, context, notices);
    const code = cells.required('debtCode', (text) => text) === undefined ? null : cells.line('debtCode', nameLength);
    const dueDate = cells.required('debtDueDate', (text) => dateOf(text, options.dateFormat));
    const isCurrencyOfCountry = cells.text('debtCurrency') === '' && ownCurrency !== undefined;
    const currency = isCurrencyOfCountry ? ownCurrency : cells.required('debtCurrency', currencyOf);
    const balance =
      currency === undefined
        ? undefined
        : cells.required('debtBalance', (text) => owedOf(text, currency, options.decimal));
    const instalments =
      currency === undefined
        ? null
        : (cells.optional('debtInstalments', (text) => instalmentsOf(text, currency, options)) ?? null);
    const named = cells.line('debtPortfolio', nameLength);
    const portfolio = named === null ? ownPortfolio : (cells.optional('debtPortfolio', portfolioOf) ?? null);
    const state = cells.optional('debtState', debtStateOf) ?? null;
    if (
      cells.issues.length > 0 ||
      document === undefined ||
      code === null ||
      dueDate === undefined ||
      currency === undefined ||
      balance === undefined
    ) {
      return { issues: cells.issues };
    }
    const row = { document, code, dueDate, balance, currency, isCurrencyOfCountry, state, instalments, portfolio };
    return { row, notices };
  };
};

/** Reads which debts the rows of a file name, also those of rows that are refused. */
export const createNamedDebts = (header: Header, context: RowContext) => {
  const columns = RowCells.columnsOf(header);
  return (values: readonly string[]): NamedDebt => {
    const cells = new RowCells(header, columns, values);
    const document = cells.document(context);
    const code = cells.line('debtCode', nameLength) ?? undefined;
    return { document: document === 'nobody' ? undefined : document, code };
  };
};
