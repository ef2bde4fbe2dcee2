import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from './texts.ts';
import './lists.css';

/** Back and forth in a list that the API pages by cursors: how many pages there are, nobody knows. */
export function ListPages({
  page,
  nextCursor,
  disabled,
  onPrevious,
  onNext,
}: {
  page: number;
  nextCursor: string | undefined;
  disabled: boolean;
  onPrevious(): void;
  onNext(cursor: string): void;
}) {
  const t = useTexts(listTexts);
  return (
    <nav className="list-pages" aria-label={t('pages')}>
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={t('previousPage')}
        disabled={disabled || page === 1}
        onClick={onPrevious}
      />
      <span aria-current="page">{t('page', { page })}</span>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={t('nextPage')}
        disabled={disabled || nextCursor === undefined}
        onClick={() => nextCursor !== undefined && onNext(nextCursor)}
      />
    </nav>
  );
}
