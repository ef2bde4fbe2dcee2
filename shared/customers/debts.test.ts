import { describe, expect, it } from 'vitest';
import { defaultNoDebtSegment, defaultSegments } from '#shared/companies/segments.ts';
import { debtDaysOverdueOn, debtSummaryOn, noDebts, segmentOn, summarizeDebts } from './debts.ts';

const debt = { dueDate: '2026-10-01', balance: 100, currency: 'CLP', state: 'current' as const };
const company = { segments: [...defaultSegments], noDebtSegment: defaultNoDebtSegment };

describe('summarizeDebts (Q15)', () => {
  it('takes the oldest due date, the worst state, and adds balances per currency', () => {
    const debts = [
      debt,
      { ...debt, dueDate: '2026-09-01', currency: 'USD', state: 'disputed' as const },
      { ...debt, balance: 50 },
    ];
    expect(summarizeDebts(debts)).toEqual({
      dueDate: '2026-09-01',
      balances: { CLP: 150, USD: 100 },
      state: 'disputed',
    });
  });

  it('leaves paid debts out of date and balance, and knows customers without any', () => {
    const paid = { ...debt, dueDate: '2020-01-01', state: 'paid' as const };
    expect(summarizeDebts([paid, debt])).toMatchObject({ dueDate: '2026-10-01', balances: { CLP: 100 } });
    expect(summarizeDebts([paid, { ...debt, balance: 0 }])).toEqual({ dueDate: null, balances: {}, state: 'current' });
    expect(summarizeDebts([])).toEqual(noDebts);
  });

  it('counts from the oldest unpaid instalment where there are instalments (C27)', () => {
    const instalments = [
      { number: 1, dueDate: '2026-08-01', amount: 1, paid: true },
      { number: 3, dueDate: '2026-12-01', amount: 1, paid: false },
      { number: 2, dueDate: '2026-11-01', amount: 1, paid: false },
    ];
    expect(summarizeDebts([{ ...debt, instalments }]).dueDate).toBe('2026-11-01');
  });
});

it.each([
  ['2026-09-30', 0, 'current', 'Vigente'],
  ['2026-10-01', 0, 'current', 'Vigente'],
  ['2026-10-02', 1, 'overdue', 'Mora 1–30'],
  ['2026-10-31', 30, 'overdue', 'Mora 1–30'],
  ['2026-11-01', 31, 'overdue', 'Mora 31–60'],
  ['2027-01-01', 92, 'overdue', 'Mora más de 90'],
])('on %s the debt is %i days overdue, %s, in segment %s (C22–C24, Q15)', (today, daysOverdue, state, segment) => {
  const debtSummary = summarizeDebts([debt]);
  expect(debtSummaryOn(debtSummary, today)).toMatchObject({ daysOverdue, state });
  expect(debtDaysOverdueOn(debt, today)).toBe(daysOverdue);
  expect(segmentOn(company, { contactability: 'problems', debtSummary }, today)).toBe(segment);
});

it('A6, Q15: No contactable comes before all rules, no debt has its own segment', () => {
  const owing = summarizeDebts([debt]);
  expect(segmentOn(company, { contactability: 'none', debtSummary: owing }, '2026-11-23')).toBe('No contactable');
  expect(segmentOn(company, { contactability: 'ok', debtSummary: noDebts }, '2026-11-23')).toBe('Sin deuda');
});
