import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useClearAlert } from './changes.ts';
import { contactTexts } from './contact-texts.ts';
import type { Address } from './queries.ts';

/** The first is preselected (Q9). */
const reasons = ['verified', 'customer_confirmed', 'provider_error', 'other'] as const;

/** "¿Deseas eliminar la alerta?" (A18): confirmed, the alert is gone at once. */
export function ClearAlertDialog({
  customerId,
  address: { addressId, value },
  onClose,
}: {
  customerId: string;
  address: Address;
  onClose(): void;
}) {
  const t = useTexts(contactTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const clear = useClearAlert(customerId);
  const [reason, setReason] = useState<(typeof reasons)[number]>('verified');
  const confirm = () => {
    const id = `alert-${addressId}`;
    // The promise outlives this dialog, which closes at once.
    clear.mutateAsync({ addressId, reason }).then(
      () => show({ id, type: 'success', content: t('cleared', { address: value }) }),
      (error: unknown) => show({ id, type: 'error', content: problemText(error) }),
    );
    onClose();
  };
  return (
    <ConfirmDialog
      title={t('confirmTitle')}
      confirm={t('clear')}
      cancel={t('cancel')}
      busy={false}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('confirmText', { address: value })}</Box>
      <FormField label={t('reason')}>
        <Select
          options={reasons.map((id) => ({ value: id, label: t(id) }))}
          selectedOption={{ value: reason, label: t(reason) }}
          onChange={({ detail }) => setReason(reasons.find((id) => id === detail.selectedOption.value) ?? 'verified')}
        />
      </FormField>
    </ConfirmDialog>
  );
}
