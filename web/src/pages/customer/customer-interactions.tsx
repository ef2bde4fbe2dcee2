import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import type { InteractionColumn } from '#contract/interaction-columns.ts';
import { useInteractionColumns } from '#web/features/interactions/columns.tsx';
import { interactionsQuery } from '#web/features/interactions/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { ListPages } from '#web/lists/list-pages.tsx';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useLookingOn } from '#web/lists/use-looking-on.tsx';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { customerPageTexts } from './texts.ts';

/** Columns of the register that say something where all rows are of one customer, and their least widths in px. */
const widths = {
  scheduledAt: 150,
  channel: 105,
  direction: 105,
  status: 135,
  preview: 190,
  recipient: 150,
  originName: 130,
  detail: 90,
} as const satisfies { readonly [Column in InteractionColumn | 'detail']?: number };
const columns = Object.keys(widths) as (keyof typeof widths)[];

/** The customer's communications, newest first, as in the register, page by page (B4–B9). */
export function CustomerInteractions({ customerId, onOpen }: { customerId: string; onOpen(messageId: string): void }) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const address = useListAddress([]);
  const register = useInteractionColumns(onOpen);
  const definitions = columns.flatMap((id) => {
    const column = register.find((one) => one.id === id);
    // Newest first, always: the register sorts.
    return column === undefined ? [] : [{ id, header: column.header, cell: column.cell, minWidth: widths[id] }];
  });
  const query = useQuery(
    interactionsQuery({ customerId, ...(address.page.cursor === undefined ? {} : { cursor: address.page.cursor }) }),
  );
  const lookingOn = useLookingOn(
    {
      isEmpty: query.data?.items.length === 0,
      cursor: query.data?.nextCursor,
      isFetching: query.isFetching,
      filters: { customerId },
    },
    address.lookOn,
  );
  if (query.error !== null && query.data === undefined) {
    return <ProblemAlert error={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <Table
      wrapLines
      trackBy="messageId"
      items={query.data?.items ?? []}
      loading={lookingOn === undefined && (query.isPending || query.isPlaceholderData)}
      loadingText={listText('loading')}
      columnDefinitions={definitions}
      empty={lookingOn ?? <Box textAlign="center">{t('noInteractions')}</Box>}
      header={
        <Header
          variant="h2"
          actions={<TargetLink href={paths.customerInteractions(customerId)}>{t('inRegister')}</TargetLink>}
        >
          {t('interactions')}
        </Header>
      }
      pagination={<ListPages address={address} query={query} />}
    />
  );
}
