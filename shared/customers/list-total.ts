/** How many customers a filter finds, where counters say it: without a filter, and for most filters alone (ADR 66). */
import type { CustomerFilter } from '#contract/customers.ts';
import { nobody, valuesOf } from '#contract/values-text.ts';
import { addDays } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { notContactableSegment } from '#shared/companies/segments.ts';
import { contactabilityFacet } from './facets.ts';
import type { ListCountStore } from './list-count-store.ts';
import { dueCounter, dueGroup, fixedGroup, groupOf } from './list-counts.ts';
import { filtersIn } from './list-plan.ts';

type Filter = Omit<CustomerFilter, 'limit' | 'cursor' | 'columns' | 'sort'>;

/** Due dates, both included; an end that is left out is open. */
interface DueDates {
  readonly from?: string;
  readonly to?: string;
  readonly of: readonly (typeof dueCounter)[keyof typeof dueCounter][];
}

/** A sum of counters. */
export interface TotalQuestion {
  readonly plus: readonly string[];
  readonly minus: readonly string[];
  readonly due: readonly DueDates[];
}

const sum = (plus: readonly string[], minus: readonly string[] = []): TotalQuestion => ({ plus, minus, due: [] });

const ofContactability = (text: string): TotalQuestion => {
  const values = valuesOf(text);
  const has = (value: string) => values.includes(value);
  // Who is not contactable may have alerts, so that these two share customers; who is contactable has none.
  if (has('none') && has('problems')) return has('ok') ? sum(['all']) : sum(['all'], [contactabilityFacet.ok]);
  return sum((['ok', 'problems', 'none'] as const).filter(has).map((value) => contactabilityFacet[value]));
};

/** Days overdue, both included, as due dates. */
const dueOf = (
  days: { readonly from: number | null; readonly to: number | null },
  today: string,
  of: DueDates['of'],
): DueDates => ({
  ...(days.to === null ? {} : { from: addDays(today, -days.to) }),
  ...(days.from === null ? {} : { to: addDays(today, -days.from) }),
  of,
});

const ofSegments = (
  text: string,
  company: Pick<CompanyValue, 'segments' | 'noDebtSegment'>,
  today: string,
): TotalQuestion => {
  const plus: string[] = [];
  const minus: string[] = [];
  const due: DueDates[] = [];
  for (const name of valuesOf(text)) {
    const rule = company.segments.find((each) => each.name === name);
    if (name === notContactableSegment) plus.push(contactabilityFacet.none);
    else if (rule !== undefined) due.push(dueOf({ from: rule.fromDays, to: rule.toDays }, today, [dueCounter.reached]));
    if (name === company.noDebtSegment) {
      plus.push('nodebt');
      minus.push('nodebtNone');
    }
  }
  return { plus, minus, due };
};

/** One of several values is counted once for each; of one alone the counter is right. */
const ofLabel = (facet: string, text: string): TotalQuestion | undefined => {
  const [value, ...others] = valuesOf(text);
  return value === undefined || others.length > 0 ? undefined : sum([`${facet}#${value}`]);
};

/** @returns undefined where no counters answer the filter */
export const totalQuestion = (
  filter: Filter,
  company: Pick<CompanyValue, 'segments' | 'noDebtSegment'>,
  today: string,
): TotalQuestion | undefined => {
  const given = filtersIn(filter);
  if (given > 1) return undefined;
  const { daysOverdueFrom: from, daysOverdueTo: to } = filter;
  const byDays = from !== undefined || to !== undefined;
  if (byDays) {
    // What is not due yet is 0 days overdue.
    const days = { from: Number(from ?? 0) === 0 ? null : Number(from), to: to === undefined ? null : Number(to) };
    return { ...sum([]), due: [dueOf(days, today, Object.values(dueCounter))] };
  }
  const flag = (facet: string, wanted: boolean) => (wanted ? sum([facet]) : sum(['all'], [facet]));
  const { contactability, segment, advisor, portfolio, tag, influencer, untyped } = filter;
  if (given === 0) return sum(['all']);
  if (contactability !== undefined) return ofContactability(contactability);
  if (segment !== undefined) return ofSegments(segment, company, today);
  if (advisor !== undefined) return sum(valuesOf(advisor).map((id) => (id === nobody ? 'nobody' : `advisor#${id}`)));
  if (portfolio !== undefined) return ofLabel('portfolio', portfolio);
  if (tag !== undefined) return ofLabel('tag', tag);
  if (influencer !== undefined) return flag('influencer', influencer);
  return untyped === undefined ? undefined : flag('untyped', untyped);
};

/** Before and after every date. */
const [earliest, latest] = ['0000-00', '9999-99'];

/** @returns undefined while not every customer of the company has been counted */
export const readTotal = async (
  { counts }: { readonly counts: Pick<ListCountStore, 'readGroups' | 'readRange'> },
  tenant: string,
  { plus, minus, due }: TotalQuestion,
): Promise<number | undefined> => {
  const ranges = due.flatMap(({ of, from = '', to = latest }) =>
    of.map((counter) => ({
      from: `${counter}#${from}`,
      to: `${counter}#${to}`,
      groups: {
        from: dueGroup(counter, from === '' ? earliest : from.slice(0, 7)),
        to: dueGroup(counter, to.slice(0, 7)),
      },
    })),
  );
  const [groups, ...months] = await Promise.all([
    counts.readGroups(tenant, [...new Set([fixedGroup, ...[...plus, ...minus].map(groupOf)])]),
    ...ranges.map((range) => counts.readRange(tenant, range.groups)),
  ]);
  const fixed = groups.filter(({ group }) => group === fixedGroup);
  if (fixed.length === 0 || !fixed.every(({ complete }) => complete)) return undefined;
  const of = (counter: string) => groups.reduce((total, { counts: each }) => total + (each[counter] ?? 0), 0);
  const inRanges = ranges.flatMap(({ from, to }, position) =>
    (months[position] ?? []).flatMap(({ counts: each }) =>
      Object.entries(each).flatMap(([counter, count]) => (counter >= from && counter <= to ? [count] : [])),
    ),
  );
  const add = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return Math.max(0, add(plus.map(of)) - add(minus.map(of)) + add(inRanges));
};
