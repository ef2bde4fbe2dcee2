/**
 * How a list of customers is read: which lists lead, in which order, and what is then checked on each row (design §5
 * "Lists", ADR 64). Pure. The rarest leads: search words, then favourites, tag, portfolio, advisor, … .
 */
import type { CustomerFilter } from '#contract/customers.ts';
import { anyOf, nobody, valuesOf } from '#contract/values-text.ts';
import { type Contactability, contactabilities } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import { timePart } from '#platform/ids.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { notContactableSegment, segmentNames } from '#shared/companies/segments.ts';
import { daysOverdueOn, segmentOn } from './debts.ts';
import { contactabilitiesOf, contactabilityFacet, inBothOrders } from './facets.ts';
import { facetName, type ListingRow } from './listing.ts';
import { parseSearch, type Search } from './search-terms.ts';
import { amountKey, hundredthsOf, type Mark, owedOf } from './sort-marks.ts';

interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Lists that are read one after the other; their rows have no customer in common. */
export type Step = Range & { readonly reverse: boolean } & (
    | {
        readonly kind: 'facets';
        /** Merged in their order; a customer who stands in several comes once. */
        readonly facets: readonly string[];
        /** Rows that a step before has given. */
        readonly skips?: (row: ListingRow) => boolean;
        /** Customers with a last contact came in a step before. */
        readonly withoutContact?: true;
      }
    /** Customers by their last contact, of one advisor or of all. */
    | { readonly kind: 'contacts'; readonly advisorId: string | undefined }
    /** Customers by a value that stands once for each of them. */
    | { readonly kind: 'marks'; readonly mark: Mark }
  );

export type Lead =
  | { readonly kind: 'steps'; readonly steps: readonly [Step, ...Step[]] }
  | { readonly kind: 'search'; readonly search: Search }
  /** The caller's own, newest customer first. */
  | { readonly kind: 'favorites' }
  /** The filters exclude each other. */
  | { readonly kind: 'nobody' };

export interface ListPlan {
  readonly lead: Lead;
  /** Whether the row answers the filters; asked of every row, the lead's own filter included. */
  readonly matches: (row: ListingRow, favorite: boolean) => boolean;
  /** Some rows that the lead gives may not match, so more of them are read at a time. */
  readonly sieves: boolean;
  /** Holds all that match, though not in the order: where it is short, it is read whole instead of the lead, and sorted. */
  readonly narrower: Step | 'favorites' | undefined;
}

export interface PlanContext {
  readonly company: Pick<CompanyValue, 'segments' | 'noDebtSegment' | 'timeZone'>;
  /** The company's date. */
  readonly today: string;
  /** Only one advisor's customers are seen at all: their own list leads wherever it has the order. */
  readonly ofOne?: boolean;
}

type Filter = Omit<CustomerFilter, 'limit' | 'cursor' | 'columns' | 'lastContact'>;

/** "New": created today or on one of the five dates before (Q6). @returns epoch ms of the first instant */
export const newSince = (today: string, timeZone: string): number => startOfDay(addDays(today, -5), timeZone);

const highest = '\u{10ffff}';

/** Due dates, both included, of days overdue on `today`; a day that is not over yet is 0 days. */
const dueRange = (days: { readonly from: number | null; readonly to: number | null }, today: string): Range => ({
  ...(days.to === null ? {} : { from: addDays(today, -days.to) }),
  ...(days.from === null ? {} : { to: `${addDays(today, -days.from)}${highest}` }),
});

/** Days overdue of all these segments, from the least to the most; undefined where one is no rule over days. */
const daysOfSegments = (names: readonly string[], { company }: PlanContext) => {
  const rules = names.map((name) => company.segments.find((rule) => rule.name === name));
  const least: number[] = [];
  const most: number[] = [];
  for (const rule of rules) {
    if (rule === undefined) return undefined;
    least.push(rule.fromDays ?? Number.NEGATIVE_INFINITY);
    most.push(rule.toDays ?? Number.POSITIVE_INFINITY);
  }
  if (rules.length === 0) return undefined;
  const [from, to] = [Math.min(...least), Math.max(...most)];
  return { from: Number.isFinite(from) ? from : null, to: Number.isFinite(to) ? to : null };
};

/** Days overdue that are asked for by number; 0 and less is what is not due yet. */
const daysAsked = ({ daysOverdueFrom: from, daysOverdueTo: to }: Filter) => {
  if (from === undefined && to === undefined) return undefined;
  return {
    from: from === undefined || Number(from) === 0 ? null : Number(from),
    to: to === undefined ? null : Number(to),
  };
};

