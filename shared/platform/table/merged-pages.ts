/** One list out of several partitions: what customers that were merged into one have written apart. */
import type { Item, QueryInput, Table } from './kernel.ts';

export interface MergedPage {
  readonly items: readonly Item[];
  /** True when more may follow. */
  readonly more: boolean;
}

const compare = (a: Item, b: Item): number => {
  const [one, other] = [String(a.sk), String(b.sk)];
  return one < other ? -1 : one > other ? 1 : 0;
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
  const sign = query.reverse === true ? -1 : 1;
  const found = pages.flatMap(({ items }) => items).toSorted((a, b) => sign * compare(a, b));
  // Behind the end of a page that was cut off its partition may have what belongs before the rest of the others.
  const items = found.slice(0, query.limit);
  return { items, more: found.length > items.length || pages.some(({ last }) => last !== undefined) };
};
