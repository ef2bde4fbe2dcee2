import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { usePatchCustomer } from './changes.ts';
import { ContactsSection } from './contacts-section.tsx';
import { profileBody, profileDraft } from './profile-draft.ts';
import { ProfileFields, profileFields } from './profile-fields.tsx';
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

function ProfileForm({ customer }: { customer: Customer }) {
  const t = useTexts(customerTexts);
  const { show } = useNotices();
  const patch = usePatchCustomer(customer.customerId);
  const fields = useMetadataFields();
  const faults = useFieldFaults(patch.error, profileFields);
  const [draft, setDraft] = useState(() => profileDraft(customer));
  const save = () =>
    patch.mutate(
      { version: customer.version, body: profileBody(draft, fields) },
      { onSuccess: () => show({ id: 'customer', type: 'success', content: t('saved') }) },
    );
  return (
    <SpaceBetween size="m">
      {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      <ProfileFields draft={draft} faultText={faults.at} onChange={setDraft} />
      <Button variant="primary" loading={patch.isPending} onClick={save}>
        {t('save')}
      </Button>
    </SpaceBetween>
  );
}
