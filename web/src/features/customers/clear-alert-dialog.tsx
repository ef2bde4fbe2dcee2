import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clearReasons } from '#contract/vocabulary.ts';
import { useOwnerNames } from '#web/features/alerts/owners.tsx';
import { customerAlertsQuery } from '#web/features/alerts/queries.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useClearAlert } from './changes.ts';
import { contactTexts } from './contact-texts.ts';
import type { Address } from './queries.ts';

/** "¿Deseas eliminar la alerta?" (A18): confirmed, the alert is gone at once. */
export function ClearAlertDialog({
  customerId,
  address: { addressId, channel, value },
  onClose,
}: {
  customerId: string;
  address: Address;
  onClose(): void;
}) {
  const t = useTexts(contactTexts);
  const alertText = useTexts(alertTexts);
  const namesOf = useOwnerNames();
  const alerts = useQuery(customerAlertsQuery(customerId));
  const row = alerts.data?.items.find((item) => item.channel === channel && item.value === value);
  const others = (row?.owners ?? []).filter((owner) => owner.customerId !== customerId);
  const more = row?.otherOwners ?? 0;
  const problemText = useProblemText();
  const { show } = useNotices();
  const clear = useClearAlert(customerId);
  const [reason, setReason] = useState<(typeof clearReasons)[number]>('verified');
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
      {others.length + more > 0 && <Box>{alertText('alsoOf', { names: namesOf(others, more) })}</Box>}
      <FormField label={t('reason')}>
        <Select
          options={clearReasons.map((id) => ({ value: id, label: t(id) }))}
          selectedOption={{ value: reason, label: t(reason) }}
          onChange={({ detail }) =>
            setReason(clearReasons.find((id) => id === detail.selectedOption.value) ?? 'verified')
          }
        />
      </FormField>
    </ConfirmDialog>
  );
}
