/**
 * On which dates several filters may meet (ADR 57): each date of a list knows what stood there together with its value, so that
 * a date without the others is passed over unread. Two filters that never meet are answered from their dates alone.
 */
import { addDays } from '#platform/local-time.ts';
import type { DayOfList, ListedRowStore } from './listed-row-store.ts';
import { createDayFilter, hasDays, type Source } from './listed-rows.ts';
import type { DayRange } from './range.ts';

/** @returns the first date at this one or behind it on which all filters may meet; undefined: there is none in the range */
export type NextDay = (from: string) => Promise<string | undefined>;

/** Dates that are read at once: a page of a list has those of a whole range. */
const daysAtOnce = 50;

export interface DaysRequest {
  readonly tenant: string;
  readonly range: DayRange;
  readonly reverse: boolean;
  /** Told of the read units that each page takes. */
  readonly spend: (units: number) => void;
}

/** The dates of one list that a filter lets pass, in the direction of the walk; asked for ever later ones. */
const daysOfList = (
  listedRows: Pick<ListedRowStore, 'listDays'>,
  list: string,
  allows: (known: readonly string[]) => boolean,
  { tenant, range, reverse, spend }: DaysRequest,
): NextDay => {
  const isBefore = (a: string, b: string): boolean => (reverse ? a > b : a < b);
  let [days, next, more]: [readonly DayOfList[], number, boolean] = [[], 0, true];
  return async (from) => {
    for (let start = from; ; ) {
      for (; next < days.length; next += 1) {
        const each = days[next];
        if (each !== undefined && !isBefore(each.day, from) && allows(each.parts)) return each.day;
      }
      if (!more) return undefined;
      const [lower, upper] = reverse ? [range.from, start] : [start, range.to];
      if (lower > upper) return undefined;
      const page = await listedRows.listDays(tenant, list, { from: lower, to: upper, limit: daysAtOnce, reverse });
      spend(page.units);
      const last = page.days.at(-1);
      [days, next, more] = [page.days, 0, page.more && last !== undefined];
      if (last !== undefined) start = addDays(last.day, reverse ? -1 : 1);
    }
  };
};

/** @param sources filters of a walk, two at least */
export const meetingDays = (
  listedRows: Pick<ListedRowStore, 'listDays'>,
  sources: readonly Source[],
  request: DaysRequest,
): NextDay => {
  const { reverse } = request;
  const nearest = (days: readonly (string | undefined)[]): string | undefined => {
    const sorted = days.filter((day) => day !== undefined).toSorted();
    return reverse ? sorted.at(-1) : sorted.at(0);
  };
  const walks = sources
    .filter(({ lists }) => lists.some(hasDays))
    .map((source): NextDay => {
      const allows = createDayFilter(sources.filter((other) => other !== source));
      const lists = source.lists.map((list) => daysOfList(listedRows, list, allows, request));
      return async (from) => nearest(await Promise.all(lists.map((next) => next(from))));
    });
  return async (from) => {
    for (let at = from; ; ) {
      const days = await Promise.all(walks.map((next) => next(at)));
      if (days.includes(undefined)) return undefined;
      const farthest = days.reduce<string>((last, day = at) => ((reverse ? day < last : day > last) ? day : last), at);
      if (farthest === at) return at;
      at = farthest;
    }
  };
};
