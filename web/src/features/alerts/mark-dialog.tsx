import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { type AlertReason, alertReasons, type Channel, channelLabels, channels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults } from '#web/parts/field-faults.ts';
import { useFormat } from '#web/session/format.ts';
import { usePreviewMarking, useRaiseAlerts } from './changes.ts';
import { alertTexts } from './texts.ts';
import { useActionNotice } from './use-action-notice.tsx';

/** What people may say; the first is preselected. */
const reasons = [
  'MARKED_BY_HAND',
  'ADDRESS_NOT_FOUND',
  'NUMBER_INVALID',
  'NO_WHATSAPP_ACCOUNT',
] as const satisfies readonly AlertReason[];
/** Lines of one request. */
const { most: mostAddresses } = fieldLimits.raiseAlerts.addresses;

/** "Marcar" (F9): addresses that are known to be bad, from a list of the provider's or of a call centre's. */
export function MarkDialog({ onBegun, onClose }: { onBegun(): void; onClose(): void }) {
  const t = useTexts(alertTexts);
  const label = useLabel();
  const format = useFormat();
  const notice = useActionNotice();
  const preview = usePreviewMarking();
  const raise = useRaiseAlerts();
  const [channel, setChannel] = useState<Channel>('email');
  const [reason, setReason] = useState<(typeof reasons)[number]>('MARKED_BY_HAND');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const addresses = text
    .split(/[\n;]/)
    .flatMap((line) => (line.trim() === '' ? [] : [{ channel, value: line.trim() }]));
  const faults = useFieldFaults(raise.error ?? preview.error, ['addresses', 'reason']);
  const found = preview.data;
  /** What was counted is no longer what stands there. */
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setFault(undefined);
      preview.reset();
    };
  const refuse = (words: string) => {
    setFault(words);
    focusFirstFault();
  };
  const confirm = () => {
    if (addresses.length === 0) return refuse(t('noAddresses'));
    if (addresses.length > mostAddresses) return refuse(t('tooMany', { most: format.number(mostAddresses) }));
    if (found === undefined) return preview.mutate({ addresses });
    if (found.addresses === 0) return onClose();
    raise.mutate(
      { addresses, reason, expected: found.addresses, idempotencyKey: `${idempotencyKey}-${found.addresses}` },
      {
        onSuccess: ({ addresses: count, process }) => {
          if (process !== null) notice.begun('marking', count, format.number(count), process.processId, onBegun);
          onBegun();
          onClose();
        },
        onError: () => preview.mutate({ addresses }),
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('markTitle')}
      confirm={t(found === undefined ? 'check' : 'mark')}
      cancel={t('cancel')}
      busy={preview.isPending || raise.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <FormField label={t('channel')}>
          <Select
            options={channels.map((id) => ({ value: id, label: label(channelLabels[id]) }))}
            selectedOption={{ value: channel, label: label(channelLabels[channel]) }}
            onChange={({ detail }) =>
              changed(setChannel)(channels.find((id) => id === detail.selectedOption.value) ?? 'email')
            }
          />
        </FormField>
        <FormField label={t('addresses')} description={t('markText')} errorText={fault ?? faults.at('addresses')}>
          <Textarea rows={6} value={text} onChange={({ detail }) => changed(setText)(detail.value)} />
        </FormField>
        <FormField label={t('reason')} errorText={faults.at('reason')}>
          <Select
            options={reasons.map((id) => ({ value: id, label: label(alertReasons[id]) }))}
            selectedOption={{ value: reason, label: label(alertReasons[reason]) }}
            onChange={({ detail }) =>
              setReason(reasons.find((id) => id === detail.selectedOption.value) ?? 'MARKED_BY_HAND')
            }
          />
        </FormField>
        <div aria-live="polite">
          {found !== undefined && (
            <>
              <Box variant="p">
                <strong>
                  {found.addresses === 0
                    ? t('marksNone')
                    : t('marks', {
                        count: found.addresses,
                        addresses: format.number(found.addresses),
                        customers: t('customers', { count: found.customers, number: format.number(found.customers) }),
                      })}
                </strong>
              </Box>
              {found.skipped > 0 && <Box>{t('skipped', { count: found.skipped })}</Box>}
            </>
          )}
        </div>
      </SpaceBetween>
    </ConfirmDialog>
  );
}
