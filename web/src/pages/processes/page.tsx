import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { DownloadNowButton } from '#web/features/exports/download-now-button.tsx';
import { useCancelProcess, useMarkRead } from '#web/features/processes/changes.ts';
import { processFilters, useProcessFilters } from '#web/features/processes/filters.ts';
import { ProcessIssues } from '#web/features/processes/process-issues.tsx';
import { useProcessName } from '#web/features/processes/process-name.ts';
import { type Process, processesQuery } from '#web/features/processes/queries.ts';
import { processTexts } from '#web/features/processes/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { ListPages } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { paths } from '#web/navigation/paths.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useMay } from '#web/session/me.ts';
import { useProcessColumns } from './columns.tsx';

/** Rows of a page. */
const pageSize = '25';

/** Cuentas por cobrar › Log de procesos (B34, B39, F19–F21). */
export function Component() {
  const t = useTexts(processTexts);
  const listText = useTexts(listTexts);
  const may = useMay();
  const navigate = useNavigate();
  const nameOf = useProcessName();
  const markRead = useMarkRead();
  const address = useListAddress(processFilters);
  const { filters, change, page } = address;
  const [cancelled, setCancelled] = useState<Process>();
  const [shown, setShown] = useState<Process>();
  const columnDefinitions = useProcessColumns({ onCancel: setCancelled, onIssues: setShown });
  const query = useQuery(
    processesQuery({
      ...filters,
      limit: pageSize,
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    } as Parameters<typeof processesQuery>[0]),
  );
  const unread = (query.data?.items ?? []).filter((process) => process.unread);
  const narrowed = Object.keys(filters).length > 0;
  const choices = useProcessFilters();
  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.items.length === 0,
      cursor: query.data?.nextCursor,
      isFetching: query.isFetching,
      filters,
    },
    address.lookOn,
  );
  const chips = useFilterChips(choices, filters);
  const clear = () => address.clear();
  const failed = query.error !== null && query.data === undefined && (
    <RowsFailed error={query.error} filters={choices} onRetry={() => query.refetch()} onClear={clear} />
  );
  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        wrapLines
        trackBy="processId"
        items={query.data?.items ?? []}
        loading={lookingOn === undefined && (query.isPending || query.isPlaceholderData)}
        loadingText={listText('loading')}
        columnDefinitions={columnDefinitions}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {unread.length > 0 && (
                  <Button
                    iconName="check"
                    loading={markRead.isPending}
                    onClick={() => markRead.mutate(unread.map(({ processId }) => processId))}
                  >
                    {t('readAll')}
                  </Button>
                )}
                <FiltersDialog filters={choices} values={filters} onApply={change} />
                <Button onClick={() => navigate(paths.standingReports)}>{t('standing')}</Button>
                {may('createExport') && (
                  <DownloadNowButton tray="processErrors" filters={filters} text={t('downloadErrors')} />
                )}
              </SpaceBetween>
            }
          >
            {t('title')}
          </Header>
        }
        filter={<FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />}
        pagination={<ListPages address={address} query={query} />}
        empty={failed || (lookingOn ?? <ListEmpty narrowed={narrowed} text={t('empty')} onClear={clear} />)}
      />
      {cancelled !== undefined && <CancelDialog process={cancelled} onClose={() => setCancelled(undefined)} />}
      <Modal
        visible={shown !== undefined}
        size="large"
        header={t('issuesTitle', { name: shown === undefined ? '' : nameOf(shown) })}
        onDismiss={() => setShown(undefined)}
      >
        {shown !== undefined && <ProcessIssues process={shown} />}
      </Modal>
    </>
  );
}

function CancelDialog({ process, onClose }: { process: Process; onClose(): void }) {
  const t = useTexts(processTexts);
  const cancel = useCancelProcess();
  return (
    <ConfirmDialog
      title={t('cancelTitle')}
      confirm={t('cancelConfirm')}
      cancel={t('keep')}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate(process, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t(process.kind === 'import' ? 'cancelImport' : 'cancelExport')}
    </ConfirmDialog>
  );
}
