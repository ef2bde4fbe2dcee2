/** One list out of several partitions, such as those of customers that were merged into one. */
import type { Item, QueryInput, Table } from './kernel.ts';

export interface MergedPage {
  readonly items: readonly Item[];
  /** True when more may follow. */
  readonly more: boolean;
}

/**
 * Pages of several partitions as one, in the order of their sort keys. Where a page ends before its partition does, what
 * the others have behind its end is left to the next page: the partition may have what belongs before it.
 * @param options.limit most items of the page
 */
export const mergePages = (
  pages: readonly { readonly items: readonly Item[]; readonly last?: Item }[],
  options: { readonly sortKey: string; readonly reverse: boolean; readonly limit: number },
): MergedPage => {
  const place = (item: Item): string => String(item[options.sortKey]);
  const sign = options.reverse ? -1 : 1;
  const compare = (a: string, b: string): number => sign * (a < b ? -1 : a > b ? 1 : 0);
  const ends = pages.flatMap(({ items, last }) => {
    const end = last === undefined ? undefined : items.at(-1);
    return end === undefined ? [] : [place(end)];
  });
  const [nearest] = ends.toSorted(compare);
  const found = pages.flatMap(({ items }) => items).toSorted((a, b) => compare(place(a), place(b)));
  const certain = found.filter((item) => nearest === undefined || compare(place(item), nearest) <= 0);
  const items = certain.slice(0, options.limit);
  return { items, more: found.length > items.length || pages.some(({ last }) => last !== undefined) };
};

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
  return mergePages(pages, { sortKey: 'sk', reverse: query.reverse === true, limit: query.limit });
};
