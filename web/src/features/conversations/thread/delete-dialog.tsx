import { useTexts } from '#web/language/texts.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { useDeleteConversation } from '../changes.ts';
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
  const remove = useDeleteConversation();
  return (
    <ChangeDialog
      title={t('deleteTitle')}
      text={t('deleteText', { name })}
      confirm={t('deleteConfirm')}
      cancel={t('cancel')}
      change={remove}
      input={customerId}
      notice={{ id: 'conversation', content: t('deleteDone') }}
      onDone={onDeleted}
      onClose={onClose}
    />
  );
}
