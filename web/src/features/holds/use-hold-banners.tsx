import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useMay } from '#web/session/me.ts';
import { Lift } from './lift.tsx';
import { type Hold, holdsQuery, scopeOf } from './queries.ts';
import { holdTexts } from './texts.ts';
import { useHoldWords } from './use-hold-words.ts';

const keyOf = ({ scope }: Hold): string => `hold-${scope.kind}-${scope.id ?? ''}`;

/** What everybody is told while sending is held, with the way to let it go on for those who may (F18). */
export const useHoldBanners = (): {
  readonly banners: readonly FlashbarProps.MessageDefinition[];
  readonly dialog: ReactNode;
} => {
  const t = useTexts(holdTexts);
  const may = useMay();
  const { nameOf, causeOf, reasonOf, detailsOf } = useHoldWords();
  const [lifted, setLifted] = useState<Hold>();
  const { holds = [], warnings = [] } = useQuery(holdsQuery).data ?? {};
  const banners = holds.map((hold): FlashbarProps.MessageDefinition => {
    const name = nameOf(hold.scope);
    return {
      id: keyOf(hold),
      type: 'warning',
      header: t('banner', { name }),
      content: (
        <>
          <div>{reasonOf(hold)}</div>
          <div>{detailsOf(hold)}</div>
        </>
      ),
      ...(may('putHold') && scopeOf(hold) !== undefined
        ? {
            action: (
              <Button ariaLabel={t('liftName', { name })} onClick={() => setLifted(hold)}>
                {t('lift')}
              </Button>
            ),
          }
        : {}),
    };
  });
  const near = warnings.map(
    ({ scope, reason }): FlashbarProps.MessageDefinition => ({
      id: `warning-${scope.kind}-${scope.id ?? ''}`,
      type: 'info',
      header: t('warning', { name: nameOf(scope) }),
      content: t('warningText', { cause: causeOf(reason) }),
    }),
  );
  const dialog = lifted === undefined ? null : <Lift hold={lifted} onClose={() => setLifted(undefined)} />;
  return { banners: [...banners, ...near], dialog };
};
