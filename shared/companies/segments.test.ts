import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#platform/errors.ts';
import {
  checkSegments,
  defaultNoDebtSegment,
  defaultSegments,
  notContactableSegment,
  type SegmentRule,
  segmentNames,
  segmentOf,
} from './segments.ts';

const faultPaths = (rules: readonly SegmentRule[], noDebtSegment = 'None'): string[] => {
  try {
    checkSegments(rules, noDebtSegment);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('RANGE_INVALID');
    return error.faults.map((fault) => fault.path);
  }
};

describe('segments over days overdue (Q15)', () => {
  it.each([
    [null, 'Sin deuda'],
    [-5, 'Vigente'],
    [0, 'Vigente'],
    [1, 'Mora 1–30'],
    [30, 'Mora 1–30'],
    [31, 'Mora 31–60'],
    [60, 'Mora 31–60'],
    [61, 'Mora 61–90'],
    [90, 'Mora 61–90'],
    [91, 'Mora más de 90'],
    [5_000, 'Mora más de 90'],
  ])('%s days overdue is %s by default', (days, name) => {
    expect(segmentOf(defaultSegments, defaultNoDebtSegment, days)).toBe(name);
  });

  it('takes the defaults and offers No contactable first', () => {
    expect(faultPaths(defaultSegments, defaultNoDebtSegment)).toEqual([]);
    expect(segmentNames(defaultSegments, defaultNoDebtSegment)[0]).toBe(notContactableSegment);
  });

  it('any cut of the days into ranges is valid in any order, and every day has exactly one segment', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: 0, maxLength: 12 }),
        fc.integer({ min: -500, max: 500 }),
        (cuts, day) => {
          const ends = [...cuts].sort((a, b) => a - b);
          const rules = [...ends, null].map((end, position) => ({
            name: `s${position}`,
            fromDays: position === 0 ? null : (ends[position - 1] ?? 0) + 1,
            toDays: end,
          }));
          const name = segmentOf(rules, 'none', day);
          expect(faultPaths(rules)).toEqual([]);
          expect(faultPaths(rules.toReversed())).toEqual([]);
          expect(segmentOf(rules.toReversed(), 'none', day)).toBe(name);
        },
      ),
    );
  });

  const rule = (name: string, fromDays: number | null, toDays: number | null): SegmentRule => ({
    name,
    fromDays,
    toDays,
  });
  it.each([
    ['a gap', [rule('a', null, 0), rule('b', 2, null)], ['segments.1']],
    ['an overlap', [rule('a', null, 5), rule('b', 5, null)], ['segments.1']],
    ['no lower end', [rule('a', 0, null)], ['segments.0']],
    ['no upper end', [rule('a', null, 90)], ['segments.0']],
    ['a range upside down', [rule('a', null, 0), rule('b', 9, 1), rule('c', 1, null)], ['segments.1']],
    ['a name twice', [rule('a', null, 0), rule('a', 1, null)], ['segments.1.name']],
    ['the name of the segment without debts', [rule('None', null, null)], ['segments.0.name']],
    ['the name that the system keeps', [rule(notContactableSegment, null, null)], ['segments.0.name']],
  ])('refuses %s with RANGE_INVALID', (_what, rules, paths) => {
    expect(faultPaths(rules)).toEqual(paths);
  });
});
