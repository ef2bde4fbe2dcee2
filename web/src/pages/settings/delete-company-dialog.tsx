import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type CompanyDeletionReason, companyDeletionReasons } from '#contract/company-deletion-words.ts';
import fieldLimits from '#web/api/field-limits.json';
import { useRequestCompanyDeletion } from '#web/features/settings/company-deletion.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLineFault } from '#web/parts/field-faults.ts';
import { useCompany } from '#web/session/me.ts';
import { companyDeletionTexts } from './company-deletion-texts.ts';

const reasons = Object.keys(companyDeletionReasons) as CompanyDeletionReason[];

/** Asks why, and for the company's name as it is typed: the service compares it. */
export function DeleteCompanyDialog({ waitDays, onClose }: { waitDays: number; onClose(): void }) {
  const t = useTexts(companyDeletionTexts);
  const label = useLabel();
  const { show } = useNotices();
  const company = useCompany();
  const request = useRequestCompanyDeletion();
  const [reason, setReason] = useState<CompanyDeletionReason>();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const faults = useFieldFaults(request.error, ['reason', 'name']);
  const lineFault = useLineFault();
  const reasonFault = lineFault(reason ?? '', Number.POSITIVE_INFINITY);
  const nameFault = lineFault(name, fieldLimits.requestCompanyDeletion.name.longest);
  const options = reasons.map((value) => ({ value, label: label(companyDeletionReasons[value]) }));
  const submit = () => {
    setTried(true);
    if (reason === undefined || nameFault !== undefined) return focusFirstFault();
    if (request.isPending) return;
    request.mutate(
      { name: name.trim(), reason },
      {
        onSuccess: () => {
          show({ id: 'company-deletion', type: 'success', content: t('asked') });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('dialogTitle', { name: company.name })}
      confirm={t('confirm')}
      cancel={t('cancel')}
      busy={request.isPending}
      error={faults.rest}
      onConfirm={submit}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <Alert type="warning" header={t('final')}>
          {t('finalText', { count: waitDays })}
        </Alert>
        <FormField label={t('reason')} errorText={(tried ? reasonFault : undefined) ?? faults.at('reason')}>
          <Select
            options={options}
            placeholder={t('chooseReason')}
            selectedOption={options.find(({ value }) => value === reason) ?? null}
            onChange={({ detail }) => setReason(reasons.find((each) => each === detail.selectedOption.value))}
          />
        </FormField>
        <FormField
          label={t('typeName')}
          description={company.name}
          errorText={(tried ? nameFault : undefined) ?? faults.at('name')}
        >
          <Input
            value={name}
            autoComplete={false}
            onChange={({ detail }) => setName(detail.value)}
            onKeyDown={({ detail }) => {
              if (detail.key === 'Enter') submit();
            }}
          />
        </FormField>
      </SpaceBetween>
    </ConfirmDialog>
  );
}
