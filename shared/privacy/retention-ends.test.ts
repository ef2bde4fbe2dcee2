import { describe, expect, it } from 'vitest';
import { endsOf, monthsBefore } from './retention-ends.ts';

describe('when a period has ended', () => {
  it.each([
    ['2026-11-23', 24, '2024-11-23'],
    ['2026-03-31', 1, '2026-02-28'],
    ['2024-03-31', 1, '2024-02-29'],
    ['2026-01-15', 1, '2025-12-15'],
    ['2024-02-29', 12, '2023-02-28'],
    ['2026-11-30', 120, '2016-11-30'],
  ])('%s less %d months is %s', (day, months, expected) => {
    expect(monthsBefore(day, months)).toBe(expected);
  });

  it('is counted in months, and in days for files', () => {
    const periods = { messages: 24, contents: 12, attachments: 6, recordings: 6, mails: 3, exports: 7, decisions: 24 };
    const ends = endsOf(periods, '2026-11-23', (day) => Date.parse(`${day}T03:00:00Z`));
    expect(ends.exports).toEqual({ day: '2026-11-16', at: Date.UTC(2026, 10, 16, 3) });
    expect([ends.messages.day, ends.mails.day]).toEqual(['2024-11-23', '2026-08-23']);
  });
});
