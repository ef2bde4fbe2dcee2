import { useTexts } from '#web/language/texts.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { useWithdrawResult } from '../changes.ts';
import { threadTexts } from './thread-texts.ts';

/** Asks before a result that was recorded by mistake is taken back (C7). */
export function WithdrawDialog({
  customerId,
  messageId,
  label,
  onClose,
}: {
  customerId: string;
  messageId: string;
  /** The result's own words. */
  label: string;
  onClose(): void;
}) {
  const t = useTexts(threadTexts);
  const withdraw = useWithdrawResult(customerId);
  return (
    <ChangeDialog
      title={t('withdrawTitle')}
      text={t('withdrawText', { label })}
      confirm={t('withdrawConfirm')}
      cancel={t('cancel')}
      change={withdraw}
      input={messageId}
      notice={{ id: 'conversation', content: t('withdrawDone') }}
      onClose={onClose}
    />
  );
}
