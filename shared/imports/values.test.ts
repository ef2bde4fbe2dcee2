/** Amounts as offices and spreadsheets write them (§5.6 #130; issue 11, line 10). */
import { describe, expect, it } from 'vitest';
import { CellFault } from './issues.ts';
import { amountOf } from './values.ts';

const read = (text: string, currency: string, decimal: '.' | ',' | 'auto' = 'auto') => {
  try {
    return amountOf(text, currency, decimal);
  } catch (error) {
    if (error instanceof CellFault) return error.code;
    throw error;
  }
};

describe('an amount', () => {
  it.each([
    // Zeros that pesos have no use for.
    ['1234567,00', 'CLP', 1_234_567],
    ['1.234.567,00', 'CLP', 1_234_567],
    ['1234567.0', 'CLP', 1_234_567],
    ['1234567.0000', 'CLP', 1_234_567],
    ['1234.5000', 'USD', 123_450],
    // Chile's end of an amount, signs and codes of money.
    ['$1.234.567.-', 'CLP', 1_234_567],
    ['CLP 1.234', 'CLP', 1_234],
    ['1.234 clp', 'CLP', 1_234],
    ['USD 1,234.50', 'USD', 123_450],
    ['Bs. 1.234,50', 'BOB', 123_450],
    ['\u20b21.234', 'PYG', 1_234],
    ['C$ 1,234.50', 'NIO', 123_450],
    // Blanks and apostrophes that group.
    ['1\u00a0234,56', 'BRL', 123_456],
    ['1\u202f234\u202f567', 'CLP', 1_234_567],
    ["1'234.567", 'COP', 1_234_567],
    ['1\u00b4234.567,00', 'COP', 1_234_567],
    // Below zero.
    ['(1.234)', 'CLP', -1_234],
    ['-$1.234', 'CLP', -1_234],
    ['\u22121.234', 'CLP', -1_234],
    ['+1.234', 'CLP', 1_234],
  ])('%s %s', (text, currency, minor) => expect(read(text, currency)).toBe(minor));

  it.each([
    ['1.50', 'CLP'],
    ['1234,56', 'CLP'],
    ['1,5E+06', 'CLP'],
    ['1 23', 'CLP'],
    ['1.234-', 'CLP'],
    ['USD 12', 'CLP'],
    ['12 34 56', 'USD'],
    ['-', 'CLP'],
    ['0x10', 'CLP'],
    ['1.2.3', 'USD'],
  ])('%s %s is refused', (text, currency) => expect(read(text, currency)).toBe('AMOUNT_AMBIGUOUS'));

  it('with three digits behind its mark has thousands, as ever', () => {
    expect(read('1.000', 'CLP')).toBe(1_000);
    expect(read('1,000', 'USD')).toBe(100_000);
  });
});
