import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Select from '@cloudscape-design/components/select';
import Spinner from '@cloudscape-design/components/spinner';
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { queryKeys } from '#web/api/query-keys.ts';
import { CustomerAlerts } from '#web/features/customers/customer-alerts.tsx';
import { useTexts } from '#web/language/texts.ts';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { RowCount } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import { SearchBox } from '#web/lists/search-box.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { useMay } from '#web/session/me.ts';
import { useToday } from '#web/session/today.ts';
import type { InboxAddress } from '../inbox-address.ts';
import { type ConversationRow, type ConversationsPage, conversationsQuery } from '../queries.ts';
import { ConversationItem } from './conversation-item.tsx';
import { asked, firstSort, stateNames, type Tray, useConversationFilters } from './filters.ts';
import { inboxTexts } from './inbox-texts.ts';

/** A tray: search, states, filters, order, and its conversations (A19, C15–C18, D14–D18). */
export function ConversationList({ tray, address }: { tray: Tray; address: InboxAddress }) {
  const t = useTexts(inboxTexts);
  const { filters, change } = address;
  const today = useToday();
  const choices = useConversationFilters(tray);
  const chips = useFilterChips(choices, filters);
  const clear = () => address.clear('sort', 'customer', 'panel');
  const query = useInfiniteQuery(conversationsQuery(asked(filters, tray, today)));
  const search = useCallback((text: string) => change({ q: text }), [change]);
  const states = stateNames.map((value) => ({ value, label: t(value === 'unread' ? 'unreadState' : value) }));
  const sorts = (['newest', 'oldest'] as const).map((value) => ({
    value,
    label: t(tray === 'calls' ? `${value}Call` : value),
  }));
  const sort = filters.sort ?? firstSort(tray);
  return (
    <section className="inbox-list" aria-label={t('list')}>
      <div className="inbox-filters">
        <div className="inbox-filters-row">
          <SearchBox value={filters.q ?? ''} placeholder={t('search')} onSearch={search} />
          <FiltersDialog filters={choices} values={filters} onApply={change} />
        </div>
        <div className="inbox-filters-pair">
          <Select
            ariaLabel={t('state')}
            options={states}
            selectedOption={states.find(({ value }) => value === filters.state) ?? states[0] ?? null}
            onChange={({ detail }) =>
              change({ state: detail.selectedOption.value === 'all' ? undefined : detail.selectedOption.value })
            }
          />
          <Select
            ariaLabel={t('sort')}
            options={sorts}
            selectedOption={sorts.find(({ value }) => value === sort) ?? null}
            onChange={({ detail }) => change({ sort: detail.selectedOption.value })}
          />
        </div>
        <FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />
      </div>
      <Rows tray={tray} address={address} query={query} onClear={clear} />
    </section>
  );
}

function Rows({
  tray,
  address: { filters },
  query,
  onClear,
}: {
  tray: Tray;
  address: InboxAddress;
  query: UseInfiniteQueryResult<InfiniteData<ConversationsPage>>;
  onClear(): void;
}) {
  const t = useTexts(inboxTexts);
  const listText = useTexts(listTexts);
  const mayClear = useMay()('clearAlert');
  const queryClient = useQueryClient();
  const [alerted, setAlerted] = useState<ConversationRow>();
  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.pages.every(({ items }) => items.length === 0) === true,
      cursor: query.data?.pages.at(-1)?.nextCursor,
      isFetching: query.isFetching,
      filters: { ...filters, customer: undefined, panel: undefined },
    },
    () => void query.fetchNextPage(),
  );
  if (query.error !== null && query.data === undefined) {
    return <RowsFailed error={query.error} onRetry={() => void query.refetch()} onClear={onClear} />;
  }
  if (query.data === undefined) {
    return (
      <Box textAlign="center" padding="l">
        <Spinner /> {listText('loading')}
      </Box>
    );
  }
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (lookingOn !== undefined) return lookingOn;
  const narrowed = Object.keys(filters).some((name) => !['sort', 'customer', 'panel'].includes(name));
  if (rows.length === 0) {
    return (
      <ListEmpty narrowed={narrowed} text={t(tray === 'calls' ? 'emptyCalls' : 'emptyReceived')} onClear={onClear} />
    );
  }
  const nextCursor = query.data.pages.at(-1)?.nextCursor;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="inbox-rows" tabIndex={0} aria-label={t('rows')} aria-busy={query.isPlaceholderData}>
      <ul>
        {rows.map((row) => (
          <li key={row.customerId}>
            <ConversationItem
              row={row}
              open={row.customerId === filters.customer}
              search={filters.q}
              onAlerts={mayClear ? () => setAlerted(row) : undefined}
            />
          </li>
        ))}
      </ul>
      <Box textAlign="center" padding="xs" color="text-body-secondary">
        <RowCount rows={{ items: rows, nextCursor }} />
      </Box>
      {query.hasNextPage && (
        <Box textAlign="center" padding="s">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Box>
      )}
      {alerted !== undefined && (
        <CustomerAlerts
          customerId={alerted.customerId}
          name={alerted.name}
          onCleared={() => void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.all })}
          onClose={() => setAlerted(undefined)}
        />
      )}
    </section>
  );
}
