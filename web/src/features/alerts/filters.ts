import { alertClasses, alertReasons, channelLabels, channels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ValuesFilter } from '#web/lists/filters.ts';
import { alertTexts } from './texts.ts';

/** Query parameters that narrow the work list, beside the dates. */
export const alertFilters = ['channel', 'class', 'reason'] as const;
type AlertFilterName = (typeof alertFilters)[number];

/** Belongs to one customer and address, and is no alert of the address (ADR 61). */
const listedReasons = Object.entries(alertReasons).filter(([reason]) => reason !== 'WRONG_NUMBER');

/** What the work list can be narrowed by, in words. */
export const useAlertFilters = (): readonly ValuesFilter<AlertFilterName>[] => {
  const t = useTexts(alertTexts);
  const label = useLabel();
  return [
    {
      name: 'channel',
      label: t('channel'),
      several: true,
      options: channels.map((value) => ({ value, label: label(channelLabels[value]) })),
    },
    {
      name: 'reason',
      label: t('reason'),
      several: true,
      options: listedReasons.map(([value, words]) => ({ value, label: label(words) })),
    },
    {
      name: 'class',
      label: t('class'),
      several: true,
      options: alertClasses.map((value) => ({ value, label: t(value) })),
    },
  ];
};
