import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type ErasureReason, erasureReasons } from '#contract/privacy-words.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { focusFirstFault, useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TitledList } from '#web/parts/titled-list.tsx';
import { useErase } from './changes.ts';
import { isSamePerson } from './same-person.ts';
import { privacyTexts } from './texts.ts';

const goes = ['goesRecord', 'goesMessages', 'goesFiles', 'goesViews'] as const;
const stays = ['staysRegister', 'staysRefusals', 'staysReceipt', 'staysBackups'] as const;
const reasons = Object.keys(erasureReasons) as ErasureReason[];

/** As the service takes it: no words about the person. */
const isReference = (text: string): boolean => text === '' || /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/.test(text);

/** Says exactly what goes and what stays, asks who it is to be typed, and begins the erasure. */
export function EraseDialog({
  customer,
  onBegun,
  onClose,
}: {
  customer: Customer;
  onBegun(processId: string): void;
  onClose(): void;
}) {
  const t = useTexts(privacyTexts);
  const label = useLabel();
  const { show } = useNotices();
  const erase = useErase(customer.customerId);
  const [reason, setReason] = useState<ErasureReason>('request');
  const [reference, setReference] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const { name, documentNumber } = customer;
  const faults = useFieldFaults(erase.error, ['reason', 'reference']);
  const isSure = isSamePerson(customer, typed);
  const given = reference.trim();
  const options = reasons.map((value) => ({ value, label: label(erasureReasons[value]) }));
  const submit = () => {
    setTried(true);
    if (!isSure || !isReference(given)) return focusFirstFault();
    if (erase.isPending) return;
    erase.mutate(
      { reason, ...(given === '' ? {} : { reference: given }) },
      {
        onSuccess: ({ processId }) => {
          show({ id: 'erasure', type: 'success', content: t('begun') });
          onBegun(processId);
        },
      },
    );
  };
  return (
    <Modal
      visible
      size="large"
      header={t('eraseTitle', { name })}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('confirm')}
          cancel={t('cancel')}
          busy={erase.isPending}
          onConfirm={submit}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
        <Alert type="warning" header={t('irreversible')}>
          {t('irreversibleText')}
        </Alert>
        <TitledList title={t('goes')} lines={goes.map((key) => t(key))} />
        <TitledList title={t('stays')} lines={stays.map((key) => t(key))} />
        <FormField label={t('why')} errorText={faults.at('reason')}>
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === reason) ?? null}
            onChange={({ detail }) =>
              setReason(reasons.find((each) => each === detail.selectedOption.value) ?? 'request')
            }
          />
        </FormField>
        <FormField
          label={t('reference')}
          description={t('referenceHint')}
          errorText={isReference(given) ? faults.at('reference') : t('referenceInvalid')}
        >
          <Input value={reference} onChange={({ detail }) => setReference(detail.value)} />
        </FormField>
        <FormField
          label={t(documentNumber === null ? 'typeWord' : 'typeWords')}
          description={documentNumber === null ? name : `${name} · ${documentNumber}`}
          errorText={tried && !isSure ? t('typeMismatch') : undefined}
        >
          <Input
            value={typed}
            autoComplete={false}
            onChange={({ detail }) => setTyped(detail.value)}
            onKeyDown={({ detail }) => {
              if (detail.key === 'Enter') submit();
            }}
          />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
