/**
 * Walks a list of a filter in the order of the register and tells the places at which a row may answer it (ADR 57). Of several
 * lists the rarest leads, and the marks of its entries answer for the others, but for the status: that is looked up in the row
 * where its own list does not lead. Dates on which the filters do not meet are passed over.
 */
import { valuesOf } from '#contract/values-text.ts';
import { addDays, daysBetween } from '#platform/local-time.ts';
import type { Entry, EntryPage, ListedRowStore } from './listed-row-store.ts';
import { createMarksFilter, dayOfPlace, type Source, sourcesOf, timeOfPlace } from './listed-rows.ts';
import { meetingDays, type NextDay } from './meeting-days.ts';
import type { DayRange } from './range.ts';
import type { RowCriteria } from './row-filter.ts';

/** What a step of a walk has found: the next place, or merely how far nothing stands. */
export interface Found {
  readonly at: string;
  /** False: nothing stands before `at`; the walk goes on there. */
  readonly isHere: boolean;
}

/** @returns the first place at `from` or behind it; undefined: there is none any more */
type Seek = (from: string) => Promise<Found | undefined>;

export interface ListWalk {
  readonly seek: Seek;
  /** Read units that it took so far. */
  readonly units: () => number;
}

export interface WalkRequest {
  readonly tenant: string;
  readonly filter: RowCriteria;
  readonly range: DayRange;
  readonly reverse: boolean;
  /** Where it begins. */
  readonly from: string;
  /** Rows of a page: one list alone is read in such steps. */
  readonly limit: number;
}

/** Where a walk through a range begins. */
export const startOf = ({ from, to }: DayRange, reverse: boolean): string => (reverse ? `${to}#~` : `${from}#`);
const endOf = (range: DayRange, reverse: boolean): string => startOf(range, !reverse);

/** The nearest bound behind a place, in the direction of the walk; a place ends in a letter or digit. */
export const behind = (place: string, reverse: boolean): string =>
  reverse ? `${place.slice(0, -1)}${String.fromCharCode(place.charCodeAt(place.length - 1) - 1)}~` : `${place}!`;

type IsBefore = (a: string, b: string) => boolean;
const orderOf = (reverse: boolean): IsBefore => (reverse ? (a, b) => a > b : (a, b) => a < b);

/** Reads a page from a place on, that one included. */
type Read = (from: string, limit: number) => Promise<EntryPage>;

/** Entries of half a read unit, about. */
const fewEntries = 28;
/** Most that are read at once. */
const mostEntries = 1_000;

/** One list: what was read and not yet passed, and whether there is more. */
class Reader {
  readonly #read: Read;
  readonly #isBefore: IsBefore;
  #entries: readonly Entry[] = [];
  #next = 0;
  #more = true;
  #limit: number;
  /** How many of the entries were asked for one after the other. */
  #asked = 0;

  constructor(read: Read, isBefore: IsBefore, limit: number) {
    this.#read = read;
    this.#isBefore = isBefore;
    this.#limit = limit;
  }

