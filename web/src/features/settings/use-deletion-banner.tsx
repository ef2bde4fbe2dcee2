import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useQuery } from '@tanstack/react-query';
import { defineTexts, useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { companyDeletionQuery } from './company-deletion.ts';

const bannerTexts = defineTexts('deletionBanner', {
  es: { text: 'La empresa y todos sus datos se eliminarán desde el {{day}}.', see: 'Ver y anular' },
  en: { text: 'The company and all its data will be deleted from {{day}} on.', see: 'See and take back' },
});

/** What administrators are told on every page while the company is to be deleted. */
export const useDeletionBanner = (): readonly FlashbarProps.MessageDefinition[] => {
  const t = useTexts(bannerTexts);
  const format = useFormat();
  const follow = useFollow();
  const enabled = useMay()('getCompanyDeletion');
  const beginsAt = useQuery({ ...companyDeletionQuery, enabled }).data?.beginsAt ?? null;
  if (beginsAt === null) return [];
  const see = (
    <Button href={paths.companyDeletion} onFollow={follow}>
      {t('see')}
    </Button>
  );
  return [{ id: 'deletion', type: 'warning', content: t('text', { day: format.date(beginsAt) }), action: see }];
};
