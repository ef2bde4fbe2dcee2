import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import { ProcessFiles } from '#web/features/processes/process-files.tsx';
import { useProcessName } from '#web/features/processes/process-name.ts';
import { ProcessPerson } from '#web/features/processes/process-person.tsx';
import { ProcessProgress } from '#web/features/processes/process-progress.tsx';
import { useProcessScope } from '#web/features/processes/process-scope.ts';
import { ProcessState } from '#web/features/processes/process-state.tsx';
import type { Process } from '#web/features/processes/queries.ts';
import { processTexts } from '#web/features/processes/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { RowActions } from './row-actions.tsx';

/** Columns of the process log: all of them always stand. */
export const useProcessColumns = ({
  onCancel,
  onIssues,
}: {
  onCancel(process: Process): void;
  onIssues(process: Process): void;
}): TableProps.ColumnDefinition<Process>[] => {
  const t = useTexts(processTexts);
  const format = useFormat();
  const nameOf = useProcessName();
  const scopeOf = useProcessScope();
  const userName = useUserName();
  const duration = (ms: number) => {
    const seconds = Math.max(1, Math.round(ms / 1000));
    if (seconds < 60) return t('seconds', { count: seconds });
    return t('minutes', { minutes: format.number(Math.floor(seconds / 60)), seconds: seconds % 60 });
  };
  return [
    {
      id: 'process',
      header: t('process'),
      isRowHeader: true,
      cell: (process) => (
        <>
          <span className="breakable">{nameOf(process)}</span>
          {process.portability !== undefined && <ProcessPerson customerId={process.portability.customerId} />}
          {scopeOf(process).length > 0 && (
            <Box variant="small" display="block">
              <span className="breakable">{scopeOf(process).join(' · ')}</span>
            </Box>
          )}
          {process.unread && (
            <Box>
              <Badge color="blue">{t('unread')}</Badge>
            </Box>
          )}
        </>
      ),
      minWidth: 200,
    },
    { id: 'state', header: t('state'), cell: (process) => <ProcessState process={process} />, minWidth: 140 },
    {
      id: 'progress',
      header: t('progress'),
      cell: (process) => <ProcessProgress process={process} label={nameOf(process)} />,
      minWidth: 165,
    },
    { id: 'files', header: t('files'), cell: (process) => <ProcessFiles process={process} />, minWidth: 220 },
    {
      id: 'requested',
      header: t('requested'),
      cell: ({ createdAt, requestedBy }) => (
        <>
          {format.dateTime(createdAt)}
          <Box variant="small" display="block">
            {userName(requestedBy)}
          </Box>
        </>
      ),
      minWidth: 160,
    },
    {
      id: 'duration',
      header: t('duration'),
      cell: ({ durationMs }) => (durationMs === null ? '—' : duration(durationMs)),
      minWidth: 90,
    },
    {
      id: 'actions',
      header: t('actions'),
      cell: (process) => (
        <RowActions
          process={process}
          name={nameOf(process)}
          onCancel={() => onCancel(process)}
          onIssues={() => onIssues(process)}
        />
      ),
      minWidth: 125,
    },
  ];
};
