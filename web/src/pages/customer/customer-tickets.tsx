import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type TicketState, ticketNetworkLabels, ticketStateLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { DeleteTicketDialog } from './delete-ticket-dialog.tsx';
import { MoreButton } from './more-button.tsx';
import { type Ticket, ticketPagesQuery } from './queries.ts';
import { customerPageTexts } from './texts.ts';
import { TicketDialog } from './ticket-dialog.tsx';

const stateTypes: Readonly<Record<TicketState, StatusIndicatorProps.Type>> = {
  open: 'in-progress',
  pending: 'pending',
  solved: 'success',
  closed: 'stopped',
};

type Open = { readonly what: 'edit' | 'delete'; readonly ticket: Ticket } | { readonly what: 'add' } | undefined;

/** Tickets of the customer: social network, number, state, when it changed, link to its detail (E28). */
export function CustomerTickets({ customerId }: { customerId: string }) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const may = useMay();
  const query = useInfiniteQuery(ticketPagesQuery(customerId));
  const [open, setOpen] = useState<Open>();
  const columns = useColumns((what, ticket) => setOpen({ what, ticket }));
  const close = () => setOpen(undefined);
  if (query.error !== null && query.data === undefined) {
    return <ProblemAlert error={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <>
      <Table
        wrapLines
        trackBy="ticketId"
        items={query.data?.pages.flatMap(({ items }) => items) ?? []}
        loading={query.isPending}
        loadingText={listText('loading')}
        columnDefinitions={columns}
        empty={<Box textAlign="center">{t('noTickets')}</Box>}
        header={
          <Header
            variant="h2"
            actions={
              may('putTicket') && (
                <Button iconName="add-plus" onClick={() => setOpen({ what: 'add' })}>
                  {t('addTicket')}
                </Button>
              )
            }
          >
            {t('tickets')}
          </Header>
        }
        footer={query.hasNextPage && <MoreButton query={query} />}
      />
      {open?.what === 'add' && <TicketDialog customerId={customerId} onClose={close} />}
      {open?.what === 'edit' && <TicketDialog customerId={customerId} ticket={open.ticket} onClose={close} />}
      {open?.what === 'delete' && <DeleteTicketDialog customerId={customerId} ticket={open.ticket} onClose={close} />}
    </>
  );
}

const useColumns = (
  onOpen: (what: 'edit' | 'delete', ticket: Ticket) => void,
): TableProps.ColumnDefinition<Ticket>[] => {
  const t = useTexts(customerPageTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  const actions: TableProps.ColumnDefinition<Ticket> = {
    id: 'actions',
    header: t('actions'),
    cell: (ticket) => (
      <SpaceBetween direction="horizontal" size="xxs">
        {may('patchTicket') && (
          <Button
            variant="icon"
            iconName="edit"
            ariaLabel={t('editTicket', { number: ticket.number })}
            onClick={() => onOpen('edit', ticket)}
          />
        )}
        {may('deleteTicket') && (
          <Button
            variant="icon"
            iconName="remove"
            ariaLabel={t('deleteTicket', { number: ticket.number })}
            onClick={() => onOpen('delete', ticket)}
          />
        )}
      </SpaceBetween>
    ),
    minWidth: 115,
  };
  return [
    { id: 'number', header: t('ticketNumber'), cell: ({ number }) => number, isRowHeader: true, minWidth: 140 },
    { id: 'network', header: t('network'), cell: ({ network }) => label(ticketNetworkLabels[network]), minWidth: 120 },
    {
      id: 'state',
      header: t('state'),
      cell: ({ state }) => (
        <StatusIndicator type={stateTypes[state]}>{label(ticketStateLabels[state])}</StatusIndicator>
      ),
      minWidth: 130,
    },
    { id: 'updatedAt', header: t('updatedAt'), cell: ({ updatedAt }) => format.dateTime(updatedAt), minWidth: 160 },
    {
      id: 'link',
      header: t('link'),
      cell: ({ link, number }) =>
        link === null ? (
          t('none')
        ) : (
          <Link href={link} external rel="noopener noreferrer">
            {t('openTicket', { number })}
          </Link>
        ),
      minWidth: 180,
    },
    ...(may('patchTicket') || may('deleteTicket') ? [actions] : []),
  ];
};
