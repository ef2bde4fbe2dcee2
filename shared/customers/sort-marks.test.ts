import { expect, it } from 'vitest';
import { amountKey, markTokens, owedOf } from './sort-marks.ts';

const row = (balances: Record<string, number>, alerts = 0) => ({
  alerts,
  debtSummary: { dueDate: null, balances, state: 'none' as const },
});

it('amounts are compared in the same units whatever the decimals of their currency', () => {
  expect(owedOf(row({ CLP: 1500 }))).toBe(150_000);
  expect(owedOf(row({ MXN: 150_000 }))).toBe(150_000);
  expect(owedOf(row({ CLP: 90, USD: 10_000, MXN: 50 }))).toBe(10_000);
  expect(owedOf(row({}))).toBe(0);
});

it('keys sort like their numbers, and only who owes or has alerts has any', () => {
  expect([10, 9, 100, 0].map(amountKey).sort()).toEqual([0, 9, 10, 100].map(amountKey));
  expect(markTokens(row({}))).toEqual([]);
  expect(markTokens(row({ CLP: 12 }, 3))).toEqual(['=balance 000000000000001200', '=alerts 000000000000000003']);
});
