import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFaultText } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { type FilterChoice, namesOf } from './filters.ts';
import { listTexts } from './texts.ts';

/** In the place of rows: what will be here, or that the filters hide everything and the way back to all. */
export function ListEmpty({ narrowed, text, onClear }: { narrowed: boolean; text: string; onClear?(): void }) {
  const t = useTexts(listTexts);
  return (
    <Box textAlign="center" padding={{ vertical: 'l' }}>
      <Box variant="h3">{t(narrowed ? 'noMatchTitle' : 'emptyTitle')}</Box>
      <Box variant="p">{narrowed ? t('noMatchText') : text}</Box>
      {narrowed && onClear !== undefined && <Button onClick={onClear}>{t('clearFilters')}</Button>}
    </Box>
  );
}

/**
 * In the place of rows that could not be read: why. The tools above stay, so that a filter that is wrong can be mended.
 */
export function RowsFailed({
  error,
  filters = [],
  onRetry,
  onClear,
}: {
  error: unknown;
  /** Filters of the list: what is wrong is told by their names. */
  filters?: readonly FilterChoice<string>[];
  onRetry(): void;
  onClear(): void;
}) {
  const t = useTexts(listTexts);
  const text = useFilterFaults(error, filters);
  const refused = error instanceof ApiProblem && filterCodes.includes(error.code);
  return (
    <div className="rows-failed">
      <SpaceBetween size="s">
        <ProblemAlert error={error} text={text} {...(refused ? {} : { onRetry })} />
        {refused && <Button onClick={onClear}>{t('clearFilters')}</Button>}
      </SpaceBetween>
    </div>
  );
}

/** What is wrong with single filters, each by its name; undefined where the answer tells nothing of one. */
const useFilterFaults = (error: unknown, filters: readonly FilterChoice<string>[]): string | undefined => {
  const t = useTexts(listTexts);
  const faultText = useFaultText(error);
  if (!(error instanceof ApiProblem)) return undefined;
  const words = error.faults.flatMap(({ path, code }) => {
    const filter = filters.find((one) => namesOf(one).includes(path));
    if (filter === undefined) return [];
    return [`${filter.label}: ${code === 'RANGE_INVALID' ? t('rangeTurned') : (faultText(path) ?? '')}`];
  });
  if (words.length > 0) return words.join(' ');
  return error.code === 'RANGE_INVALID' ? t('rangeBackwards') : undefined;
};

/** Refusals of what the address asks: the same question is refused again. */
const filterCodes: readonly string[] = [
  'FILTER_INVALID',
  'RANGE_INVALID',
  'RANGE_TOO_LONG',
  'DATE_FORMAT',
  'DATE_INVALID',
  'CURSOR_INVALID',
  'LIMIT_INVALID',
];
