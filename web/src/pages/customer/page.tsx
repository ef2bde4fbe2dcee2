import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { ContactabilityStatus } from '#web/features/customers/contactability-status.tsx';
import { ContactsSection } from '#web/features/customers/contacts-section.tsx';
import { EditCustomer } from '#web/features/customers/edit-customer.tsx';
import { FavoriteButton } from '#web/features/customers/favorite-button.tsx';
import { customerQuery } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { CustomerData } from './customer-data.tsx';
import { CustomerHistory } from './customer-history.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import { PaymentOrder } from './payment-order.tsx';

/** A customer (E18, E19): data and contacts, accounts with the payment order, notes, history. The tab is in the address. */
export function Component() {
  const t = useTexts(customerTexts);
  const may = useMay();
  const { customerId = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  if (error !== null && customer === undefined) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  if (customer === undefined) return <StatusIndicator type="loading">{t('loading')}</StatusIndicator>;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={<ContactabilityStatus contactability={customer.contactability} callOnly={customer.callOnly} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <FavoriteButton {...customer} />
              {may('patchCustomer') && (
                <Button
                  iconName="edit"
                  ariaLabel={t('edit', { name: customer.name })}
                  onClick={() => setEditing(true)}
                />
              )}
            </SpaceBetween>
          }
        >
          {customer.name}
        </Header>
      }
    >
      <Tabs
        activeTabId={search.get('tab') ?? 'data'}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          {
            id: 'data',
            label: t('data'),
            content: (
              <SpaceBetween size="l">
                <ContactsSection customer={customer} />
                <CustomerData customer={customer} />
              </SpaceBetween>
            ),
          },
          { id: 'order', label: t('paymentOrder'), content: <PaymentOrder customerId={customerId} /> },
          { id: 'notes', label: t('notes'), content: <CustomerNotes customerId={customerId} /> },
          { id: 'history', label: t('history'), content: <CustomerHistory customer={customer} /> },
        ]}
      />
      {editing && <EditCustomer customerId={customerId} onClose={() => setEditing(false)} />}
    </ContentLayout>
  );
}
