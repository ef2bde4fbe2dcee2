import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { customerPageTexts } from './texts.ts';

/** Reads the next page of a list that grows; not there when all of it is shown. */
export function MoreButton({
  query: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
}) {
  const t = useTexts(customerPageTexts);
  if (!hasNextPage) return null;
  return (
    <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {t('more')}
    </Button>
  );
}
