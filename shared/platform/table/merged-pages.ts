/** One list out of several ordered ones, such as the partitions of customers that were merged into one. */
import type { Item, QueryInput, Table } from './kernel.ts';

/** A stretch of an ordered list, from where its reader stands. */
export interface OrderedPage<T> {
  readonly items: readonly T[];
  /** True when more may follow. */
  readonly more: boolean;
}

export type MergedPage = OrderedPage<Item>;

/**
 * Pages of several lists as one, in their order. Where a page ends before its list does, what the others have behind its
 * end is left to the next page: the list may have what belongs before it.
 * @param options.placeOf where an item stands in the order
 * @param options.limit most items of the page
 */
export const mergeOrdered = <T>(
  pages: readonly OrderedPage<T>[],
  options: { placeOf(item: T): string; readonly reverse: boolean; readonly limit: number },
): OrderedPage<T> => {
  const { placeOf } = options;
  const sign = options.reverse ? -1 : 1;
  const compare = (a: string, b: string): number => sign * (a < b ? -1 : a > b ? 1 : 0);
  const ends = pages.flatMap(({ items, more }) => {
    const end = more ? items.at(-1) : undefined;
    return end === undefined ? [] : [placeOf(end)];
  });
  const [nearest] = ends.toSorted(compare);
  const found = pages.flatMap(({ items }) => items).toSorted((a, b) => compare(placeOf(a), placeOf(b)));
  const certain = found.filter((item) => nearest === undefined || compare(placeOf(item), nearest) <= 0);
  const items = certain.slice(0, options.limit);
  return { items, more: found.length > items.length || pages.some(({ more }) => more) };
};

/** What a query has answered, as a page. */
export const orderedPage = ({
  items,
  last,
}: {
  readonly items: readonly Item[];
  readonly last?: Item;
}): MergedPage => ({
  items,
  more: last !== undefined,
});

/**
 * A page in the order of the sort keys, whichever partition an item lies in. One partition costs what its query costs.
 * @param input.after sort key of the last item of the page before
 */
export const queryMerged = async (
  table: Pick<Table, 'query'>,
  input: Omit<QueryInput, 'pk' | 'after' | 'index'> & {
    readonly pks: readonly string[];
    readonly limit: number;
    readonly after?: string | undefined;
  },
): Promise<MergedPage> => {
  const { pks, after, ...query } = input;
  const pages = await Promise.all(
    pks.map((pk) => table.query({ ...query, pk, ...(after === undefined ? {} : { after: { pk, sk: after } }) })),
  );
  return mergeOrdered(pages.map(orderedPage), {
    placeOf: ({ sk }) => String(sk),
    reverse: query.reverse === true,
    limit: query.limit,
  });
};
