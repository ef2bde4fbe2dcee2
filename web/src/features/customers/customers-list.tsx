import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { DownloadNowButton } from '#web/features/exports/download-now-button.tsx';
import { useTexts } from '#web/language/texts.ts';
import { ColumnsDialog } from '#web/lists/columns-dialog.tsx';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { ListPages } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import type { ViewContent } from '#web/lists/list-views.ts';
import { SavedViews } from '#web/lists/saved-views.tsx';
import { SearchBox } from '#web/lists/search-box.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { useWide } from '#web/lists/use-wide.ts';
import { useColumns } from '#web/lists/views.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMay } from '#web/session/me.ts';
import { metadataFieldsQuery } from '#web/session/metadata-fields.ts';
import { metadataKeyOf, useCustomerColumnGroups, useCustomerColumns } from './columns.tsx';
import { CreateActions } from './create-actions.tsx';
import { CustomerAlerts } from './customer-alerts.tsx';
import { customerFilters, groupOf, groupQuery, groups, useCustomerFilters } from './filters.ts';
import { type CustomerRow, customersQuery } from './queries.ts';
import { customerTexts } from './texts.ts';
import { shownBy, viewOf } from './views.ts';

/** What sets the customers of one module apart from those of another: the columns that it begins with. */
export interface CustomersPreset {
  /** Name under which a user's columns are kept: each preset has its own. */
  readonly list: 'customers' | 'helpDesk';
  readonly standardColumns: readonly string[];
  /** Headings and action of the help desk: whom to contact, and how (E3). */
  readonly contacts?: boolean;
  /** Where a customer's name leads: to the page of the same module. */
  customerPath(customerId: string): string;
}

