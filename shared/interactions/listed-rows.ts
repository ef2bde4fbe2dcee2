/**
 * In which lists of the register a row stands, where in them, and what each entry says of it (ADR 57). Pure.
 *
 * A list holds the rows of one value of one filter, all dates in one order: that of the register. An entry is small, so that
 * thirty cost half a read unit, and says by its marks what is true of the row for good: of filters that are combined the
 * rarest list is read, and no other.
 */
import { interactionSources } from '#contract/interactions.ts';
import { valuesOf } from '#contract/values-text.ts';
import { channels, directions } from '#contract/vocabulary.ts';
import { timeOfPart } from '#platform/ids.ts';
import { keyPart, shardOf } from '#platform/table/keys.ts';
import { writerOf } from '#shared/messaging/ledger/author-view.ts';
import { messageKey, registerOrder } from '#shared/messaging/ledger/entities.ts';
import type { RegisterRow } from '#shared/messaging/ledger/register-row.ts';
import type { ListedRowValue } from './entities.ts';
import type { RowCriteria } from './row-filter.ts';

const listName = (facet: string, value: string): string => `${facet}#${keyPart(value)}`;

/** Direction, channel and source in one: three filters for one write. */
const kindOf = (direction: string, channel: string, source: string): string => `${direction} ${channel} ${source}`;

/** Lists that together hold every row once. */
export const wholeRegister: readonly string[] = directions.flatMap((direction) =>
  channels.flatMap((channel) =>
    interactionSources.map((source) => listName('kind', kindOf(direction, channel, source))),
  ),
);

/** Where a row stands in the register and in each of its lists: date, time, message. It sorts as the register does. */
export const placeOf = (row: Pick<RegisterRow, 'day' | 'messageId' | 'sendAt' | 'acceptedAt' | 'customerId'>): string =>
  placeInDay(row.day, registerOrder(row), row.customerId);

/** @param order of the message within its date */
export const placeInDay = (day: string, order: string, customerId: string): string => `${day}#${order}#${customerId}`;
export const dayOfPlace = (place: string): string => place.slice(0, 10);
/** The time at which it stands, epoch ms. */
export const timeOfPlace = (place: string): number => timeOfPart(place.slice(11, 21));

/** Key of the message that stands there. @throws TypeError when it is no place */
export const messageKeyAt = (tenant: string, place: string): ReturnType<typeof messageKey> => {
  const [, , own, customerId] = place.split('#');
  if (own === undefined || customerId === undefined) throw new TypeError('Not a place in the register.');
  return messageKey(tenant, `${customerId}-${own}`);
};

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A value in two characters: one in 4,096 others has the same, so that what is found by it is looked at once more. */
const mark = (value: string | null | undefined): string => {
  if (value === null || value === undefined) return none;
  const number = shardOf(value, 4_096);
  return `${digits[number >> 6]}${digits[number & 63]}`;
};

/**
 * Where in the marks of an entry each filter finds its own, how long it is, and by which letter it is known where marks of all
 * filters stand together; portfolios come last, any number of them.
 */
const parts = {
  /** Direction, channel, source with one character each. */
  kind: { at: 0, length: 3, letter: 'K' },
  advisor: { at: 3, length: 2, letter: 'A' },
  author: { at: 5, length: 2, letter: 'U' },
  /** Campaign, flow or event. */
  origin: { at: 7, length: 2, letter: 'O' },
  template: { at: 9, length: 2, letter: 'T' },
  segment: { at: 11, length: 2, letter: 'S' },
  result: { at: 13, length: 2, letter: 'R' },
  portfolio: { at: 15, length: 2, letter: 'P' },
} as const;
type Part = keyof typeof parts;
const none = '..';

const indexMark = (values: readonly string[], value: string): string => String(values.indexOf(value));
const kindMarks = (direction: string, channel: string, source: string): string =>
  `${indexMark(directions, direction)}${indexMark(channels, channel)}${indexMark(interactionSources, source)}`;
const originMark = (kind: string, id: string): string => mark(`${kind} ${id}`);

const marksOf = (row: RegisterRow): string =>
  [
    kindMarks(row.direction, row.channel, row.source),
    mark(row.advisorId),
    mark(writerOf(row)),
    row.origin === null ? none : originMark(row.origin.kind, row.origin.id),
    mark(row.template?.templateId),
    mark(row.segment),
    mark(row.result?.code),
    ...row.portfolios.map(mark),
  ].join('');

/** All entries of a row. */
export const listedRowsOf = (row: RegisterRow): readonly ListedRowValue[] => {
  const [at, marks, writer] = [placeOf(row), marksOf(row), writerOf(row)];
  const lists = [
    listName('kind', kindOf(row.direction, row.channel, row.source)),
    listName('status', row.status),
    ...(row.facts.some(({ kind }) => kind === 'replied') ? [listName('status', 'replied')] : []),
    ...(row.advisorId === null ? [] : [listName('advisor', row.advisorId)]),
    ...(writer === null ? [] : [listName('author', writer)]),
    ...(row.origin === null ? [] : [listName(row.origin.kind, row.origin.id)]),
    ...(row.template === null ? [] : [listName('template', row.template.templateId)]),
    ...(row.segment === null ? [] : [listName('segment', row.segment)]),
    ...(row.result === null ? [] : [listName('result', row.result.code)]),
    ...row.portfolios.map((portfolio) => listName('portfolio', portfolio)),
  ];
  return [...new Set(lists)].map((list) => ({ tenant: row.tenant, list, at, marks }));
};

