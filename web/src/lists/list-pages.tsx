import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from './texts.ts';
import type { ListAddress } from './use-list-address.ts';
import './lists.css';

/** Back and forth in a list that the API pages by cursors: how many pages there are, nobody knows. */
export function ListPages({
  address: { page, previous, next },
  query: { data, isPlaceholderData },
}: {
  address: Pick<ListAddress<never>, 'page' | 'previous' | 'next'>;
  /** The page that is shown; nothing can be turned while another one is on its way. */
  query: {
    readonly data: { readonly nextCursor?: string | undefined } | undefined;
    readonly isPlaceholderData: boolean;
  };
}) {
  const t = useTexts(listTexts);
  const nextCursor = data?.nextCursor;
  return (
    <nav className="list-pages" aria-label={t('pages')}>
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={t('previousPage')}
        disabled={isPlaceholderData || page.number === 1}
        onClick={previous}
      />
      <span aria-current="page">{t('page', { page: page.number })}</span>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={t('nextPage')}
        disabled={isPlaceholderData || nextCursor === undefined}
        onClick={() => nextCursor !== undefined && next(nextCursor)}
      />
    </nav>
  );
}