/** The customers list (A13–A16, E2–E17): groups, search, filters, columns, pages. */
export function CustomersList({
  preset: { list, standardColumns, contacts = false, customerPath },
  title,
  onCreate,
  onEdit,
  onContact,
}: {
  preset: CustomersPreset;
  title: string;
  onCreate(): void;
  onEdit(row: CustomerRow): void;
  onContact(row: CustomerRow): void;
}) {
  const t = useTexts(customerTexts);
  const may = useMay();
  const wide = useWide();
  const listText = useTexts(listTexts);
  const address = useListAddress([...customerFilters, 'group', 'q', 'sort']);
  const { filters, change, page } = address;
  const { columns: chosen, save } = useColumns(list, standardColumns);
  const saveColumns = useSaveColumns(save);
  const shown = chosen ?? standardColumns;
  const [alerted, setAlerted] = useState<CustomerRow>();
  const definitions = useCustomerColumns({
    onEdit,
    onContact,
    onAlerts: setAlerted,
    contacts,
    customerPath,
    search: filters.q,
    shown,
  });
  const columnGroups = useCustomerColumnGroups();
  const filterChoices = useCustomerFilters();
  const chips = useFilterChips(filterChoices, filters);
  const fields = useQuery(metadataFieldsQuery);
  // Kept columns may name fields that have been archived since: the API refuses to list those.
  const kept = shown.flatMap((id) => metadataKeyOf(id) ?? []);
  const metadata = kept
    .filter((key) => fields.data?.fields.some((field) => field.key === key && !field.archived))
    .join(',');
  const group = groupOf(filters.group);
  const { group: _group, ...asked } = filters;
  const query = useQuery({
    ...customersQuery({
      ...asked,
      ...groupQuery[group],
      ...(metadata === '' ? {} : { columns: metadata }),
      ...(shown.includes('lastContact') ? { lastContact: 'true' } : {}),
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    } as Parameters<typeof customersQuery>[0]),
    // Columns decide what is read.
    enabled: chosen !== undefined && (kept.length === 0 || !fields.isPending),
  });
  const openView = (content: ViewContent) => {
    const view = shownBy(content, [...customerFilters, 'q']);
    change(view.filters);
    if (view.columns.length > 0) saveColumns(view.columns);
  };
  const search = useCallback((text: string) => change({ q: text }), [change]);
  const narrowed = Object.keys(filters).some((name) => name !== 'sort');

  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.items.length === 0,
      cursor: query.data?.nextCursor,
      isFetching: query.isFetching,
      filters: address.filters,
    },
    address.lookOn,
  );
  const clear = () => address.clear('sort');
  const failed = query.error !== null && query.data === undefined && (
    <RowsFailed error={query.error} filters={filterChoices} onRetry={() => query.refetch()} onClear={clear} />
  );
  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        {...(wide ? { stickyColumns: { last: 1 } } : {})}
        wrapLines
        trackBy="customerId"
        items={query.data?.items ?? []}
        loading={lookingOn === undefined && (query.isPending || query.isPlaceholderData)}
        loadingText={listText('loading')}
        columnDefinitions={definitions}
        {...sorting(filters.sort)}
        onSortingChange={({ detail: { sortingColumn, isDescending = false } }) =>
          change({ sort: nextSort(filters.sort, sortingColumn.sortingField ?? 'name', isDescending) })
        }
        columnDisplay={displayOrder(
          definitions.map(({ id = '' }) => id),
          wide,
        ).map((id) => ({ id, visible: id === 'name' || id === 'actions' || shown.includes(id) }))}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <SavedViews
                  list={list}
                  sharedList="customers"
                  current={viewOf({ filters, columns: shown })}
                  onOpen={openView}
                />
                <FiltersDialog filters={filterChoices} values={filters} onApply={change} />
                {may('createExport') && (
                  <DownloadNowButton tray="customers" filters={{ ...asked, ...groupQuery[group], sort: undefined }} />
                )}
                <CreateActions imports={!contacts} onCreate={onCreate} />
                <ColumnsDialog groups={columnGroups} standard={standardColumns} chosen={shown} onSave={saveColumns} />
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          <div className="list-filters">
            <SearchBox value={filters.q ?? ''} placeholder={t('search')} onSearch={search} />
            <SegmentedControl
              label={t('presets')}
              selectedId={group}
              options={groups.map((id) => ({
                id,
                text: t(id),
                ...(id === 'favorites' ? { iconName: 'heart' as const } : {}),
              }))}
              onChange={({ detail }) => change({ group: detail.selectedId === 'all' ? undefined : detail.selectedId })}
            />
            <FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />
          </div>
        }
        pagination={<ListPages address={address} query={query} />}
        empty={failed || (lookingOn ?? <ListEmpty narrowed={narrowed} text={t('emptyText')} onClear={clear} />)}
      />
      {alerted !== undefined && (
        <CustomerAlerts customerId={alerted.customerId} name={alerted.name} onClose={() => setAlerted(undefined)} />
      )}
    </>
  );
}

/** The order in force, as the table shows it at its headings. */
const sorting = (sort: string | undefined) =>
  sort === undefined
    ? {}
    : { sortingColumn: { sortingField: sort.replace(/^-/, '') }, sortingDescending: sort.startsWith('-') };

/** What a press on a heading asks for; the first one begins where people look first: at the most or the latest. */
const nextSort = (before: string | undefined, field: string, isDescending: boolean): string => {
  const isNew = before?.replace(/^-/, '') !== field;
  return (isNew ? field !== 'name' : isDescending) ? `-${field}` : field;
};

/** Heart and name first, actions last and always in sight; on a phone name and actions first, which fit beside each other. */
const displayOrder = (ids: readonly string[], wide: boolean): readonly string[] => {
  const [first, last] = wide ? [['favorite', 'name'], ['actions']] : [['name', 'actions', 'favorite'], []];
  const ends = [...first, ...last];
  return [...first, ...ids.filter((id) => !ends.includes(id)), ...last];
};

/** Keeps columns, and says so when that fails. */
const useSaveColumns = (save: (columns: readonly string[]) => Promise<unknown>) => {
  const t = useTexts(customerTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  return (columns: readonly string[]) => {
    save(columns).catch((error: unknown) =>
      show({ id: 'columns', type: 'error', header: t('columnsFailed'), content: problemText(error) }),
    );
  };
};