/** Days overdue of all that is asked for by days and segments. */
const daysWanted = (filter: Filter, context: PlanContext) => {
  const [days, ofSegments] = [daysAsked(filter), daysOfSegments(valuesOf(filter.segment), context)];
  if (days === undefined || ofSegments === undefined) return days ?? ofSegments;
  const least = [days.from, ofSegments.from].filter((from) => from !== null);
  const most = [days.to, ofSegments.to].filter((to) => to !== null);
  return { from: least.length === 0 ? null : Math.max(...least), to: most.length === 0 ? null : Math.min(...most) };
};

/** Due dates that hold all that is asked for by days or segments. */
const dueAsked = (filter: Filter, context: PlanContext): Range | undefined => {
  const days = daysWanted(filter, context);
  return days === undefined ? undefined : dueRange(days, context.today);
};

const byName = (facet: string, value?: string): string => facetName('name', facet, value);

/** The rarest facets that are kept by name, of those that the filter names: together they hold all that match. */
const namedFacets = (filter: Filter, context: PlanContext): readonly string[] | undefined => {
  const each = (facet: string, text: string | undefined) =>
    text === undefined ? undefined : valuesOf(text).map((value) => byName(facet, value));
  const wanted = contactabilitiesAsked(filter);
  // Most customers are reachable, so that leads last.
  const broad = wanted.map((value) => byName(contactabilityFacet[value]));
  const narrow = wanted.length > 0 && !wanted.includes('ok') ? broad : undefined;
  const advisors = valuesOf(filter.advisor).map((id) => (id === nobody ? byName('nobody') : byName('advisor', id)));
  const segments = valuesOf(filter.segment);
  return (
    each('tag', filter.tag) ??
    each('portfolio', filter.portfolio) ??
    narrow ??
    (advisors.length > 0 ? advisors : undefined) ??
    (filter.influencer ? [byName('influencer')] : undefined) ??
    (segments.length === 1 && segments[0] === context.company.noDebtSegment ? [byName('nodebt')] : undefined) ??
    (filter.untyped ? [byName('untyped')] : undefined) ??
    (broad.length > 0 ? broad : undefined)
  );
};

/** Contactabilities that are asked for, by the filter or by the segment of those who are not contactable. */
const contactabilitiesAsked = (filter: Filter): readonly Contactability[] => {
  const segments = valuesOf(filter.segment);
  if (segments.length === 1 && segments[0] === notContactableSegment) return ['none'];
  const wanted = valuesOf(filter.contactability);
  return contactabilities.filter((value) => wanted.includes(value));
};

const facets = (names: readonly string[], reverse = false, range: Range = {}): Extract<Step, { kind: 'facets' }> => ({
  kind: 'facets',
  facets: names,
  reverse,
  ...range,
});

/** Customers without open debts: they have no days overdue and no balance, and come last. */
const withoutDebts = facets([byName('nodebt')]);

/** Whether only those without debts are asked for, none of whom an order by debts has. */
const asksWithoutDebts = (filter: Filter, { company }: PlanContext): boolean => {
  const [segment, ...others] = valuesOf(filter.segment);
  return segment === company.noDebtSegment && others.length === 0;
};

/** Customers by what they owe, within the amounts that are asked for. */
const byBalance = ({ balanceFrom: from, balanceTo: to }: Filter, reverse: boolean): Step => ({
  kind: 'marks',
  mark: 'balance',
  reverse,
  ...(from === undefined ? {} : { from: amountKey(hundredthsOf(Number(from))) }),
  ...(to === undefined ? {} : { to: amountKey(hundredthsOf(Number(to))) }),
});

/** Amounts that nobody without debts owes. */
const asksForDebts = ({ balanceFrom }: Filter): boolean => Number(balanceFrom ?? 0) > 0;

/**
 * The order that a wish for days overdue, balance, alerts or last contact is read in; those who have none of it come last.
 * Whom the filters leave out is not read: all who are contactable come by name, since none of them has an alert.
 */
