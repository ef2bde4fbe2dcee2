/**
 * How a list of conversations is read: which list leads, and what is then checked on each row (design §5 "Lists"). Pure.
 * The rarest leads: search, then calls and the views of few members, then an advisor's inbox, then the company's.
 */
import type { ConversationFilter } from '#contract/conversations.ts';
import { anyOf, nobody, valuesOf } from '#contract/values-text.ts';
import { Refusal } from '#platform/errors.ts';
import { timePart } from '#platform/ids.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { segmentNames } from '#shared/companies/segments.ts';
import { companyDay } from '#shared/customers/debts.ts';
import { contactabilitiesOf } from '#shared/customers/facets.ts';
import { parseSearch, type Search } from '#shared/customers/search-terms.ts';
import { segmentOfRow } from './conversation-view.ts';
import { type ConversationValue, hasThread, listedAt, type View, viewsOf, viewTime } from './entities.ts';

export type InboxLead =
  /** Inboxes of these advisors, of nobody (`-`) too, merged in their order; of none: the company's. */
  | { readonly kind: 'inbox'; readonly advisors: readonly string[] }
  | { readonly kind: 'view'; readonly view: View }
  | ({ readonly kind: 'search' } & Search);

export interface InboxPlan {
  readonly lead: InboxLead;
  /** Sort keys of the lead, both included. */
  readonly from: string;
  readonly to: string;
  readonly reverse: boolean;
  /** Whether the row answers all filters; asked of every row, the lead's own filter included. */
  readonly matches: (conversation: ConversationValue) => boolean;
  /** Some rows that the lead gives may not match, so more of them are read at a time. */
  readonly sieves: boolean;
}

type Filter = Omit<ConversationFilter, 'limit' | 'cursor'>;

/** How long a conversation counts as recent (D14), ms. */
const recentMs = 7 * 86_400_000;

/** The view that a state of the filter is; the others are no views. */
const stateViews: Readonly<Record<string, View>> = { unread: 'unread', starred: 'starred', archived: 'archived' };

const leadOf = (filter: Filter): InboxLead => {
  if (filter.q !== undefined) return { kind: 'search', ...parseSearch(filter.q) };
  if (filter.tray === 'calls') return { kind: 'view', view: 'calls' };
  const view = stateViews[filter.state ?? 'all'];
  return view === undefined ? { kind: 'inbox', advisors: valuesOf(filter.advisor) } : { kind: 'view', view };
};

/** Epoch ms, both included, of the period asked for. */
const periodOf = (filter: Filter, company: CompanyValue, now: number): { from: number; to: number } => {
  if (filter.from !== undefined && filter.to !== undefined && filter.from > filter.to) {
    throw new Refusal('RANGE_INVALID', `from (${filter.from}) is later than to (${filter.to}).`);
  }
  const from = filter.from === undefined ? Number.MIN_SAFE_INTEGER : startOfDay(filter.from, company.timeZone);
  const to =
    filter.to === undefined ? Number.MAX_SAFE_INTEGER : startOfDay(addDays(filter.to, 1), company.timeZone) - 1;
  return { from: filter.state === 'recent' ? Math.max(from, now - recentMs) : from, to };
};

/** Above every time that a key can hold. */
const lastTime = '~';

/** True when the lead alone answers the filter. */
const leadAnswersAll = (filter: Filter, lead: InboxLead): boolean => {
  if (filter.segment !== undefined || filter.channel !== undefined || filter.contactability !== undefined) return false;
  if (lead.kind === 'search') return false;
  if (lead.kind === 'view' && filter.advisor !== undefined) return false;
  return filter.tray !== 'calls' || filter.state === undefined || filter.state === 'all' || filter.state === 'recent';
};

/** @throws Refusal FILTER_INVALID, RANGE_INVALID */
export const planInbox = (filter: Filter, company: CompanyValue, now: number): InboxPlan => {
  const known = segmentNames(company.segments, company.noDebtSegment);
  if (valuesOf(filter.segment).some((name) => !known.includes(name))) {
    throw Refusal.at('segment', 'FILTER_INVALID', 'The company has no segment of this name; see GET /v1/options.');
  }
  const lead = leadOf(filter);
  const period = periodOf(filter, company, now);
  const today = companyDay(company, now);
  const calls = filter.tray === 'calls';
  const state = stateViews[filter.state ?? 'all'];
  const isMember = (conversation: ConversationValue): boolean => {
    const member = viewsOf(conversation);
    if (calls ? !member.includes('calls') : !hasThread(conversation)) return false;
    // Calls show archived conversations as well: the call is still to be made.
    return state === undefined ? calls || !member.includes('archived') : member.includes(state);
  };
  const [advisor, channel] = [anyOf(valuesOf(filter.advisor)), anyOf(valuesOf(filter.channel))];
  const [contactability, segment] = [anyOf(valuesOf(filter.contactability)), anyOf(valuesOf(filter.segment))];
  const time = (conversation: ConversationValue) => viewTime(conversation, calls ? 'calls' : 'unread');
  return {
    lead,
    from: period.from === Number.MIN_SAFE_INTEGER ? ' ' : timePart(period.from),
    to: period.to === Number.MAX_SAFE_INTEGER ? lastTime : `${timePart(period.to)}${lastTime}`,
    reverse: filter.sort !== 'oldest',
    sieves: !leadAnswersAll(filter, lead),
    matches: (conversation) =>
      isMember(conversation) &&
      time(conversation) >= period.from &&
      time(conversation) <= period.to &&
      advisor([conversation.advisorId ?? nobody]) &&
      channel(conversation.last === null ? [] : [conversation.last.channel]) &&
      contactability(contactabilitiesOf(conversation)) &&
      segment([segmentOfRow(company, conversation, today)]),
  };
};

/** Rows of a search in the order asked for: it holds within a page. */
export const sortRows = (rows: readonly ConversationValue[], plan: InboxPlan): readonly ConversationValue[] =>
  plan.lead.kind === 'search' ? rows.toSorted((a, b) => (listedAt(a) - listedAt(b)) * (plan.reverse ? -1 : 1)) : rows;
