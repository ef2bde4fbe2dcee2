import Box from '@cloudscape-design/components/box';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useDeleteTicket } from './changes.ts';
import type { Ticket } from './queries.ts';
import { customerPageTexts } from './texts.ts';

/** Asks before a ticket is deleted. */
export function DeleteTicketDialog({
  customerId,
  ticket,
  onClose,
}: {
  customerId: string;
  ticket: Ticket;
  onClose(): void;
}) {
  const t = useTexts(customerPageTexts);
  const { show } = useNotices();
  const remove = useDeleteTicket(customerId);
  const { number } = ticket;
  const confirm = () =>
    remove.mutate(ticket, {
      onSuccess: () => {
        show({ id: 'ticket', type: 'success', content: t('ticketDeleted', { number }) });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={t('deleteTicketTitle')}
      confirm={t('delete')}
      cancel={t('cancel')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('deleteTicketText', { number })}</Box>
    </ConfirmDialog>
  );
}