const stepsOf = (filter: Filter, context: PlanContext): readonly [Step, ...Step[]] | undefined => {
  const due = dueAsked(filter, context);
  const days = (reverse: boolean): readonly [Step, ...Step[]] => {
    if (asksWithoutDebts(filter, context)) return [withoutDebts];
    const owing = facets([facetName('due', 'debt')], reverse, due);
    return due === undefined ? [owing, withoutDebts] : [owing];
  };
  const balance = (reverse: boolean): readonly [Step, ...Step[]] => {
    if (asksWithoutDebts(filter, context)) return [withoutDebts];
    const owing = byBalance(filter, reverse);
    return due !== undefined || asksForDebts(filter) ? [owing] : [owing, withoutDebts];
  };
  const alerts = (reverse: boolean): readonly [Step, ...Step[]] => {
    const [wanted, ...others] = contactabilitiesAsked(filter);
    const marks: Step = { kind: 'marks', mark: 'alerts', reverse };
    if (others.length === 0 && wanted === 'ok') return [facets([byName('ok')])];
    if (others.length === 0 && wanted === 'problems') return [marks];
    return [marks, { ...facets([byName('ok'), byName('none')]), skips: (row) => row.alerts > 0 }];
  };
  const contacts = (reverse: boolean): readonly [Step, ...Step[]] => {
    const [only, ...others] = valuesOf(filter.advisor);
    const advisorId = only === nobody || others.length > 0 ? undefined : only;
    const list = advisorId === undefined ? byName('all') : byName('advisor', advisorId);
    return [
      { kind: 'contacts', advisorId, reverse },
      { ...facets([list]), withoutContact: true },
    ];
  };
  switch (filter.sort) {
    // Most days first is the oldest date first.
    case '-daysOverdue':
      return days(false);
    case 'daysOverdue':
      return days(true);
    case 'balance':
      return balance(false);
    case '-balance':
      return balance(true);
    case 'alerts':
      return alerts(false);
    case '-alerts':
      return alerts(true);
    case 'lastContact':
      return contacts(false);
    case '-lastContact':
      return contacts(true);
    default:
      return undefined;
  }
};

/**
 * Whether no customer can match, so that nothing need be read to know it: a segment of days holds none who is not
 * contactable, and none without debts.
 */
const excludeEachOther = (filter: Filter, context: PlanContext): boolean => {
  const segments = valuesOf(filter.segment);
  const wanted = valuesOf(filter.contactability);
  const days = daysWanted(filter, context);
  const onlyNotContactable = segments.length > 0 && segments.every((name) => name === notContactableSegment);
  const noneNotContactable = segments.length > 0 && !segments.includes(notContactableSegment);
  return (
    (noneNotContactable && wanted.length > 0 && wanted.every((value) => value === 'none')) ||
    (onlyNotContactable && wanted.length > 0 && wanted.every((value) => value === 'ok')) ||
    (asksWithoutDebts(filter, context) && (asksForDebts(filter) || daysAsked(filter) !== undefined)) ||
    (days !== undefined && days.from !== null && days.to !== null && days.from > days.to)
  );
};

const leadOf = (filter: Filter, context: PlanContext): Lead => {
  const { sort } = filter;
  if (excludeEachOther(filter, context)) return { kind: 'nobody' };
  if (filter.q !== undefined) return { kind: 'search', search: parseSearch(filter.q) };
  if (filter.favorite) return { kind: 'favorites' };
  const sorted = stepsOf(filter, context);
  if (sorted !== undefined) return { kind: 'steps', steps: sorted };

  const [contactability, ...others] = contactabilitiesAsked(filter);
  const broad = contactability === undefined || others.length > 0 ? 'all' : contactabilityFacet[contactability];
  // What is new is few, so without a wish it leads, newest first.
  const byCreation = sort === 'createdAt' || sort === '-createdAt' || (filter.new === true && sort === undefined);
  const step = (...of: Parameters<typeof facets>): Lead => ({ kind: 'steps', steps: [facets(...of)] });
  if (byCreation) {
    const from = filter.new ? timePart(newSince(context.today, context.company.timeZone)) : undefined;
    return step([facetName('created', broad)], sort !== 'createdAt', { from });
  }
  const reverse = sort === '-name';
  if (context.ofOne && filter.advisor !== undefined) return step([byName('advisor', filter.advisor)], reverse);
  const named = namedFacets(filter, context);
  if (named !== undefined) return step(named, reverse);
  const due = sort === undefined ? dueAsked(filter, context) : undefined;
  if (due !== undefined) return step([facetName('due', 'debt')], false, due);
  const { balanceFrom, balanceTo } = filter;
  const owing = sort === undefined && (balanceFrom ?? balanceTo) !== undefined;
  const steps = owing ? stepsOf({ ...filter, sort: '-balance' }, context) : undefined;
  return steps === undefined ? step([byName('all')], reverse) : { kind: 'steps', steps };
};

/** The narrowest list that holds all that match, whatever its order; undefined where only the list of all does. */
const narrowest = (filter: Filter, context: PlanContext): Step | undefined => {
  const named = namedFacets(filter, context);
  if (named !== undefined) return facets(named);
  const due = dueAsked(filter, context);
  if (due !== undefined) return facets([facetName('due', 'debt')], false, due);
  return asksForDebts(filter) ? byBalance(filter, false) : undefined;
};

/** What a lead may be given up for: words that many are called by, and an order that most are in. */
const narrowerThan = (lead: Lead, filter: Filter, context: PlanContext): ListPlan['narrower'] => {
  if (lead.kind === 'favorites' || lead.kind === 'nobody') return undefined;
  if (lead.kind === 'search') return filter.favorite === true ? 'favorites' : narrowest(filter, context);
  const other = filter.sort === undefined ? undefined : narrowest(filter, context);
  return other === undefined || isSameList(lead.steps[0], other) ? undefined : other;
};

