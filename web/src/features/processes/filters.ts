import { processKindLabels, processKinds, processStateLabels, processStates } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ValuesFilter } from '#web/lists/filters.ts';
import { processTexts } from './texts.ts';

/** Query parameters that narrow the process log. */
export const processFilters = ['kind', 'state'] as const;

/** What the process log can be narrowed by, in words. */
export const useProcessFilters = (): readonly ValuesFilter<(typeof processFilters)[number]>[] => {
  const t = useTexts(processTexts);
  const label = useLabel();
  return [
    {
      name: 'kind',
      label: t('kind'),
      options: processKinds.map((value) => ({ value, label: label(processKindLabels[value]) })),
      several: true,
    },
    {
      name: 'state',
      label: t('state'),
      options: processStates.map((value) => ({ value, label: label(processStateLabels[value]) })),
      several: true,
    },
  ];
};
