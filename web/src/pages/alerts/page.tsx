import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ClearDialog } from '#web/features/alerts/clear-dialog.tsx';
import { useAlertColumns } from '#web/features/alerts/columns.tsx';
import { alertFilters, useAlertFilters } from '#web/features/alerts/filters.ts';
import { MarkDialog } from '#web/features/alerts/mark-dialog.tsx';
import { type Alert, type AlertsQuery, alertsQuery } from '#web/features/alerts/queries.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { CustomerAlerts } from '#web/features/customers/customer-alerts.tsx';
import { useTexts } from '#web/language/texts.ts';
import { type DateRange, DateRangeFilter } from '#web/lists/date-range.tsx';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { ListPages } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { useMay } from '#web/session/me.ts';

const names = [...alertFilters, 'from', 'to', 'sort'] as const;
/** Time in which the list follows an action closely, ms. */
const followMs = 20_000;
/** Dates of one range: a year and a day. */
const mostDays = 366;

const idOf = ({ channel, value }: Alert): string => `${channel} ${value}`;

/** Cuentas por cobrar › Alertas: every alerted address as a work list (F9). */
export function Component() {
  const t = useTexts(alertTexts);
  const listText = useTexts(listTexts);
  const may = useMay();
  const address = useListAddress(names);
  const { filters, change, page } = address;
  const { from, to, sort, ...narrowing } = filters;
  const range: DateRange | undefined = from === undefined || to === undefined ? undefined : { from, to };
  const [now] = useState(() => Date.now());
  const [followed, setFollowed] = useState(0);
  const [isFollowing, setFollowing] = useState(false);
  useEffect(() => {
    if (followed === 0) return undefined;
    setFollowing(true);
    const timer = setTimeout(() => setFollowing(false), followMs);
    return () => clearTimeout(timer);
  }, [followed]);
  const query = useQuery(
    alertsQuery(
      { ...filters, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) } as AlertsQuery,
      isFollowing,
    ),
  );
  const [chosen, setChosen] = useState<readonly Alert[]>([]);
  const [open, setOpen] = useState<'clear' | 'mark'>();
  const [pressed, setPressed] = useState<Alert>();
  const items = query.data?.items ?? [];
  const isBulk = may('clearAlerts');
  // A row that is gone meanwhile is no longer selected.
  const selected = items.filter((item) => chosen.some((one) => idOf(one) === idOf(item)));
  const definitions = useAlertColumns({ now, onClear: setPressed });
  const choices = useAlertFilters();
  const chips = useFilterChips(choices, narrowing);
  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.items.length === 0,
      cursor: query.data?.nextCursor,
      isFetching: query.isFetching,
      filters,
    },
    address.lookOn,
  );
  const narrowed = Object.keys(filters).some((name) => name !== 'sort');
  const clear = () => address.clear('sort');
  const failed = query.error !== null && query.data === undefined && (
    <RowsFailed error={query.error} filters={choices} onRetry={() => query.refetch()} onClear={clear} />
  );
  const begun = () => {
    setChosen([]);
    setFollowed((count) => count + 1);
  };
  const owner = pressed?.owners[0];
  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        wrapLines
        trackBy={idOf}
        items={items}
        {...(isBulk ? { selectionType: 'multi' as const } : {})}
        selectedItems={selected}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        ariaLabels={{
          selectionGroupLabel: t('selection'),
          allItemsSelectionLabel: () => t('selectAll'),
          itemSelectionLabel: (_state, item) => t('selectOne', { address: item.value }),
        }}
        loading={lookingOn === undefined && (query.isPending || query.isPlaceholderData)}
        loadingText={listText('loading')}
        columnDefinitions={definitions}
        sortingColumn={{ sortingField: 'raisedAt' }}
        sortingDescending={sort !== 'raisedAt'}
        onSortingChange={({ detail }) => change({ sort: detail.isDescending === true ? undefined : 'raisedAt' })}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <FiltersDialog filters={choices} values={filters} onApply={change} />
                {may('raiseAlerts') && <Button onClick={() => setOpen('mark')}>{t('mark')}</Button>}
                {isBulk && (
                  <Button variant="primary" disabled={items.length === 0} onClick={() => setOpen('clear')}>
                    {t('clear')}
                  </Button>
                )}
              </SpaceBetween>
            }
          >
            {t('title')}
          </Header>
        }
        filter={
          <div className="list-filters">
            <DateRangeFilter
              label={t('raised')}
              value={range}
              mostDays={mostDays}
              onChange={(chosenRange) => change({ from: chosenRange?.from, to: chosenRange?.to })}
            />
            <FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />
          </div>
        }
        pagination={<ListPages address={address} query={query} />}
        empty={failed || (lookingOn ?? <ListEmpty narrowed={narrowed} text={t('empty')} onClear={clear} />)}
      />
      {open === 'clear' && (
        <ClearDialog
          selected={selected}
          filter={Object.fromEntries(
            Object.entries({ ...narrowing, from, to }).filter(([, value]) => value !== undefined),
          )}
          onBegun={begun}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'mark' && <MarkDialog onBegun={begun} onClose={() => setOpen(undefined)} />}
      {pressed !== undefined && owner !== undefined && (
        <CustomerAlerts
          customerId={owner.customerId}
          name={owner.name}
          only={owner.addressId}
          onCleared={begun}
          onClose={() => setPressed(undefined)}
        />
      )}
    </>
  );
}