const isSameList = (one: Step, other: Step): boolean =>
  one.kind === 'facets' && other.kind === 'facets'
    ? one.facets.every((facet) => other.facets.includes(facet))
    : one.kind === 'marks' && other.kind === 'marks' && one.mark === other.mark;

/** How many filters are given; both ends of a range are one. */
export const filtersIn = (filter: Readonly<Record<string, unknown>>): number =>
  new Set(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name.replace(/(From|To)$/, '')),
  ).size;

/** `false` in a query asks for those without, `undefined` for all. */
const flag = (wanted: boolean | undefined, is: boolean): boolean => wanted === undefined || wanted === is;

/** True when the lead alone answers all filters. */
const leadAnswersAll = (filter: Filter, lead: Lead): boolean => {
  const { sort, ...asked } = filter;
  const given = Object.keys(asked).filter((name) => asked[name as keyof typeof asked] !== undefined);
  if (given.length === 0) return true;
  // A segment holds no customer who is not contactable, though the range of dates does.
  if (lead.kind !== 'steps' || given.length > 1) return false;
  const [step] = lead.steps;
  if (step.kind === 'marks') return false;
  if (step.kind === 'contacts') return step.advisorId !== undefined && filter.advisor !== undefined;
  const [order, facet = 'all'] = step.facets[0]?.split('#') ?? [];
  if (order === 'due') return sort === undefined && filter.segment === undefined;
  if (filter.contactability !== undefined || (filter.new && order === 'created'))
    return facet !== 'all' || filter.new === true;
  return !inBothOrders.has(facet) && filter.segment === undefined;
};

const within = (value: number, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || value >= Number(from)) && (to === undefined || value <= Number(to));

const checkFilter = (filter: Filter, { company }: PlanContext): void => {
  const known = segmentNames(company.segments, company.noDebtSegment);
  if (valuesOf(filter.segment).some((name) => !known.includes(name))) {
    throw Refusal.at('segment', 'FILTER_INVALID', 'The company has no segment of this name; see GET /v1/options.');
  }
  const ranges = [
    ['daysOverdue', filter.daysOverdueFrom, filter.daysOverdueTo],
    ['balance', filter.balanceFrom, filter.balanceTo],
  ] as const;
  for (const [name, from, to] of ranges) {
    if (from !== undefined && to !== undefined && Number(from) > Number(to)) {
      const detail = `${name}From is above ${name}To.`;
      const faults = [{ path: `${name}From`, code: 'RANGE_INVALID', detail }];
      throw new Refusal('FILTER_INVALID', detail, { faults });
    }
  }
};

const matcher = (filter: Filter, { company, today }: PlanContext): ListPlan['matches'] => {
  const contactability = anyOf(valuesOf(filter.contactability));
  const segment = anyOf(valuesOf(filter.segment));
  const advisor = anyOf(valuesOf(filter.advisor));
  const portfolio = anyOf(valuesOf(filter.portfolio));
  const tag = anyOf(valuesOf(filter.tag));
  const since = newSince(today, company.timeZone);
  const { daysOverdueFrom, daysOverdueTo, balanceFrom, balanceTo } = filter;
  const isDue = ({ debtSummary: { dueDate } }: ListingRow): boolean =>
    (daysOverdueFrom ?? daysOverdueTo) === undefined ||
    (dueDate !== null && within(daysOverdueOn(dueDate, today), daysOverdueFrom, daysOverdueTo));
  return (row, favorite) =>
    contactability(contactabilitiesOf(row)) &&
    segment([segmentOn(company, row, today)]) &&
    advisor([row.advisorId ?? nobody]) &&
    portfolio(row.portfolios) &&
    tag(row.tags) &&
    isDue(row) &&
    within(owedOf(row) / 100, balanceFrom, balanceTo) &&
    flag(filter.favorite, favorite) &&
    flag(filter.new, row.createdAt >= since) &&
    flag(filter.influencer, row.influencer) &&
    flag(filter.untyped, row.untyped);
};

/**
 * @throws Refusal FILTER_INVALID for a search without two letters or digits, a segment that the company has not, or a range
 * that is turned round
 */
export const planList = (filter: Filter, context: PlanContext): ListPlan => {
  checkFilter(filter, context);
  const lead = leadOf(filter, context);
  const sieves = !leadAnswersAll(filter, lead);
  return {
    lead,
    sieves,
    matches: matcher(filter, context),
    narrower: sieves ? narrowerThan(lead, filter, context) : undefined,
  };
};
