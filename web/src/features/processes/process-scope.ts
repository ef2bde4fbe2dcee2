import { erasureReasons } from '#contract/privacy-words.ts';
import { useAlertFilters } from '#web/features/alerts/filters.ts';
import { useCustomerFilters } from '#web/features/customers/filters.ts';
import { useInteractionFilters } from '#web/features/interactions/filters.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { type FilterChoice, namesOf, useFilterWords } from '#web/lists/filters.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { useProcessFilters } from './filters.ts';
import type { Process } from './queries.ts';
import { processTexts } from './texts.ts';

type Exported = NonNullable<Process['export']>;

const importWords = { interactions: 'ofInteractions', customers: 'ofCustomers', debts: 'ofDebts' } as const;

/** What a process is of, in words: an export's range and filters, an import's kind and scope, why a person is erased. */
export const useProcessScope = (): ((process: Process) => readonly string[]) => {
  const t = useTexts(processTexts);
  const label = useLabel();
  const format = useFormat();
  const filterWords = useFilterWords();
  const choices: Readonly<Record<Exported['tray'], readonly FilterChoice<string>[]>> = {
    interactions: useInteractionFilters(),
    customers: useCustomerFilters(),
    processErrors: useProcessFilters(),
  };
  const userName = useUserName();
  const ofImport = ({ kind, options: { completeFor } }: NonNullable<Process['import']>) => [
    t(importWords[kind]),
    ...(completeFor === undefined
      ? []
      : [t('completeFor', { scope: completeFor === '*' ? t('allPortfolios') : completeFor })]),
  ];
  const ofErasure = ({ reason, reference }: NonNullable<Process['erasure']>) => [
    label(erasureReasons[reason]),
    ...(reference === null ? [] : [t('erasureReference', { reference })]),
  ];
  const alertChoices = useAlertFilters();
  const ofAlerts = ({ filter, undoneBy }: NonNullable<Process['alerts']>) => {
    const { from, to, ...narrowing } = filter ?? {};
    return [
      ...(from === undefined || to === undefined ? [] : [t('range', { from: format.day(from), to: format.day(to) })]),
      ...filterWords(alertChoices, narrowing),
      ...(undoneBy === undefined ? [] : [t('undone')]),
    ];
  };
  return ({ export: exported, import: imported, erasure, portability, companyExport, alerts }) => {
    if (imported !== null) return ofImport(imported);
    if (erasure !== undefined) return ofErasure(erasure);
    if (alerts !== undefined) return ofAlerts(alerts);
    const { takenBy } = portability ?? companyExport ?? { takenBy: [] };
    if (takenBy.length > 0) return [t('takenBy', { names: format.list(takenBy.map(userName)) })];
    if (exported === null) return [];
    const { tray, from, to, filters } = exported;
    const { q, ...rest } = filters;
    const words = filterWords(choices[tray], rest);
    const known = new Set(choices[tray].flatMap(namesOf));
    const others = Object.keys(rest).filter((name) => !known.has(name)).length;
    return [
      ...(from === null || to === null ? [] : [t('range', { from: format.day(from), to: format.day(to) })]),
      ...(q === undefined ? [] : [t('search', { text: q })]),
      ...words,
      ...(others <= 0 ? [] : [t('otherFilters', { count: others })]),
      ...(Object.keys(filters).length === 0 ? [t('unfiltered')] : []),
    ];
  };
};

/** Why a process has failed, was cancelled by another, or has no files any more, in words; undefined: nothing to say. */
export const useProcessReason = (): ((process: Process) => string | undefined) => {
  const t = useTexts(processTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  return ({ state, kind, error, import: imported, cancelledBy, requestedBy, filesErasedAt }) => {
    if (filesErasedAt !== undefined) return t('filesErased', { at: format.dateTime(filesErasedAt) });
    if (cancelledBy !== undefined && cancelledBy !== requestedBy)
      return t('cancelledBy', { name: userName(cancelledBy) });
    if (state !== 'failed' && (kind !== 'integrity_check' || error === null)) return undefined;
    if (kind === 'integrity_check') return t('damage');
    if (imported === null) return t('notWritten');
    // The one that ended it comes last where others are as frequent; it concerns the whole file.
    const ended = imported.issues.find(({ line }) => line === null) ?? imported.issues[0];
    return ended === undefined ? (error ?? undefined) : label(ended.text);
  };
};
