import type { Settings } from '#web/features/settings/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { sectionTexts } from './texts.ts';

type Effect = Settings['results'][number]['effects'][number];

/** An effect of a result in few words. */
export const useEffectText = (): ((effect: Effect) => string) => {
  const t = useTexts(sectionTexts);
  return (effect) => {
    if (effect.kind !== 'pause') return t(`short_${effect.kind}`);
    return effect.days === null ? t('short_pauseAsked') : t('short_pauseDays', { count: effect.days });
  };
};
