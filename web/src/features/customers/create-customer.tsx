import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, mayPass } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { type AddressRow, AddressRows } from './address-rows.tsx';
import { useCreateCustomer } from './changes.ts';
import { formTexts } from './form-texts.ts';
import { emptyProfile, profileBody } from './profile-draft.ts';
import { ProfileFields, profileFields } from './profile-fields.tsx';
import { customerQuery } from './queries.ts';

/** What was searched for before the form was opened: an address, or a name. */
const beginWith = (searched: string): { readonly name: string; readonly rows: readonly AddressRow[] } => {
  const value = searched.trim();
  if (value.includes('@')) return { name: '', rows: [{ channel: 'email', value }] };
  if (/^\+?[\d\s().-]{6,}$/.test(value)) return { name: '', rows: [{ channel: 'whatsapp', value }] };
  return { name: value, rows: [{ channel: 'whatsapp', value: '' }] };
};

/** The form that creates a customer (A5, E2, E20): from a list, or on the way to a conversation with a new number (D6). */
export function CreateCustomer({
  searched = '',
  customerPath,
  onCreated,
  onClose,
}: {
  /** What the form begins with. */
  searched?: string;
  /** Where the customer leads who has the document already. */
  customerPath(customerId: string): string;
  onCreated(customerId: string): void;
  onClose(): void;
}) {
  const t = useTexts(formTexts);
  const { show } = useNotices();
  const create = useCreateCustomer();
  const fields = useMetadataFields();
  const [begin] = useState(() => beginWith(searched));
  const [draft, setDraft] = useState({ ...emptyProfile, name: begin.name });
  const [rows, setRows] = useState(begin.rows);
  // Sent again after a lost answer it is the same customer; after a refusal, another one.
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const given = rows.filter(({ value }) => value.trim() !== '');
  const { error } = create;
  const faults = useFieldFaults(error, [...profileFields, 'addresses']);
  const problem = error instanceof ApiProblem ? error : undefined;
  const save = () =>
    create.mutate(
      {
        ...profileBody(draft, fields),
        addresses: given.map(({ channel, value }) => ({ channel, value: value.trim() })),
        idempotencyKey,
      },
      {
        onSuccess: ({ customerId, name }) => {
          show({ id: 'customer', type: 'success', content: t('created', { name }) });
          onCreated(customerId);
        },
        onError: (refused) => {
          if (!mayPass(refused)) setIdempotencyKey(crypto.randomUUID());
        },
      },
    );
  return (
    <Modal
      visible
      size="large"
      header={t('title')}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('create')}
          cancel={t('cancel')}
          busy={create.isPending}
          onConfirm={save}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {problem?.customerId !== undefined && (
          <Existing customerId={problem.customerId} path={customerPath(problem.customerId)} onClose={onClose} />
        )}
        {faults.rest !== null && problem?.customerId === undefined && <ProblemAlert error={faults.rest} />}
        <ProfileFields draft={draft} faultText={faults.at} onChange={setDraft} />
        <AddressRows
          rows={rows}
          faultAt={(position) => {
            const row = rows[position];
            const at = row === undefined ? -1 : given.indexOf(row);
            return at < 0 ? undefined : faults.at(`addresses.${at}`);
          }}
          onChange={setRows}
        />
      </SpaceBetween>
    </Modal>
  );
}

/** Who has the document already, with the way to them. */
function Existing({ customerId, path, onClose }: { customerId: string; path: string; onClose(): void }) {
  const t = useTexts(formTexts);
  const follow = useFollow();
  const { data: customer } = useQuery(customerQuery(customerId));
  return (
    <Alert type="warning" header={t('existsTitle')}>
      {t('existsText')}{' '}
      {customer !== undefined && (
        <Link
          href={path}
          onFollow={(event) => {
            follow(event);
            onClose();
          }}
        >
          {`${customer.name} · ${customer.documentType ?? ''} ${customer.documentNumber ?? ''}`.trim()}
        </Link>
      )}
    </Alert>
  );
}