/** What answers one filter: the lists that together hold its rows. */
export interface Source {
  readonly lists: readonly string[];
  /** What marks say of it; undefined for the status: it changes, so that no mark tells of it. */
  readonly marked: { readonly part: Part; readonly wanted: ReadonlySet<string> } | undefined;
}

const facets = [
  'advisor',
  'author',
  'campaign',
  'flow',
  'event',
  'template',
  'segment',
  'portfolio',
  'result',
] as const;
type Facet = (typeof facets)[number];

const markOf = (facet: Facet, value: string) =>
  facet === 'campaign' || facet === 'flow' || facet === 'event'
    ? ({ part: 'origin', wanted: originMark(facet, value) } as const)
    : ({ part: facet, wanted: mark(value) } as const);

const sourceOf = (facet: Facet, values: readonly string[]): Source => {
  const marks = values.map((value) => markOf(facet, value));
  const [part] = marks.map((each) => each.part);
  const wanted = new Set(marks.map((each) => each.wanted));
  return { lists: values.map((value) => listName(facet, value)), marked: part && { part, wanted } };
};

/** Of all values of a filter those that it names; without a text all of them. */
const namedBy = <Value extends string>(text: string | undefined, all: readonly Value[]): readonly Value[] =>
  text === undefined ? all : all.filter((value) => valuesOf(text).includes(value));

/** Direction, channel and source: the lists of all that the filters leave. */
const kindSource = ({ direction, channel, source }: RowCriteria): Source => {
  const kinds = namedBy(direction, directions).flatMap((way) =>
    namedBy(channel, channels).flatMap((by) =>
      namedBy(source, interactionSources).map((from) => ({
        list: listName('kind', kindOf(way, by, from)),
        mark: kindMarks(way, by, from),
      })),
    ),
  );
  const wanted = new Set(kinds.map((kind) => kind.mark));
  return { lists: kinds.map(({ list }) => list), marked: { part: 'kind', wanted } };
};

const statusSource = (text: string): Source => {
  const names = valuesOf(text).map((status) => (status === 'not_read' ? 'delivered' : status));
  return { lists: [...new Set(names)].map((name) => listName('status', name)), marked: undefined };
};

/**
 * The sources of a filter: a row that answers it stands in one list of each of them. None: nothing but dates, customer, or
 * page.
 */
export const sourcesOf = (filter: RowCriteria): readonly Source[] => {
  const { status, direction, channel, source } = filter;
  return [
    ...facets.flatMap((facet) => (filter[facet] === undefined ? [] : [sourceOf(facet, valuesOf(filter[facet]))])),
    ...(status === undefined ? [] : [statusSource(status)]),
    ...((direction ?? channel ?? source) === undefined ? [] : [kindSource(filter)]),
  ];
};

/** Whether the marks of an entry allow all filters: what they refuse does not answer them, what they allow is looked at. */
export const createMarksFilter = (sources: readonly Source[]): ((marks: string) => boolean) => {
  const marked = sources.flatMap((source) => source.marked ?? []);
  return (marks) =>
    marked.every(({ part, wanted }) => {
      const { at, length } = parts[part];
      if (part !== 'portfolio') return wanted.has(marks.slice(at, at + length));
      for (let from: number = at; from < marks.length; from += length) {
        if (wanted.has(marks.slice(from, from + length))) return true;
      }
      return false;
    });
};

/** The parts of an entry's marks, each with the letter of its filter; what it has not is left out. */
export const partsOf = (marks: string): readonly string[] =>
  Object.values(parts).flatMap(({ at, length, letter }) => {
    const end = letter === parts.portfolio.letter ? marks.length : at + length;
    const found: string[] = [];
    for (let from: number = at; from < end; from += length) {
      const part = marks.slice(from, from + length);
      if (part !== none) found.push(`${letter}${part}`);
    }
    return found;
  });

/** Of one filter a day knows so many parts; where there are more, it knows that there is anything (`A*`). */
const mostParts = 256;
const anything = (part: string): string => `${part.slice(0, 1)}*`;

/** Parts that a day does not know yet. @param known what it knows */
export const unknownParts = (known: readonly string[], wanted: Iterable<string>): readonly string[] => {
  const all = new Set(known);
  const counts = new Map<string, number>();
  for (const part of known) counts.set(anything(part), (counts.get(anything(part)) ?? 0) + 1);
  const missing = new Set<string>();
  for (const part of wanted) {
    const any = anything(part);
    if (all.has(part) || all.has(any)) continue;
    const count = counts.get(any) ?? 0;
    missing.add(count < mostParts ? part : any);
    all.add(count < mostParts ? part : any);
    counts.set(any, count + 1);
  }
  return [...missing];
};

/** Whether a day may have rows that answer these sources as well; the status it knows nothing of. */
export const createDayFilter = (others: readonly Source[]): ((known: readonly string[]) => boolean) => {
  const wanted = others.flatMap(({ marked }) => {
    if (marked === undefined) return [];
    const { letter } = parts[marked.part];
    return [[`${letter}*`, ...[...marked.wanted].map((part) => `${letter}${part}`)]];
  });
  return (known) => {
    const all = new Set(known);
    return wanted.every((some) => some.some((part) => all.has(part)));
  };
};

/** Whether days are kept of a list: by direction, channel and source all other lists tell theirs. */
export const hasDays = (list: string): boolean => !list.startsWith('kind#');
