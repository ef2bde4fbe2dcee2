import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { channelLabels } from '#contract/vocabulary.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useHistoryWords } from './history-words.ts';
import { MoreButton } from './more-button.tsx';
import { type HistoryEntry, historyPagesQuery } from './queries.ts';
import { customerPageTexts } from './texts.ts';

/** Alerts, clearings, pauses, changes of addresses: when, what, who, why, and the communication behind it (F5). */
export function CustomerHistory({ customer, onOpen }: { customer: Customer; onOpen(messageId: string): void }) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const label = useLabel();
  const format = useFormat();
  const words = useHistoryWords();
  const query = useInfiniteQuery(historyPagesQuery(customer.customerId));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const addresses = addressesOf(customer, entries);
  if (query.error !== null && query.data === undefined) {
    return <ProblemAlert error={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <Table
      wrapLines
      header={<Header variant="h2">{t('history')}</Header>}
      items={entries}
      loading={query.isPending}
      loadingText={listText('loading')}
      empty={<Box textAlign="center">{t('noHistory')}</Box>}
      footer={query.hasNextPage && <MoreButton query={query} />}
      columnDefinitions={[
        { id: 'when', header: t('when'), cell: ({ at }) => format.dateTime(at), minWidth: 185 },
        {
          id: 'what',
          header: t('what'),
          isRowHeader: true,
          cell: ({ kind, channel, addressId }) => (
            <>
              {t(kind)}
              <Box variant="small" display="block">
                <span className="breakable">
                  {[channel === null ? undefined : label(channelLabels[channel]), addresses.get(addressId ?? '')]
                    .filter((word) => word !== undefined)
                    .join(' · ')}
                </span>
              </Box>
            </>
          ),
          minWidth: 210,
        },
        { id: 'who', header: t('who'), cell: words.who, minWidth: 140 },
        {
          id: 'reason',
          header: t('reason'),
          cell: (entry) => (
            <>
              {words.why(entry)}
              <Box variant="small" display="block">
                <span className="breakable">{words.detail(entry)}</span>
              </Box>
            </>
          ),
          minWidth: 200,
        },
        {
          id: 'message',
          header: t('message'),
          cell: ({ messageId, at }) =>
            messageId === null ? (
              t('none')
            ) : (
              <Button
                variant="icon"
                iconName="status-info"
                ariaLabel={t('seeMessage', { at: format.dateTime(at) })}
                onClick={() => onOpen(messageId)}
              />
            ),
          minWidth: 130,
        },
      ]}
    />
  );
}

/** Addresses by id, the former ones too: their entries tell what they were. */
const addressesOf = (customer: Customer, entries: readonly HistoryEntry[]): ReadonlyMap<string, string> =>
  new Map([
    ...entries.flatMap(({ kind, addressId, detail }) =>
      kind.startsWith('address_') && addressId !== null && detail !== null ? [[addressId, detail] as const] : [],
    ),
    ...customer.addresses.map(({ addressId, value }) => [addressId, value] as const),
  ]);
