import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { isMoving, type Process } from './queries.ts';
import { processTexts } from './texts.ts';

/** How far an import has read, in percent; undefined where the size of the work is not known. */
const percentOf = ({ progress: { done, total }, import: imported }: Process): number | undefined => {
  if (total !== null && total > 0) return Math.min(100, Math.round((done / total) * 100));
  if (imported !== null && imported.size > 0) {
    return Math.min(100, Math.round((imported.bytesDone / imported.size) * 100));
  }
  return undefined;
};

/** Rows done of those that are known, as a bar while it goes on, and what became of them (B34, F19). */
export function ProcessProgress({ process, label }: { process: Process; label: string }) {
  const t = useTexts(processTexts);
  const format = useFormat();
  const {
    progress: { done, total },
    import: imported,
  } = process;
  const rows =
    total === null
      ? t('rows', { count: done, done: format.number(done) })
      : t(process.alerts === undefined ? 'rowsOf' : 'addressesOf', {
          done: format.number(done),
          total: format.number(total),
        });
  if (process.erasure !== undefined) {
    const { messages, fileVersions } = process.erasure.counts;
    return <Box>{t('erased', { messages: format.number(messages), files: format.number(fileVersions) })}</Box>;
  }
  if (process.portability !== undefined || process.companyExport !== undefined)
    return <Box>{t('records', { count: done, done: format.number(done) })}</Box>;
  if (process.retention !== undefined) {
    const removed = Object.values(process.retention.removed).reduce((sum, count) => sum + count, 0);
    return <Box>{t('removed', { count: format.number(removed) })}</Box>;
  }
  const { alerts } = process;
  const ends = [
    ['changedAlerts', alerts?.counts.changed],
    ['unchanged', alerts?.counts.unchanged],
    ['changedSince', alerts?.counts.changedSince],
    ['failedAlerts', alerts?.counts.failed],
  ] as const;
  const endWords = ends.flatMap(([end, count = 0]) => (count > 0 ? [t(end, { count: format.number(count) })] : []));
  const percent = isMoving(process) ? percentOf(process) : undefined;
  const outcomes = (['created', 'updated', 'duplicate', 'rejected'] as const).filter(
    (outcome) => (imported?.counts[outcome] ?? 0) > 0,
  );
  return (
    <>
      {percent === undefined ? (
        <Box>{done === 0 && total === null ? t('noRows') : rows}</Box>
      ) : (
        <ProgressBar value={percent} ariaLabel={label} additionalInfo={rows} />
      )}
      {endWords.length > 0 && (
        <Box variant="small" display="block">
          {endWords.join(' · ')}
        </Box>
      )}
      {outcomes.length > 0 && (
        <Box variant="small" display="block">
          {outcomes.map((outcome) => t(outcome, { count: format.number(imported?.counts[outcome] ?? 0) })).join(' · ')}
        </Box>
      )}
    </>
  );
}
