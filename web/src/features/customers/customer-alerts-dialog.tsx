import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { alertReasons, channelLabels, clearReasons } from '#contract/vocabulary.ts';
import { useOwnerNames } from '#web/features/alerts/owners.tsx';
import { customerAlertsQuery } from '#web/features/alerts/queries.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useClearAlert } from './changes.ts';
import { customerQuery } from './queries.ts';

/**
 * What the red symbol of a customer opens (F9): the addresses that are marked, whose else they are, and "Quitar marca".
 */
export function CustomerAlertsDialog({
  customerId,
  name,
  only,
  onCleared,
  onClose,
}: {
  customerId: string;
  name: string;
  /** Id of the one address that was pressed; undefined: all of the customer's. */
  only?: string;
  onCleared?(): void;
  onClose(): void;
}) {
  const t = useTexts(alertTexts);
  const label = useLabel();
  const problemText = useProblemText();
  const { show } = useNotices();
  const namesOf = useOwnerNames();
  const customer = useQuery(customerQuery(customerId));
  const alerts = useQuery(customerAlertsQuery(customerId));
  const clear = useClearAlert(customerId);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [reason, setReason] = useState<(typeof clearReasons)[number]>('verified');
  const marked = (customer.data?.addresses ?? []).filter(
    ({ addressId, alert, wrongNumber }) =>
      (alert !== null || wrongNumber) && (only === undefined || addressId === only),
  );
  const wanted = marked.filter(({ addressId }) => !left.includes(addressId));
  const sharedWith = (channel: string, value: string): string | undefined => {
    const row = alerts.data?.items.find((item) => item.channel === channel && item.value === value);
    const others = (row?.owners ?? []).filter((owner) => owner.customerId !== customerId);
    const more = row?.otherOwners ?? 0;
    return others.length + more === 0 ? undefined : namesOf(others, more);
  };
  const confirm = () => {
    const id = `alerts-of-${customerId}`;
    // The promise outlives this dialog, which closes at once.
    Promise.all(wanted.map(({ addressId }) => clear.mutateAsync({ addressId, reason }))).then(
      () => {
        show({ id, type: 'success', content: t('cleared', { count: wanted.length, name }) });
        onCleared?.();
      },
      (error: unknown) => show({ id, type: 'error', content: problemText(error) }),
    );
    onClose();
  };
  return (
    <ConfirmDialog
      title={t('ofCustomer', { name })}
      confirm={t(customer.data !== undefined && marked.length === 0 ? 'close' : 'clear')}
      cancel={t('cancel')}
      busy={customer.isPending}
      error={customer.error}
      onConfirm={wanted.length === 0 ? onClose : confirm}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {customer.isPending && <Box>{t('loading')}</Box>}
        {customer.data !== undefined && marked.length === 0 && (
          <Box>{t(customer.data.addresses.length === 0 ? 'noAddress' : 'noneLeft')}</Box>
        )}
        {customer.data !== undefined && (
          <TargetLink href={paths.customer(customerId)}>{t('toCustomer', { name })}</TargetLink>
        )}
        {marked.map(({ addressId, channel, value, alert }) => {
          const others = sharedWith(channel, value);
          const why = alert === null ? t('wrongNumber') : label(alertReasons[alert.reason]);
          return (
            <Checkbox
              key={addressId}
              checked={!left.includes(addressId)}
              description={[`${label(channelLabels[channel])} · ${why}.`, others && t('alsoOf', { names: others })]
                .filter(Boolean)
                .join(' ')}
              onChange={({ detail }) =>
                setLeft(detail.checked ? left.filter((id) => id !== addressId) : [...left, addressId])
              }
            >
              <span className="breakable">{value}</span>
            </Checkbox>
          );
        })}
        {marked.length > 0 && <Box>{t('sendsAgain')}</Box>}
        {marked.length > 0 && (
          <FormField label={t('reason')}>
            <Select
              options={clearReasons.map((id) => ({ value: id, label: t(id) }))}
              selectedOption={{ value: reason, label: t(reason) }}
              onChange={({ detail }) =>
                setReason(clearReasons.find((id) => id === detail.selectedOption.value) ?? 'verified')
              }
            />
          </FormField>
        )}
      </SpaceBetween>
    </ConfirmDialog>
  );
}
