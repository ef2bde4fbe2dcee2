import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { useActiveUsers } from '#web/session/options.ts';
import { usePatchCustomer } from './changes.ts';
import { ContactsSection } from './contacts-section.tsx';
import { MetadataInputs, metadataDraft, metadataOf } from './metadata-inputs.tsx';
import { type Customer, customerQuery } from './queries.ts';
import { customerTexts } from './texts.ts';

/** The form behind the pencil (A16, A17): the customer's own data, and the contacts with their alerts. */
export function EditCustomer({ customerId, onClose }: { customerId: string; onClose(): void }) {
  const t = useTexts(customerTexts);
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  return (
    <Modal
      visible
      size="large"
      header={t('editTitle')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t('close')}</Button>
        </Box>
      }
    >
      {error !== null && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {customer === undefined && error === null && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
      {customer !== undefined && (
        <SpaceBetween size="l">
          {/* A new version, a new form: what was typed against the old one is not saved over it unseen. */}
          <ProfileForm key={customer.version} customer={customer} />
          <ContactsSection customer={customer} />
        </SpaceBetween>
      )}
    </Modal>
  );
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

function ProfileForm({ customer }: { customer: Customer }) {
  const t = useTexts(customerTexts);
  const { show } = useNotices();
  const users = useActiveUsers();
  const patch = usePatchCustomer(customer.customerId);
  const [name, setName] = useState(customer.name);
  const [documentType, setDocumentType] = useState(customer.documentType ?? '');
  const [documentNumber, setDocumentNumber] = useState(customer.documentNumber ?? '');
  const [advisorId, setAdvisorId] = useState(customer.advisorId ?? '');
  const [influencer, setInfluencer] = useState(customer.influencer);
  const fields = useMetadataFields();
  const [metadata, setMetadata] = useState(() => metadataDraft(customer.metadata));
  const faults = patch.error instanceof ApiProblem ? patch.error.faults : [];
  const advisors = [
    { value: '', label: t('nobody') },
    ...(users ?? []).map((user) => ({ value: user.userId, label: user.name })),
  ];
  const save = () =>
    patch.mutate(
      {
        version: customer.version,
        body: {
          name: name.trim(),
          documentType: orNull(documentType),
          documentNumber: orNull(documentNumber),
          advisorId: orNull(advisorId),
          influencer,
          // Sent whole; without the fields it would remove what is there.
          ...(fields.length === 0 ? {} : { metadata: metadataOf(fields, metadata) }),
        },
      },
      { onSuccess: () => show({ id: 'customer', type: 'success', content: t('saved') }) },
    );
  return (
    <SpaceBetween size="m">
      {patch.error !== null && <ProblemAlert error={patch.error} />}
      <ColumnLayout columns={2} minColumnWidth={220}>
        <FormField label={t('name')}>
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label={t('advisor')}>
          <Select
            options={advisors}
            selectedOption={advisors.find(({ value }) => value === advisorId) ?? null}
            onChange={({ detail }) => setAdvisorId(detail.selectedOption.value ?? '')}
          />
        </FormField>
        <FormField label={t('documentType')}>
          <Input value={documentType} onChange={({ detail }) => setDocumentType(detail.value)} />
        </FormField>
        <FormField label={t('documentNumber')}>
          <Input value={documentNumber} onChange={({ detail }) => setDocumentNumber(detail.value)} />
        </FormField>
        <Toggle checked={influencer} onChange={({ detail }) => setInfluencer(detail.checked)}>
          {t('influencer')}
        </Toggle>
      </ColumnLayout>
      {fields.length > 0 && (
        <ExpandableSection headerText={t('metadata')} defaultExpanded={faults.length > 0}>
          <MetadataInputs fields={fields} draft={metadata} faults={faults} onChange={setMetadata} />
        </ExpandableSection>
      )}
      <Button variant="primary" loading={patch.isPending} onClick={save}>
        {t('save')}
      </Button>
    </SpaceBetween>
  );
}
