import { useQuery } from '@tanstack/react-query';
import { interactionColumns } from '#contract/interaction-columns.ts';
import { valuesOf } from '#contract/values-text.ts';
import { channelLabels, channels, directions, originKinds, statusGlossary } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ValuesFilter } from '#web/lists/filters.ts';
import { optionsQuery, usersQuery } from '#web/session/options.ts';
import { useStatusWord } from './interaction-status.tsx';
import { type Interaction, originsQuery } from './queries.ts';
import { interactionTexts } from './texts.ts';

const sources = ['platform', 'outside'] as const satisfies readonly Interaction['source'][];

/** Filters behind "Filtrar" (B12–B15); the send date stands above the list. */
export const interactionFilters = [
  'direction',
  'status',
  'channel',
  'advisor',
  'author',
  'template',
  ...originKinds,
  'portfolio',
  'segment',
  'source',
  'result',
] as const;
export type InteractionFilterName = (typeof interactionFilters)[number];

/** The filters with the values that this company has. */
export const useInteractionFilters = (
  chosen: { readonly [Name in InteractionFilterName]?: string } = {},
): readonly ValuesFilter<InteractionFilterName>[] => {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  const statusWord = useStatusWord();
  const { data: options } = useQuery(optionsQuery);
  const { data: users } = useQuery(usersQuery);
  const { data: known } = useQuery(originsQuery);
  const same = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }));
  const origins = (kind: (typeof originKinds)[number]) => {
    const found = new Map(
      (known?.items ?? []).flatMap((origin) => (origin.kind === kind ? [[origin.id, origin.name] as const] : [])),
    );
    for (const value of valuesOf(chosen[kind])) if (!found.has(value)) found.set(value, value);
    return [...found].map(([id, name]) => ({ value: id, label: name }));
  };
  const choices: readonly ValuesFilter<InteractionFilterName>[] = [
    { name: 'direction', label: t('direction'), options: directions.map((value) => ({ value, label: t(value) })) },
    {
      name: 'status',
      label: t('status'),
      options: statusGlossary.map(({ status }) => ({ value: status, label: statusWord(status) })),
    },
    {
      name: 'advisor',
      label: t('advisor'),
      options: (users?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    },
    {
      name: 'author',
      label: label(interactionColumns.author),
      options: (users?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    },
    {
      name: 'channel',
      label: t('channel'),
      options: channels.map((value) => ({ value, label: label(channelLabels[value]) })),
    },
    {
      name: 'template',
      label: t('template'),
      options: (options?.templates ?? []).map(({ templateId, name }) => ({ value: templateId, label: name })),
    },
    ...originKinds.map((kind) => ({ name: kind, label: t(kind), options: origins(kind) })),
    { name: 'portfolio', label: t('portfolio'), options: same(options?.portfolios) },
    { name: 'segment', label: t('segment'), options: same(options?.segments) },
    { name: 'source', label: t('source'), options: sources.map((value) => ({ value, label: t(value) })) },
    {
      name: 'result',
      label: t('result'),
      options: (options?.results ?? []).map(({ code, label: name }) => ({ value: code, label: name })),
    },
  ];
  return choices.map((choice) => ({ ...choice, several: true }));
};
