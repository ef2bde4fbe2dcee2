/**
 * In which lists of the register a row stands, where in them, and what each entry says of it (ADR 57). Pure.
 *
 * A list holds the rows of one value of one filter, all dates in one order: that of the register. An entry is small, so that
 * thirty cost half a read unit, and says by its marks what is true of the row for good: of filters that are combined the
 * rarest list is read, and no other.
 */
import { type InteractionFilter, interactionSources } from '#contract/interactions.ts';
import { channels, directions } from '#contract/vocabulary.ts';
import { timeOfPart } from '#platform/ids.ts';
import { keyPart, shardOf } from '#platform/table/keys.ts';
import { writerOf } from '#shared/messaging/ledger/author-view.ts';
import { messageKey, registerOrder } from '#shared/messaging/ledger/entities.ts';
import type { RegisterRow } from '#shared/messaging/ledger/register-row.ts';
import type { ListedRowValue } from './entities.ts';

const listName = (facet: string, value: string): string => `${facet}#${keyPart(value)}`;

/** Direction, channel and source in one: three filters for one write. */
const kindOf = (direction: string, channel: string, source: string): string => `${direction} ${channel} ${source}`;

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
  if (value === null || value === undefined) return '..';
  const number = shardOf(value, 4_096);
  return `${digits[number >> 6]}${digits[number & 63]}`;
};

/** Positions of marks: direction, channel, source with one character each, the others with two, portfolios last. */
const positions = { advisor: 3, author: 5, origin: 7, template: 9, segment: 11, result: 13, portfolios: 15 } as const;
const kindMark = (values: readonly string[], value: string): string => String(values.indexOf(value));
const originMark = (kind: string, id: string): string => mark(`${kind} ${id}`);

const marksOf = (row: RegisterRow): string =>
  [
    kindMark(directions, row.direction),
    kindMark(channels, row.channel),
    kindMark(interactionSources, row.source),
    mark(row.advisorId),
    mark(writerOf(row)),
    row.origin === null ? '..' : originMark(row.origin.kind, row.origin.id),
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
  /** The status changes, so that no mark tells of it; all else stays. */
  readonly isStatus: boolean;
}

const only = <Value extends string>(values: readonly Value[], wanted: Value | undefined): readonly Value[] =>
  wanted === undefined ? values : [wanted];

/** The sources of a filter: a row that answers it stands in all of them. None: nothing but dates, customer, or page. */
export const sourcesOf = (filter: InteractionFilter): readonly Source[] => {
  const { direction, channel, source } = filter;
  const kinds = only(directions, direction).flatMap((way) =>
    only(channels, channel).flatMap((by) =>
      only(interactionSources, source).map((from) => listName('kind', kindOf(way, by, from))),
    ),
  );
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
  const named = facets.flatMap((facet) => (filter[facet] === undefined ? [] : [listName(facet, filter[facet])]));
  const { status } = filter;
  return [
    ...named.map((list) => ({ lists: [list], isStatus: false })),
    ...(status === undefined
      ? []
      : [{ lists: [listName('status', status === 'not_read' ? 'delivered' : status)], isStatus: true }]),
    ...(direction === undefined && channel === undefined && source === undefined
      ? []
      : [{ lists: kinds, isStatus: false }]),
  ];
};

/** Whether the marks of an entry allow the filter: what they refuse does not answer it, what they allow is looked at. */
export const createMarksFilter = (filter: InteractionFilter): ((marks: string) => boolean) => {
  const fixed: (readonly [position: number, wanted: string])[] = [];
  const at = (position: number, wanted: string): void => void fixed.push([position, wanted]);
  if (filter.direction !== undefined) at(0, kindMark(directions, filter.direction));
  if (filter.channel !== undefined) at(1, kindMark(channels, filter.channel));
  if (filter.source !== undefined) at(2, kindMark(interactionSources, filter.source));
  for (const facet of ['advisor', 'author', 'template', 'segment'] as const) {
    if (filter[facet] !== undefined) at(positions[facet], mark(filter[facet]));
  }
  for (const kind of ['campaign', 'flow', 'event'] as const) {
    if (filter[kind] !== undefined) at(positions.origin, originMark(kind, filter[kind]));
  }
  if (filter.result !== undefined) at(positions.result, mark(filter.result));
  const portfolio = filter.portfolio === undefined ? undefined : mark(filter.portfolio);
  return (marks) =>
    fixed.every(([position, wanted]) => marks.startsWith(wanted, position)) &&
    (portfolio === undefined ||
      marks
        .slice(positions.portfolios)
        .match(/../g)
        ?.some((each) => each === portfolio) === true);
};
