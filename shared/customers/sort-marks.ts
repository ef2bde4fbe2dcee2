/**
 * Values by which customers are put in order and that stand once for each of them, as a token of its own: a row that
 * repeated them in every list would be written in every list when one of them moves (issue 12, line 6; ADR 64). Pure.
 *
 * Days overdue need none: a facet keeps those who owe by their oldest due date.
 */
export type Mark = 'balance' | 'alerts';

/** What of a customer the marks are made of; amounts in minor units by currency. */
interface Marked {
  readonly alerts: number;
  readonly debtSummary: { readonly balances: Readonly<Record<string, number>> };
}

/** A number that is not negative as text that sorts like it. */
export const amountKey = (amount: number): string => String(Math.floor(amount)).padStart(18, '0');

const digits = new Map<string, number>();
/** Decimals of a currency (ISO 4217): 0 for CLP, 2 for MXN. */
const digitsOf = (currency: string): number => {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
};

/** Amounts of any currency are compared in hundredths of it. @param amount in the currency, as people write it */
export const hundredthsOf = (amount: number): number => Math.round(amount * 100);

/**
 * What the customer owes, in hundredths of the currency whatever its decimals; of several currencies, which are never added
 * up, the highest amount. 0 for nothing.
 */
export const owedOf = ({ debtSummary: { balances } }: Pick<Marked, 'debtSummary'>): number =>
  Math.max(0, ...Object.entries(balances).map(([currency, amount]) => hundredthsOf(amount / 10 ** digitsOf(currency))));

/** Such tokens are found by no search: nothing that is typed begins so. */
export const orderMark = '=';

/** Beginning of the tokens of a mark. */
export const markLead = (mark: Mark): string => `${orderMark}${mark} `;

const valuesOf = (row: Marked): Readonly<Record<Mark, number>> => ({
  balance: owedOf(row),
  alerts: row.alerts,
});

/** The value of a mark; null for a customer without it. */
export const markOf = (row: Marked, mark: Mark): string | null => {
  const value = valuesOf(row)[mark];
  return value > 0 ? amountKey(value) : null;
};

/** Tokens of a customer who owes, or has alerts. */
export const markTokens = (row: Marked): readonly string[] =>
  (['balance', 'alerts'] as const).flatMap((mark) => {
    const value = markOf(row, mark);
    return value === null ? [] : [`${markLead(mark)}${value}`];
  });
