import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useInteractionFilters } from '#web/features/interactions/filters.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFilterWords } from '#web/lists/filters.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { reportsQuery, type StandingReport, useDeleteReport } from './queries.ts';
import { ReportDialog } from './report-dialog.tsx';
import { reportTexts } from './texts.ts';

/** Reports of the register that are written every night (design §4). */
export function Component() {
  const t = useTexts(reportTexts);
  const may = useMay();
  const query = useQuery(reportsQuery);
  // null: a new one.
  const [edited, setEdited] = useState<StandingReport | null>();
  const [removed, setRemoved] = useState<StandingReport>();
  const columnDefinitions = useReportColumns({ onEdit: setEdited, onRemove: setRemoved });
  if (query.error !== null && query.data === undefined) {
    return (
      <SpaceBetween size="m">
        <Header variant="h1">{t('title')}</Header>
        <ProblemAlert error={query.error} onRetry={() => query.refetch()} />
      </SpaceBetween>
    );
  }
  return (
    <>
      <Table
        variant="full-page"
        wrapLines
        trackBy="reportId"
        items={query.data?.items ?? []}
        loading={query.isPending}
        loadingText={t('loading')}
        columnDefinitions={columnDefinitions}
        header={
          <Header
            variant="awsui-h1-sticky"
            description={t('description')}
            actions={
              may('createStandingReport') && (
                <Button variant="primary" onClick={() => setEdited(null)}>
                  {t('add')}
                </Button>
              )
            }
          >
            {t('title')}
          </Header>
        }
        empty={
          <Box textAlign="center" padding={{ vertical: 'l' }}>
            {t('empty')}
          </Box>
        }
      />
      {edited !== undefined && <ReportDialog report={edited ?? undefined} onClose={() => setEdited(undefined)} />}
      {removed !== undefined && <RemoveDialog report={removed} onClose={() => setRemoved(undefined)} />}
    </>
  );
}

const useReportColumns = ({
  onEdit,
  onRemove,
}: {
  onEdit(report: StandingReport): void;
  onRemove(report: StandingReport): void;
}): TableProps.ColumnDefinition<StandingReport>[] => {
  const t = useTexts(reportTexts);
  const may = useMay();
  const userName = useUserName();
  const choices = useInteractionFilters();
  const filterWords = useFilterWords();
  return [
    {
      id: 'name',
      header: t('name'),
      isRowHeader: true,
      cell: ({ name }) => <span className="breakable">{name}</span>,
      minWidth: 180,
    },
    { id: 'days', header: t('days'), cell: ({ days }) => t('daysCount', { count: days }), minWidth: 110 },
    {
      id: 'filters',
      header: t('filters'),
      cell: ({ filters }) => {
        const words = filterWords(choices, filters);
        return words.length === 0 ? t('noFilters') : words.join(' · ');
      },
      minWidth: 180,
    },
    {
      id: 'columns',
      header: t('columns'),
      cell: ({ columns }) => t('columnsCount', { count: columns.length }),
      minWidth: 120,
    },
    {
      id: 'notify',
      header: t('notify'),
      cell: ({ notify }) => (notify.length === 0 ? t('nobody') : notify.map(userName).join(', ')),
      minWidth: 160,
    },
    {
      id: 'state',
      header: t('state'),
      cell: ({ active }) => (
        <StatusIndicator type={active ? 'success' : 'stopped'}>{t(active ? 'active' : 'inactive')}</StatusIndicator>
      ),
      minWidth: 110,
    },
    {
      id: 'actions',
      header: t('actions'),
      cell: (report) => (
        <SpaceBetween direction="horizontal" size="xxs">
          {may('putStandingReport') && (
            <Button
              variant="icon"
              iconName="edit"
              ariaLabel={t('edit', { name: report.name })}
              onClick={() => onEdit(report)}
            />
          )}
          {may('deleteStandingReport') && (
            <Button
              variant="icon"
              iconName="remove"
              ariaLabel={t('remove', { name: report.name })}
              onClick={() => onRemove(report)}
            />
          )}
        </SpaceBetween>
      ),
      minWidth: 110,
    },
  ];
};

function RemoveDialog({ report: { reportId, name }, onClose }: { report: StandingReport; onClose(): void }) {
  const t = useTexts(reportTexts);
  const remove = useDeleteReport();
  return (
    <ChangeDialog
      title={t('removeTitle', { name })}
      text={t('removeText')}
      confirm={t('removeConfirm')}
      cancel={t('cancel')}
      change={remove}
      input={reportId}
      notice={{ id: 'report', content: t('deleted', { name }) }}
      onClose={onClose}
    />
  );
}
