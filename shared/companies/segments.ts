/**
 * Segments: the company's rules over days overdue (Q15). Pure.
 *
 * The rules cover every number of days exactly once, so that each customer with debts has one segment and the order of
 * the rules cannot change it.
 */
import type * as z from 'zod';
import type { SegmentRuleSchema } from '#contract/companies.ts';
import type { Fault } from '#contract/errors.ts';
import { contactabilityLabels } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';

export type SegmentRule = z.infer<typeof SegmentRuleSchema>;

/** Segment of customers without a valid address; comes before all rules, in every company and language (A6, Q15). */
export const notContactableSegment: string = contactabilityLabels.none.es;

/** Segments of a new company (Q15). Days overdue of 0 or less: nothing is due yet. */
export const defaultSegments: readonly SegmentRule[] = [
  { name: 'Vigente', fromDays: null, toDays: 0 },
  { name: 'Mora 1–30', fromDays: 1, toDays: 30 },
  { name: 'Mora 31–60', fromDays: 31, toDays: 60 },
  { name: 'Mora 61–90', fromDays: 61, toDays: 90 },
  { name: 'Mora más de 90', fromDays: 91, toDays: null },
];
export const defaultNoDebtSegment = 'Sin deuda';

const matches = (rule: SegmentRule, days: number): boolean =>
  (rule.fromDays === null || days >= rule.fromDays) && (rule.toDays === null || days <= rule.toDays);

/**
 * Segment of a customer that is contactable.
 *
 * @param daysOverdue most days overdue of its open debts; null: no open debt
 * @throws TypeError when no rule matches: rules that `checkSegments` has passed leave no gap
 */
export const segmentOf = (rules: readonly SegmentRule[], noDebtSegment: string, daysOverdue: number | null): string => {
  if (daysOverdue === null) return noDebtSegment;
  const rule = rules.find((candidate) => matches(candidate, daysOverdue));
  if (rule === undefined) throw new TypeError(`No segment for ${daysOverdue} days overdue: the rules leave a gap.`);
  return rule.name;
};

/** Names that filters offer: No contactable first, then the rules in their order, then the one without debts. */
export const segmentNames = (rules: readonly SegmentRule[], noDebtSegment: string): string[] => [
  notContactableSegment,
  ...rules.map((rule) => rule.name),
  noDebtSegment,
];

const rangeFaults = (rules: readonly SegmentRule[]): Fault[] => {
  const faults: Fault[] = [];
  const add = (position: number, detail: string) =>
    faults.push({ path: `segments.${position}`, code: 'RANGE_INVALID', detail });
  const ordered = rules
    .map((rule, position) => ({ position, from: rule.fromDays ?? -Infinity, to: rule.toDays ?? Infinity }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let next = -Infinity;
  for (const { position, from, to } of ordered) {
    if (from > to) add(position, 'fromDays is above toDays.');
    else if (from < next) add(position, `Overlaps another segment: begin at ${next} or later.`);
    else if (from > next)
      add(position, next === -Infinity ? 'The first segment takes no fromDays.' : `Begin at ${next}: gap.`);
    next = Math.max(next, to + 1);
  }
  if (next !== Infinity) add(ordered.at(-1)?.position ?? 0, 'The last segment takes no toDays.');
  return faults;
};

const nameFaults = (rules: readonly SegmentRule[], noDebtSegment: string): Fault[] => {
  const seen = new Set([notContactableSegment, noDebtSegment]);
  return rules.flatMap(({ name }, position) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ path: `segments.${position}.name`, code: 'RANGE_INVALID', detail: 'Another segment has this name.' }];
  });
};

/**
 * Holds the rules to the promise above: no gap, no overlap, no name twice.
 *
 * @throws Refusal RANGE_INVALID with every fault
 */
export const checkSegments = (rules: readonly SegmentRule[], noDebtSegment: string): void => {
  const faults = [...rangeFaults(rules), ...nameFaults(rules, noDebtSegment)];
  if (noDebtSegment === notContactableSegment) {
    faults.push({ path: 'noDebtSegment', code: 'RANGE_INVALID', detail: 'This name is reserved.' });
  }
  const [first] = faults;
  if (first !== undefined) throw new Refusal('RANGE_INVALID', `${first.path}: ${first.detail}`, { faults });
};
