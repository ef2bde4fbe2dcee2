/**
 * How a list of customers is read: which facet leads, in which order, and what is then checked on each row (design §5
 * "Lists"). Pure. The rarest leads: search words, then favourites, contactability, tag, portfolio, advisor, … .
 */
import type { CustomerFilter } from '#contract/customers.ts';
import { Refusal } from '#platform/errors.ts';
import { timePart } from '#platform/ids.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { notContactableSegment, segmentNames } from '#shared/companies/segments.ts';
import { segmentOn } from './debts.ts';
import { contactabilityFacet, inBothOrders } from './facets.ts';
import { facetName, type ListingRow } from './listing.ts';
import { parseSearch, type Search } from './search-terms.ts';

export type Lead =
  | {
      readonly kind: 'facet';
      readonly facet: string;
      readonly reverse: boolean;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** Words of a search, the longest leads. */
  | ({ readonly kind: 'search' } & Search)
  /** The caller's own, newest customer first. */
  | { readonly kind: 'favorites' };

export interface ListPlan {
  readonly lead: Lead;
  /** Whether the row answers the filters; asked of every row, the lead's own filter included. */
  readonly matches: (row: ListingRow, favorite: boolean) => boolean;
  /** Some rows that the lead gives may not match, so more of them are read at a time. */
  readonly sieves: boolean;
}

export interface PlanContext {
  readonly company: Pick<CompanyValue, 'segments' | 'noDebtSegment' | 'timeZone'>;
  /** The company's date. */
  readonly today: string;
}

type Filter = Omit<CustomerFilter, 'limit' | 'cursor' | 'columns'>;

/** "New": created today or on one of the five dates before (Q6). @returns epoch ms of the first instant */
export const newSince = (today: string, timeZone: string): number => startOfDay(addDays(today, -5), timeZone);

const highest = '\u{10ffff}';

/** Due dates of a segment on `today`: a rule over days overdue is a range of dates, which moves with the day (Q15). */
const dueRange = (segment: string, { company, today }: PlanContext): { from?: string; to?: string } | undefined => {
  const rule = company.segments.find(({ name }) => name === segment);
  if (rule === undefined) return undefined;
  return {
    ...(rule.toDays === null ? {} : { from: addDays(today, -rule.toDays) }),
    ...(rule.fromDays === null ? {} : { to: `${addDays(today, -rule.fromDays)}${highest}` }),
  };
};

/** The rarest facet that is kept by name, of those that the filter names. */
const namedFacet = (filter: Filter, context: PlanContext): readonly [facet: string, value?: string] | undefined => {
  if (filter.tag !== undefined) return ['tag', filter.tag];
  if (filter.portfolio !== undefined) return ['portfolio', filter.portfolio];
  if (filter.advisor !== undefined) return ['advisor', filter.advisor];
  if (filter.influencer) return ['influencer'];
  if (filter.segment === context.company.noDebtSegment) return ['nodebt'];
  if (filter.untyped) return ['untyped'];
  return undefined;
};

const leadOf = (filter: Filter, context: PlanContext): Lead => {
  const { sort } = filter;
  if (filter.q !== undefined) {
    return { kind: 'search', ...parseSearch(filter.q) };
  }
  if (filter.favorite && sort === undefined) return { kind: 'favorites' };

  const contactability = filter.segment === notContactableSegment ? 'none' : filter.contactability;
  const broad = contactability === undefined ? 'all' : contactabilityFacet[contactability];
  // What is new is few, so without a wish it leads, newest first.
  const byCreation = sort === 'createdAt' || sort === '-createdAt' || (filter.new === true && sort === undefined);
  if (byCreation) {
    const from = filter.new ? timePart(newSince(context.today, context.company.timeZone)) : undefined;
    return { kind: 'facet', facet: facetName('created', broad), reverse: sort !== 'createdAt', from };
  }
  const reverse = sort === '-name';
  if (broad !== 'all') return { kind: 'facet', facet: facetName('name', broad), reverse };
  const named = namedFacet(filter, context);
  if (named !== undefined) return { kind: 'facet', facet: facetName('name', ...named), reverse };
  const due = filter.segment === undefined || sort !== undefined ? undefined : dueRange(filter.segment, context);
  if (due !== undefined) return { kind: 'facet', facet: facetName('due', 'debt'), reverse: false, ...due };
  return { kind: 'facet', facet: facetName('name', 'all'), reverse };
};

/** `false` in a query asks for those without, `undefined` for all. */
const flag = (wanted: boolean | undefined, is: boolean): boolean => wanted === undefined || wanted === is;

/** True when the lead alone answers all filters. */
const leadAnswersAll = (filter: Filter, lead: Lead): boolean => {
  const { sort: _sort, ...asked } = filter;
  const named = Object.values(asked).filter((value) => value !== undefined).length;
  if (named === 0) return true;
  // A segment holds no customer who is not contactable, though the range of dates does.
  if (named > 1 || lead.kind !== 'facet') return false;
  const [order, facet = 'all'] = lead.facet.split('#');
  if (filter.contactability !== undefined || (filter.new && order === 'created')) return true;
  return !inBothOrders.has(facet) && filter.segment === undefined;
};

/**
 * @throws Refusal FILTER_INVALID for a search without two letters or digits, or a segment that the company has not
 */
export const planList = (filter: Filter, context: PlanContext): ListPlan => {
  const { company, today } = context;
  if (filter.segment !== undefined && !segmentNames(company.segments, company.noDebtSegment).includes(filter.segment)) {
    throw new Refusal('FILTER_INVALID', 'segment: the company has no segment of this name; see GET /v1/options.');
  }
  const lead = leadOf(filter, context);
  const since = newSince(today, company.timeZone);
  return {
    lead,
    sieves: !leadAnswersAll(filter, lead),
    matches: (row, favorite) =>
      (filter.contactability === undefined ||
        (filter.contactability === 'problems' ? row.alerts > 0 : row.contactability === filter.contactability)) &&
      (filter.segment === undefined || segmentOn(company, row, today) === filter.segment) &&
      (filter.advisor === undefined || row.advisorId === filter.advisor) &&
      (filter.portfolio === undefined || row.portfolios.includes(filter.portfolio)) &&
      (filter.tag === undefined || row.tags.includes(filter.tag)) &&
      flag(filter.favorite, favorite) &&
      flag(filter.new, row.createdAt >= since) &&
      flag(filter.influencer, row.influencer) &&
      flag(filter.untyped, row.untyped),
  };
};
