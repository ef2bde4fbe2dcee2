/** Finds customers by words of their names, documents, e-mail addresses and numbers (A14, D15, E7, ADR 63). */

import { itemUnits, queryUnits } from '#platform/table/read-units.ts';
import type { ListingValue } from './listing.ts';
import { type ListingStore, tokensOf } from './listing-store.ts';
import { answersLead, answersReading, type Reading, type Search } from './search-terms.ts';

export interface SearchHits {
  /** In the order of the tokens; `listing` is undefined where a token alone matched. */
  readonly hits: readonly { readonly position: string; readonly listing: ListingValue | undefined }[];
  /** Read units of it. */
  readonly units: number;
  readonly more: boolean;
}

interface Deps {
  readonly listings: Pick<ListingStore, 'listTokens' | 'findMany'>;
}

interface PageOfHits {
  readonly limit: number;
  readonly after: string | undefined;
}

/** Tokens that are read at a time where they say themselves whether they match: 100 bytes each. */
const tokenChunk = 150;

/** Where a search is: which reading by which of its leads, the last token, and whether its stage has found somebody. */
interface Place {
  readonly stage: number;
  readonly reading: number;
  readonly lead: number;
  readonly found: boolean;
  readonly after: string | undefined;
}

const beginning: Place = { stage: 0, reading: 0, lead: -1, found: false, after: undefined };

const positionOf = ({ stage, reading, lead, found, after }: Place): string =>
  `${stage} ${reading} ${lead} ${found ? 1 : 0} ${after}`;

/** A position of an earlier release begins anew. */
const placeOf = (position: string | undefined): Place => {
  const match = /^(\d) (\d) (\d) ([01]) (.+)$/su.exec(position ?? '');
  return match === null
    ? beginning
    : {
        stage: Number(match[1]),
        reading: Number(match[2]),
        lead: Number(match[3]),
        found: match[4] === '1',
        after: match[5],
      };
};

type Tokens = Awaited<ReturnType<ListingStore['listTokens']>>;

/** The first page of the lead with the fewest tokens: of several the one that has ended, else the first. */
const readRarest = async (
  { listings }: Deps,
  tenant: string,
  leads: readonly string[],
  limit: number,
): Promise<{ lead: number; page: Tokens; units: number }> => {
  const pages = await Promise.all(leads.map((lead) => listings.listTokens(tenant, lead, { limit, after: undefined })));
  const units = pages.reduce((sum, { items }) => sum + queryUnits(items), 0);
  const size = ({ items, more }: Tokens): number => (more ? Number.POSITIVE_INFINITY : items.length);
  const [lead, page] = [...pages.entries()].toSorted(([, a], [, b]) => (size(a) < size(b) ? -1 : 1))[0] ?? [];
  if (lead === undefined || page === undefined) throw new TypeError('A reading without a lead.');
  return { lead, page, units };
};

/** One page of tokens of a reading, and who of their customers is found by it. */
const readPage = async (
  deps: Deps,
  tenant: string,
  { stage, place, limit }: { stage: readonly Reading[]; place: Place; limit: number },
): Promise<SearchHits & { readonly found: boolean }> => {
  const reading = stage[place.reading];
  if (reading === undefined) throw new TypeError('A place without a reading.');
  const wanted = reading.within === 'name' ? tokenChunk : limit;
  const { after } = place;
  const { lead, page, units } =
    after === undefined
      ? await readRarest(deps, tenant, reading.leads, wanted)
      : await deps.listings
          .listTokens(tenant, reading.leads[place.lead] ?? '', { limit: wanted, after })
          .then((next) => ({ lead: place.lead, page: next, units: queryUnits(next.items) }));
  const word = reading.leads[lead] ?? '';
  const tokens = tokensOf(page);
  // Each that matches is read whole, so no more of them are taken than there is room for.
  const matching = tokens.flatMap(({ token }, position) => (answersLead(token, word, reading) ? [position] : []));
  const end = matching[limit] ?? tokens.length;
  const taken = tokens.slice(0, end);
  const answers = taken.filter(({ token }) => answersLead(token, word, reading));
  const listings = await deps.listings.findMany(tenant, [...new Set(answers.map(({ customerId }) => customerId))]);
  const byId = new Map(listings.map((listing) => [listing.customerId, listing]));
  const isFound = (token: string, listing: ListingValue): boolean =>
    // A customer with two tokens that begin so is found under the first of them only.
    listing.tokens.find((own) => answersLead(own, word, reading)) === token &&
    answersReading(listing.tokens, listing.row.documentType, { ...reading, leads: [word] }) &&
    !stage.slice(0, place.reading).some((before) => answersReading(listing.tokens, listing.row.documentType, before));
  let { found } = place;
  const hits = taken.map(({ order, token, customerId }) => {
    const listing = byId.get(customerId);
    const hit = listing !== undefined && isFound(token, listing) ? listing : undefined;
    found ||= hit !== undefined;
    return { position: positionOf({ ...place, lead, found, after: order }), listing: hit };
  });
  const rest = itemUnits(listings);
  return { hits, units: units + rest, more: page.more || end < tokens.length, found };
};

/** A customer that a search finds, and by which token of it. */
export interface Found {
  readonly listing: ListingValue;
  /** Where it stands among all that are found. */
  readonly found: string;
}

/**
 * Those of some customers that a search finds: by the first of its stages that finds one of them.
 * @param listings of customers that were found otherwise
 */
export const findAmong = (listings: readonly ListingValue[], { stages }: Search): readonly Found[] => {
  for (const stage of stages) {
    const hits = listings.flatMap((listing): readonly Found[] => {
      const position = stage.findIndex((reading) => answersReading(listing.tokens, listing.row.documentType, reading));
      const reading = stage[position];
      const token = listing.tokens.find(
        (own) => reading !== undefined && answersLead(own, reading.leads[0] ?? '', reading),
      );
      return token === undefined ? [] : [{ listing, found: `${position} ${token}` }];
    });
    if (hits.length > 0) return hits;
  }
  return [];
};

/**
 * @param page.after position of the last hit of the page before
 * @param page.limit most customers that are looked at, each of whom costs about half a read unit
 */
export const searchCustomers = async (
  deps: Deps,
  tenant: string,
  { stages }: Search,
  { limit, after }: PageOfHits,
): Promise<SearchHits> => {
  let units = 0;
  for (let place = placeOf(after); ; ) {
    const stage = stages[place.stage];
    if (stage === undefined) return { hits: [], units, more: false };
    const page = await readPage(deps, tenant, { stage, place, limit });
    units += page.units;
    const next =
      place.reading + 1 < stage.length
        ? { ...beginning, stage: place.stage, reading: place.reading + 1, found: page.found }
        : page.found
          ? undefined
          : { ...beginning, stage: place.stage + 1 };
    const goesOn = next !== undefined && stages[next.stage] !== undefined;
    if (page.more || !goesOn) return { hits: page.hits, units, more: page.more };
    // Somebody or nobody: the place behind the last token leads on to the next reading.
    if (page.hits.length > 0) return { hits: page.hits, units, more: true };
    place = next;
  }
};
