/** The inbox, filtered, searched and ordered, page by page (A19, C15–C17, D5, D14–D18). */
import type { ConversationFilter } from '#contract/conversations.ts';
import { valuesOf } from '#contract/values-text.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { recordsResults } from '#shared/companies/results.ts';
import { companyDay } from '#shared/customers/debts.ts';
import type { SearchHits } from '#shared/customers/search-customers.ts';
import type { Search } from '#shared/customers/search-terms.ts';
import { type ConversationRow, rowView } from './conversation-view.ts';
import type { ConversationValue } from './entities.ts';
import { type InboxPlan, planInbox, sortRows } from './inbox-plan.ts';
import type { ConversationStore } from './store.ts';

export interface ListConversationsDeps {
  readonly conversations: Pick<ConversationStore, 'listInbox' | 'listView' | 'findMany'>;
  /** The customers' search, with its store bound. */
  readonly search: (
    tenant: string,
    search: Search,
    page: { readonly limit: number; readonly after: string | undefined },
  ) => Promise<SearchHits>;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

const defaultLimit = 50;
/** Most read units of a page that has rows: 40 (design §5), less the company's settings. */
const unitLimit = 39;
/**
 * Most of one that has none: one filter or two look on until there is something to show, as long as an invocation lasts;
 * more of them stop and say where they are, and whoever asked goes on (issue 12, 4).
 */
const [unitsOfEmptyPage, unitsOfEmptyPageOfMany] = [8_000, 400];
/** Rows that are read at a time when some of them will not match: the first time, and when nothing was found for long. */
const [sieveChunk, longSieveChunk] = [150, 600];
/** A hit of a search costs its listing and its conversation, half a unit each, and a share of the words. */
const unitsOfHit = 1.2;

interface Chunk {
  readonly rows: readonly { readonly position: string; readonly conversation: ConversationValue | undefined }[];
  readonly units: number;
  readonly more: boolean;
}

const readChunk = async (
  deps: ListConversationsDeps,
  tenant: string,
  plan: InboxPlan,
  request: { after: string | undefined; wanted: number; units: number },
): Promise<Chunk> => {
  const { after, wanted } = request;
  const { lead } = plan;
  if (lead.kind === 'search') {
    const limit = Math.max(1, Math.min(wanted, Math.floor(request.units / unitsOfHit)));
    const { hits, units, more } = await deps.search(tenant, lead, { limit, after });
    const ids = hits.flatMap(({ listing }) => listing?.customerId ?? []);
    const found = await deps.conversations.findMany(tenant, ids);
    const byId = new Map(found.map((conversation) => [conversation.customerId, conversation]));
    const rows = hits.map(({ position, listing }) => ({
      position,
      conversation: listing === undefined ? undefined : byId.get(listing.customerId),
    }));
    return { rows, units: units + ids.length / 2, more };
  }
  const { from, to, reverse } = plan;
  const range = { from, to, reverse, limit: plan.sieves ? Math.max(wanted, sieveChunk) : wanted, after };
  const page =
    lead.kind === 'view'
      ? await deps.conversations.listView(tenant, lead.view, range)
      : await deps.conversations.listInbox(tenant, lead.advisors, range);
  return { ...page, rows: page.rows.map(({ order, conversation }) => ({ position: order, conversation })) };
};

/** Reads chunk by chunk until the page is full, the lead has ended, or the units are spent. */
const fillPage = async (
  deps: ListConversationsDeps,
  tenant: string,
  plan: InboxPlan,
  { limit, start, criteria }: { readonly limit: number; readonly start: string | undefined; readonly criteria: number },
): Promise<{ rows: readonly ConversationValue[]; next: string | undefined }> => {
  const rows: ConversationValue[] = [];
  let after = start;
  for (let spent = 0; ; ) {
    const wanted = spent > unitLimit ? longSieveChunk : limit - rows.length;
    // A page of rows has its bound; while there are none, each chunk has it.
    const request = { after, wanted, units: rows.length === 0 ? unitLimit : unitLimit - spent };
    const chunk = await readChunk(deps, tenant, plan, request);
    spent += chunk.units;
    for (const [index, { position, conversation }] of chunk.rows.entries()) {
      after = position;
      if (conversation === undefined || !plan.matches(conversation)) continue;
      rows.push(conversation);
      if (rows.length < limit) continue;
      return { rows, next: chunk.more || index < chunk.rows.length - 1 ? after : undefined };
    }
    if (!chunk.more) return { rows, next: undefined };
    const most = rows.length > 0 ? unitLimit : criteria > 2 ? unitsOfEmptyPageOfMany : unitsOfEmptyPage;
    if (spent + Math.max(chunk.units, 2) > most) return { rows, next: after };
  }
};

/** How many things are asked for, beside which tray, of what dates, and in which order. */
const criteriaOf = ({ tray: _tray, from: _from, to: _to, sort: _sort, ...criteria }: ConversationFilter): number =>
  Object.values(criteria).filter((value) => value !== undefined && value !== 'all').length;

/**
 * Newest activity first unless asked otherwise; a search comes in the order of its words, ordered within a page.
 * @throws Refusal FILTER_INVALID, RANGE_INVALID, CURSOR_INVALID
 */
export const listConversations = async (
  deps: ListConversationsDeps,
  tenant: string,
  filter: ConversationFilter,
  /** Advisor whose conversations alone are listed; undefined: all of the company's. */
  own?: string,
): Promise<{ items: ConversationRow[]; nextCursor?: string }> => {
  const { limit = defaultLimit, cursor, ...wished } = filter;
  if (own !== undefined && wished.advisor !== undefined && !valuesOf(wished.advisor).includes(own))
    return { items: [] };
  const asked = own === undefined ? wished : { ...wished, advisor: own };
  const scope = `${tenant}:conversations:${JSON.stringify(Object.entries(asked).toSorted())}`;
  const start = deps.cursors.open<string>(scope, cursor);
  const company = await deps.findCompany(tenant);
  const now = deps.clock.now();
  const plan = planInbox(asked, company, now);
  // The switch of the call register governs the tray too (C5, C15).
  if (filter.tray === 'calls' && !recordsResults(company)) return { items: [] };
  const { rows, next } = await fillPage(deps, tenant, plan, { limit, start, criteria: criteriaOf(asked) });
  const shownAt = { now, today: companyDay(company, now) };
  const items = sortRows(rows, plan).map((conversation) => rowView(conversation, company, shownAt));
  return next === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, next) };
};
