import { describe, expect, it } from 'vitest';
import { readDayText } from './day-text.ts';

describe('a date in a field', () => {
  it.each([
    ['31-10-2026', '2026-10-31'],
    ['31/10/2026', '2026-10-31'],
    ['1.3.2026', '2026-03-01'],
    ['31102026', '2026-10-31'],
    [' 2026-10-31 ', '2026-10-31'],
    ['2026/1/5', '2026-01-05'],
    ['29-02-2028', '2028-02-29'],
    ['29-02-2026', undefined],
    ['10-31-2026', undefined],
    ['31-10-26', undefined],
    ['31-10-', undefined],
    ['', undefined],
    ['mañana', undefined],
  ])('%s is read as %s', (typed, day) => {
    expect(readDayText(typed)).toBe(day);
  });
});
