import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFavorite } from './changes.ts';
import { customerTexts } from './texts.ts';

/** The heart: marks a customer as one of the caller's own favourites (E5, E6). */
export function FavoriteButton({
  customerId,
  name,
  favorite,
}: {
  customerId: string;
  name: string;
  favorite: boolean;
}) {
  const t = useTexts(customerTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const change = useFavorite();
  const toggle = () =>
    change.mutate(
      { customerId, favorite: !favorite },
      {
        onError: (error) =>
          show({ id: 'favorite', type: 'error', header: t('favoriteFailed'), content: problemText(error) }),
      },
    );
  return (
    <Button
      variant="icon"
      iconName={favorite ? 'heart-filled' : 'heart'}
      ariaLabel={t(favorite ? 'removeFavorite' : 'addFavorite', { name })}
      onClick={toggle}
    />
  );
}
