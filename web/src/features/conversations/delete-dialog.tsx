import Box from '@cloudscape-design/components/box';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useDeleteConversation } from './changes.ts';
import { threadTexts } from './thread-texts.ts';

/** Asks before a conversation is deleted for good (D27). */
export function DeleteDialog({
  customerId,
  name,
  onClose,
  onDeleted,
}: {
  customerId: string;
  name: string;
  onClose(): void;
  onDeleted(): void;
}) {
  const t = useTexts(threadTexts);
  const { show } = useNotices();
  const remove = useDeleteConversation();
  const confirm = () =>
    remove.mutate(customerId, {
      onSuccess: () => {
        show({ id: 'conversation', type: 'success', content: t('deleteDone') });
        onDeleted();
      },
    });
  return (
    <ConfirmDialog
      title={t('deleteTitle')}
      confirm={t('delete')}
      cancel={t('cancel')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('deleteText', { name })}</Box>
    </ConfirmDialog>
  );
}
