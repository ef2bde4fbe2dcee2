import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { registerRangeDays } from '#contract/interaction-columns.ts';
import { ExportButton } from '#web/features/exports/export-button.tsx';
import {
  standardColumns,
  useInteractionColumnGroups,
  useInteractionColumns,
} from '#web/features/interactions/columns.tsx';
import { interactionFilters, useInteractionFilters } from '#web/features/interactions/filters.ts';
import { InteractionDetail } from '#web/features/interactions/interaction-detail.tsx';
import { type InteractionsQuery, interactionsQuery } from '#web/features/interactions/queries.ts';
import { StatusGlossary } from '#web/features/interactions/status-glossary.tsx';
import { interactionTexts } from '#web/features/interactions/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { ColumnsDialog } from '#web/lists/columns-dialog.tsx';
import { type DateRange, DateRangeFilter } from '#web/lists/date-range.tsx';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips, useFilterWords, withoutMissing } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { ListPages } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import type { ViewContent } from '#web/lists/list-views.ts';
import { SavedViews } from '#web/lists/saved-views.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { useWide } from '#web/lists/use-wide.ts';
import { useColumns } from '#web/lists/views.ts';
import { paths } from '#web/navigation/paths.ts';
import { useOpened } from '#web/navigation/use-opened.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';

const names = [...interactionFilters, 'from', 'to', 'customerId', 'sort'] as const;

/** Cuentas por cobrar › Interacciones (B2–B22). */
export function Component() {
  const t = useTexts(interactionTexts);
  const listText = useTexts(listTexts);
  const may = useMay();
  const wide = useWide();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const { show } = useNotices();
  const format = useFormat();
  const address = useListAddress(names);
  const { filters, change, page } = address;
  const { columns: chosen, save } = useColumns('interactions', standardColumns);
  const { opened, open } = useOpened('message');
  const shown = chosen ?? standardColumns;
  const definitions = useInteractionColumns(open);
  const columnGroups = useInteractionColumnGroups();
  const asked = { ...filters, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  const query = useQuery(interactionsQuery(asked as InteractionsQuery));
  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.items.length === 0,
      cursor: query.data?.nextCursor,
      isFetching: query.isFetching,
      filters,
      searchedTo: query.data?.searchedTo,
    },
    address.lookOn,
  );
  const choices = useInteractionFilters(filters);
  const { from, to, sort, ...register } = filters;
  const range: DateRange | undefined = from === undefined || to === undefined ? undefined : { from, to };
  const narrowed = Object.keys(filters).some((name) => name !== 'sort');
  const visible = definitions.map(({ id = '' }) => id).filter((id) => isShown(id, shown));
  const saveColumns = (columns: readonly string[]) => {
    save(columns).catch((error: unknown) =>
      show({ id: 'columns', type: 'error', header: listText('columnsFailed'), content: problemText(error) }),
    );
  };
  const openView = (view: ViewContent) => {
    change({ ...Object.fromEntries(names.map((name) => [name, view.filters[name]])), sort: view.sort });
    if (view.columns.length > 0) saveColumns(view.columns);
  };
  const filterWords = useFilterWords();
  const ofCustomer =
    filters.customerId === undefined
      ? []
      : [{ names: ['customerId'], words: t('ofCustomer', { name: query.data?.items[0]?.customerName ?? t('one') }) }];
  // The picker shows a whole range; an address may hold one end alone.
  const halfRange =
    range !== undefined || (from ?? to) === undefined
      ? []
      : [
          {
            names: ['from', 'to'],
            words: `${t('sendDate')}: ${from === undefined ? listText('rangeTo', { to: to ?? '' }) : listText('rangeFrom', { from })}`,
          },
        ];
  const chips = [...ofCustomer, ...halfRange, ...useFilterChips(choices, register)];
  const clear = () => address.clear('sort');
  const failed = query.error !== null && query.data === undefined && (
    <RowsFailed error={query.error} filters={choices} onRetry={() => query.refetch()} onClear={clear} />
  );
  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        stickyColumns={{ last: 1 }}
        wrapLines
        trackBy="messageId"
        items={query.data?.items ?? []}
        loading={lookingOn === undefined && (query.isPending || query.isPlaceholderData)}
        loadingText={listText('loading')}
        columnDefinitions={definitions}
        columnDisplay={displayOrder(definitions.map(({ id = '' }) => id)).map((id) => ({
          id,
          visible: isShown(id, shown),
        }))}
        sortingColumn={{ sortingField: 'at' }}
        sortingDescending={sort !== 'at'}
        onSortingChange={({ detail }) => change({ sort: detail.isDescending === true ? undefined : 'at' })}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <StatusGlossary of="communication" />
                <SavedViews
                  list="interactions"
                  sharedList="interactions"
                  current={{ filters: withoutMissing({ ...register, from, to }), columns: shown, sort }}
                  onOpen={openView}
                />
                <FiltersDialog filters={choices} values={filters} onApply={change} />
                {may('createExport') && (
                  <ExportButton
                    range={range}
                    filters={withoutMissing(register)}
                    filterWords={filterWords(choices, register)}
                    columns={visible.filter((id) => id !== 'detail')}
                  />
                )}
                <SpaceBetween size="xxs" direction={wide ? 'vertical' : 'horizontal'}>
                  {may('createImport') && (
                    <ButtonDropdown
                      variant="primary"
                      items={[{ id: 'bulk', text: t('bulk') }]}
                      onItemClick={() => navigate(paths.imports)}
                    >
                      {t('create')}
                    </ButtonDropdown>
                  )}
                  <ColumnsDialog groups={columnGroups} standard={standardColumns} chosen={shown} onSave={saveColumns} />
                </SpaceBetween>
              </SpaceBetween>
            }
          >
            {t('title')}
          </Header>
        }
        filter={
          <div className="list-filters">
            <DateRangeFilter
              label={t('sendDate')}
              value={range}
              mostDays={registerRangeDays}
              onChange={(value) => change({ from: value?.from, to: value?.to })}
            />
            {range === undefined && query.data !== undefined && (
              <Box color="text-body-secondary">
                {query.data.range === null
                  ? listText('allDates')
                  : listText('rangeInForce', {
                      from: format.day(query.data.range.from),
                      to: format.day(query.data.range.to),
                    })}
              </Box>
            )}
            <FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />
          </div>
        }
        pagination={<ListPages address={address} query={query} />}
        empty={failed || (lookingOn ?? <ListEmpty narrowed={narrowed} text={t('empty')} onClear={clear} />)}
      />
      {opened !== undefined && <InteractionDetail messageId={opened} onClose={() => open(undefined)} />}
    </>
  );
}

/** Customer and date first, the detail last; the others as they are defined. */
const displayOrder = (ids: readonly string[]): readonly string[] => {
  const first = ['customerName', 'scheduledAt'];
  return [...first, ...ids.filter((id) => !first.includes(id) && id !== 'detail'), 'detail'];
};

const isShown = (id: string, chosen: readonly string[]): boolean =>
  id === 'customerName' || id === 'scheduledAt' || id === 'detail' || chosen.includes(id);
