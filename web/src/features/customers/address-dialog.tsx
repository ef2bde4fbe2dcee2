import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { type Channel, channelLabels, channels } from '#contract/vocabulary.ts';
import { mayPass } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { useAddAddress, useReplaceAddress } from './changes.ts';
import { contactTexts } from './contact-texts.ts';
import type { Address } from './queries.ts';

/** Adds an address, or replaces one: a replacement has a new id and no alert (A24, A25). */
export function AddressDialog({
  customerId,
  replaced,
  onClose,
}: {
  customerId: string;
  replaced?: Address;
  onClose(): void;
}) {
  const t = useTexts(contactTexts);
  const label = useLabel();
  const { show } = useNotices();
  const add = useAddAddress(customerId);
  const replace = useReplaceAddress(customerId);
  const [channel, setChannel] = useState<Channel>(replaced?.channel ?? 'email');
  const [value, setValue] = useState(replaced?.value ?? '');
  const [name, setName] = useState(replaced?.label ?? '');
  // Sent again after a lost answer it is the same address; after a refusal, another one.
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const faults = useFieldFaults(add.error ?? replace.error, ['channel', 'value', 'label']);
  const onError = (error: unknown) => {
    if (!mayPass(error)) setIdempotencyKey(crypto.randomUUID());
  };
  const done = (content: string) => {
    show({ id: 'address', type: 'success', content });
    onClose();
  };
  const save = () => {
    const given = { value: value.trim(), ...(name.trim() === '' ? {} : { label: name.trim() }) };
    if (replaced !== undefined) {
      replace.mutate({ addressId: replaced.addressId, ...given }, { onSuccess: () => done(t('replaced')) });
    } else {
      add.mutate({ channel, ...given, idempotencyKey }, { onSuccess: () => done(t('added')), onError });
    }
  };
  return (
    <ConfirmDialog
      title={t(replaced === undefined ? 'add' : 'replaceTitle')}
      confirm={t('save')}
      cancel={t('cancel')}
      busy={add.isPending || replace.isPending}
      error={faults.rest}
      onConfirm={save}
      onClose={onClose}
    >
      {replaced === undefined && (
        <FormField label={t('channel')} errorText={faults.at('channel')}>
          <Select
            options={channels.map((id) => ({ value: id, label: label(channelLabels[id]) }))}
            selectedOption={{ value: channel, label: label(channelLabels[channel]) }}
            onChange={({ detail }) => setChannel(channels.find((id) => id === detail.selectedOption.value) ?? 'email')}
          />
        </FormField>
      )}
      <FormField label={t('value')} constraintText={t('valueHint')} errorText={faults.at('value')}>
        <Input
          autoFocus
          value={value}
          inputMode={channel === 'email' ? 'email' : 'tel'}
          onChange={({ detail }) => setValue(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && save()}
        />
      </FormField>
      <FormField label={t('label')} errorText={faults.at('label')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </ConfirmDialog>
  );
}
