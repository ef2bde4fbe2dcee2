import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { listTexts } from './texts.ts';
import type { ListAddress } from './use-list-address.ts';
import './lists.css';

/** A page as the API answers it. */
interface Answered {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
  /** How many rows all pages have together, where the API knows it. */
  readonly total?: number;
}

/** Back and forth in a list that the API pages by cursors, with the rows that are shown: "51–100 de 12.384". */
export function ListPages({
  address,
  query: { data, isPlaceholderData },
}: {
  address: Pick<ListAddress<never>, 'page' | 'previous' | 'next'>;
  /** The page that is shown; nothing can be turned while another one is on its way. */
  query: { readonly data: Answered | undefined; readonly isPlaceholderData: boolean };
}) {
  const t = useTexts(listTexts);
  const rows = useRowWords();
  const { page, previous, next } = address;
  const nextCursor = data?.nextCursor;
  const shown = isPlaceholderData || data === undefined ? undefined : rows(page.row, data);
  return (
    <nav className="list-pages" aria-label={t('pages')}>
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={t('previousPage')}
        disabled={isPlaceholderData || page.number === 1}
        onClick={previous}
      />
      <span aria-current="page">{shown ?? t('page', { page: page.number })}</span>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={t('nextPage')}
        disabled={isPlaceholderData || nextCursor === undefined}
        onClick={() => nextCursor !== undefined && next(nextCursor, data?.items.length ?? 0)}
      />
    </nav>
  );
}

/** Which rows are shown of a list that grows downwards: all that were read. "1–100 de más de 100". */
export function RowCount({ rows }: { rows: Answered }) {
  return <>{useRowWords()(1, rows)}</>;
}

/** Which rows a page shows, of how many: exact where the API told it or this page is the last, else "más de". */
const useRowWords = (): ((row: number | undefined, page: Answered) => string | undefined) => {
  const t = useTexts(listTexts);
  const { number } = useFormat();
  return (row, { items, nextCursor, total }) => {
    if (row === undefined || items.length === 0) return undefined;
    const last = row + items.length - 1;
    const words = { first: number(row), last: number(last) };
    // Counters follow the rows by a moment: never fewer than what is seen.
    if (nextCursor === undefined) return t('rows', { ...words, total: number(last) });
    if (total !== undefined && total > last) return t('rows', { ...words, total: number(total) });
    return t('rowsAtLeast', { ...words, total: number(last) });
  };
};
