import { expect, it } from 'vitest';
import { dayIn } from './date-orders.ts';

it.each([
  ['05-03-2026', 'dd/mm/yyyy', '2026-03-05'],
  ['05-03-2026', 'mm/dd/yyyy', '2026-05-03'],
  [' 5/3/26 22:30', 'dd/mm/yyyy', '2026-03-05'],
  ['1.2.2026', 'mm/dd/yyyy', '2026-01-02'],
  ['28-02-2026', 'mm/dd/yyyy', undefined],
  ['31-02-2026', 'dd/mm/yyyy', undefined],
  ['00-02-2026', 'dd/mm/yyyy', undefined],
  ['2026-02-01', 'dd/mm/yyyy', undefined],
  ['ayer', 'dd/mm/yyyy', undefined],
] as const)('%s as %s is %s', (text, order, day) => expect(dayIn(text, order)).toBe(day));