  /** The first entry at `from` or behind it. */
  async peek(from: string): Promise<Entry | undefined> {
    for (;;) {
      const before = this.#next;
      let entry = this.#entries[this.#next];
      while (entry !== undefined && this.#isBefore(entry.at, from)) {
        this.#next += 1;
        entry = this.#entries[this.#next];
      }
      if (this.#next === before + 1) this.#asked += 1;
      if (entry !== undefined) return entry;
      if (!this.#more) return undefined;
      await this.#fill(from);
    }
  }

  /** Where all of a list is asked for, longer pages take fewer calls; of one that is jumped through they cost for nothing. */
  async #fill(from: string): Promise<void> {
    if (this.#entries.length > 0) {
      const isWhole = this.#asked * 2 >= this.#entries.length;
      this.#limit = isWhole ? Math.min(mostEntries, this.#limit * 2) : fewEntries;
    }
    const page = await this.#read(from, this.#limit);
    [this.#entries, this.#more, this.#next, this.#asked] = [page.entries, page.more, 0, 0];
  }

  /** What was read of it: the first entry, and the last one where more may follow. */
  get reach(): { readonly first: string | undefined; readonly last: string | undefined } {
    return { first: this.#entries.at(0)?.at, last: this.#more ? this.#entries.at(-1)?.at : undefined };
  }
}

/** What answers one filter: all its lists, as one. */
interface Walker {
  readonly readers: readonly Reader[];
  readonly source: Source;
}

/** The first place of a date, in the direction of the walk. */
const startOfDay = (day: string, reverse: boolean): string => startOf({ from: day, to: day }, reverse);

interface SeekRules {
  readonly isBefore: IsBefore;
  readonly reverse: boolean;
  /** Whether the marks of an entry allow the filter; entries that they refuse are passed over. */
  readonly matches: (marks: string) => boolean;
  readonly nextDay: NextDay;
}

/** Goes through lists that are one together. */
const seekIn = (readers: readonly Reader[], { isBefore, reverse, matches, nextDay }: SeekRules): Seek => {
  /** The date that was asked for last: all filters may meet on it. */
  let meeting: string | undefined;
  return async (from) => {
    let at = from;
    for (let looked = 0; looked < mostEntries; looked += 1) {
      let first: Entry | undefined;
      for (const entry of await Promise.all(readers.map((reader) => reader.peek(at)))) {
        if (entry !== undefined && (first === undefined || isBefore(entry.at, first.at))) first = entry;
      }
      if (first === undefined) return undefined;
      const day = dayOfPlace(first.at);
      if (day !== meeting) {
        meeting = await nextDay(day);
        if (meeting === undefined) return undefined;
      }
      if (day !== meeting) at = startOfDay(meeting, reverse);
      else if (matches(first.marks)) return { at: first.at, isHere: true };
      else at = behind(first.at, reverse);
    }
    return { at, isHere: false };
  };
};

/** How often a status may be looked up in a row instead of read as an entry: a row costs as much as so many of them. */
const rowInEntries = 28;

/**
 * The walker that leads: the one whose first entries reach farthest in time is the rarest. The status leads unless it is so
 * frequent that looking it up in the rows of another list costs less.
 */
const leadOf = (walkers: readonly Walker[], isBefore: IsBefore): Walker | undefined => {
  const ends = (pick: 'first' | 'last', some: readonly Walker[]): string | undefined =>
    some
      .flatMap(({ readers }) => readers.flatMap(({ reach }) => reach[pick] ?? []))
      .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
      .at(0);
  const start = ends('first', walkers);
  /** Time in which a walker has as many entries as were read of it, ms; all of a list is the rarest. */
  const spanOf = (walker: Walker, since = start): number => {
    const last = ends('last', [walker]);
    const isAll = last === undefined || since === undefined;
    return isAll ? Number.POSITIVE_INFINITY : Math.abs(timeOfPlace(last) - timeOfPlace(since)) + 1;
  };
  const rarest = (some: readonly Walker[]): Walker | undefined =>
    some.toSorted((a, b) => (spanOf(a) < spanOf(b) ? 1 : -1)).at(0);
  const status = walkers.find(({ source }) => source.marked === undefined);
  const other = rarest(walkers.filter(({ source }) => source.marked !== undefined));
  if (status === undefined || other === undefined) return status ?? other;
  // However late they come: each of them is a row to look up.
  return spanOf(other, ends('first', [other])) >= rowInEntries * spanOf(status) ? other : status;
};

/** Failures of a range: date by date, the more of them at once the emptier they are. */
const readFailures = (
  listedRows: Pick<ListedRowStore, 'listFailures'>,
  { tenant, range, reverse }: WalkRequest,
  spend: (units: number) => void,
): Read => {
  const isBefore = orderOf(reverse);
  const [step, lastDay] = reverse ? [-1, range.from] : [1, range.to];
  return async (from, limit) => {
    const to = endOf(range, reverse);
    const [lower, upper] = reverse ? [to, from] : [from, to];
    let day = dayOfPlace(from);
    for (let width = 1; ; width = Math.min(16, width * 2)) {
      const left = Math.abs(daysBetween(day, lastDay)) + 1;
      const days = Array.from({ length: Math.min(width, left) }, (_, each) => addDays(day, step * each));
      const pages = await Promise.all(
        days.map((each) => listedRows.listFailures(tenant, each, { from: lower, to: upper, limit, reverse })),
      );
      for (const { units } of pages) spend(units);
      const cut = pages.findIndex(({ more }) => more);
      const entries = (cut < 0 ? pages : pages.slice(0, cut + 1))
        .flatMap((page) => page.entries)
        .filter(({ at }) => !isBefore(at, from));
      const isLast = cut < 0 && days.length === left;
      if (entries.length > 0 || isLast) return { entries, units: 0, more: !isLast };
      day = addDays(day, step * days.length);
    }
  };
};

/** Statuses whose messages stand in the index of failures. */
const work: ReadonlySet<string> = new Set(['failed', 'outcome_unknown']);

/** Begins a walk: of several lists it reads the first page of each on the first date that they share, to see which is the rarest. */
export const walkLists = async (
  listedRows: Pick<ListedRowStore, 'listEntries' | 'listFailures' | 'listDays' | 'partitionsOf'>,
  request: WalkRequest,
): Promise<ListWalk> => {
  const { tenant, filter, range, reverse, from, limit } = request;
  const isBefore = orderOf(reverse);
  let units = 0;
  const spend = (more: number): void => {
    units += more;
  };
  const readList =
    (pk: string): Read =>
    async (start, most) => {
      const end = endOf(range, reverse);
      const [lower, upper] = reverse ? [end, start] : [start, end];
      // Nothing stands between ends that have passed each other.
      if (lower > upper) return { entries: [], units: 0, more: false };
      const page = await listedRows.listEntries(pk, { from: lower, to: upper, limit: most, reverse });
      spend(page.units);
      return page;
    };
  const sources = sourcesOf(filter);
  // Failures are a list of work, which is to follow at once: the index is no later than the message (F16). Unknown outcomes
  // stand there too, but are few among them: alone they would be looked for in each.
  const statuses = valuesOf(filter.status);
  const isWork = sources.length === 1 && statuses.includes('failed') && statuses.every((status) => work.has(status));
  const walkers = sources.map((source): Walker => {
    const reads = isWork
      ? [readFailures(listedRows, request, spend)]
      : source.lists.flatMap((list) => listedRows.partitionsOf(tenant, list)).map(readList);
    const most = sources.length === 1 && reads.length === 1 ? limit + 1 : fewEntries;
    return { source, readers: reads.map((read) => new Reader(read, isBefore, most)) };
  });
  const nextDay: NextDay =
    walkers.length > 1 ? meetingDays(listedRows, sources, { tenant, range, reverse, spend }) : async (day) => day;
  const day = dayOfPlace(from);
  const first = await nextDay(day);
  if (first === undefined) return { units: () => units, seek: async () => undefined };
  if (walkers.length > 1) {
    const start = first === day ? from : startOfDay(first, reverse);
    await Promise.all(walkers.flatMap(({ readers }) => readers.map((reader) => reader.peek(start))));
  }
  const { readers = [] } = leadOf(walkers, isBefore) ?? {};
  const matches = isWork ? () => true : createMarksFilter(sources);
  return { units: () => units, seek: seekIn(readers, { isBefore, reverse, matches, nextDay }) };
};
