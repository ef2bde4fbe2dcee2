import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ContactsSection } from '#web/features/customers/contacts-section.tsx';
import { EditCustomer } from '#web/features/customers/edit-customer.tsx';
import { type Customer, customerQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useMay } from '#web/session/me.ts';
import { useActiveUsers, useUserName } from '#web/session/options.ts';
import { useAssign } from '../changes.ts';
import { DebtsPart } from './debts-part.tsx';
import { DndPart } from './dnd-part.tsx';
import { NotesPart } from './notes-part.tsx';
import { panelTexts } from './panel-texts.ts';
import { PausePart, StopPart } from './pause-part.tsx';
import { RightsNotice } from './rights-notice.tsx';
import { TagsPart } from './tags-part.tsx';

/** The customer beside the conversation: addresses with alerts, debts, advisor, tags, DND, pause, notes (A22, A23, C25–C32, C38, D10, D28). */
export function ContactPanel({ customerId, onClose }: { customerId: string; onClose(): void }) {
  const t = useTexts(panelTexts);
  const may = useMay();
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  const [editing, setEditing] = useState(false);
  return (
    <aside className="contact-panel" aria-label={t('title')}>
      <div className="panel-head">
        <Box variant="h2" tagOverride="h2">
          {customer?.name}
        </Box>
        <SpaceBetween direction="horizontal" size="xxs">
          {customer !== undefined && customer.erasing === undefined && may('patchCustomer') && (
            <Button
              variant="icon"
              iconName="edit"
              ariaLabel={t('edit', { name: customer.name })}
              onClick={() => setEditing(true)}
            />
          )}
          <Button variant="icon" iconName="close" ariaLabel={t('close')} onClick={onClose} />
        </SpaceBetween>
      </div>
      {error !== null && customer === undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {error === null && customer === undefined && <Spinner />}
      {customer?.erasing !== undefined && <RightsNotice customer={customer} />}
      {customer !== undefined && customer.erasing === undefined && (
        <SpaceBetween size="m">
          <StopPart customer={customer} />
          <RightsNotice customer={customer} />
          <KeyValuePairs
            columns={2}
            items={[
              {
                label: t('document'),
                value:
                  customer.documentNumber === null
                    ? '—'
                    : `${customer.documentType ?? ''} ${customer.documentNumber}`.trim(),
              },
              { label: t('mobile'), value: mobileOf(customer) ?? '—' },
            ]}
          />
          <ContactsSection customer={customer} />
          <DebtsPart customer={customer} />
          <AdvisorPart customerId={customerId} advisorId={customer.advisorId} />
          <TagsPart customer={customer} />
          <DndPart customer={customer} />
          <PausePart customer={customer} />
          <NotesPart customerId={customerId} />
          <TargetLink href={paths.customer(customerId)}>{t('page')}</TargetLink>
        </SpaceBetween>
      )}
      {editing && <EditCustomer customerId={customerId} onClose={() => setEditing(false)} />}
    </aside>
  );
}

/** The number that messages go to, else the one that is called (C26). */
const mobileOf = ({ addresses }: Customer): string | undefined =>
  (['sms', 'whatsapp', 'call'] as const)
    .map((channel) => addresses.find((address) => address.channel === channel)?.value)
    .find((value) => value !== undefined);

/** Who looks after the customer (D10, D16). */
function AdvisorPart({ customerId, advisorId }: { customerId: string; advisorId: string | null }) {
  const t = useTexts(panelTexts);
  const may = useMay();
  const userName = useUserName();
  const users = useActiveUsers();
  const assign = useAssign(customerId);
  const nobody = { value: '', label: t('nobody') };
  // Who has left is offered to nobody, and is still named where something is theirs.
  const gone = advisorId !== null && users?.every(({ userId }) => userId !== advisorId);
  const options = [
    nobody,
    ...(users ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    ...(gone ? [{ value: advisorId, label: userName(advisorId), disabled: true }] : []),
  ];
  return (
    <section>
      <Box variant="h3">{t('advisor')}</Box>
      {may('assignConversation') ? (
        <Select
          ariaLabel={t('advisor')}
          options={options}
          selectedOption={options.find(({ value }) => value === (advisorId ?? '')) ?? nobody}
          disabled={assign.isPending}
          onChange={({ detail }) => assign.mutate(detail.selectedOption.value || null)}
        />
      ) : (
        <Box>{advisorId === null ? t('nobody') : userName(advisorId)}</Box>
      )}
      {assign.error !== null && <ProblemAlert error={assign.error} />}
    </section>
  );
}
