import { useTexts } from '#web/language/texts.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
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
  const remove = useDeleteTicket(customerId);
  const { number } = ticket;
  return (
    <ChangeDialog
      title={t('deleteTicketTitle', { number })}
      text={t('deleteTicketText')}
      confirm={t('deleteTicketConfirm')}
      cancel={t('cancel')}
      change={remove}
      input={ticket}
      notice={{ id: 'ticket', content: t('ticketDeleted', { number }) }}
      onClose={onClose}
    />
  );
}
