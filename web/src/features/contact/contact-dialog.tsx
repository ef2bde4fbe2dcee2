import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ContactReasons } from '#web/features/conversations/contact-reasons.tsx';
import { ContactsSection } from '#web/features/customers/contacts-section.tsx';
import { type Customer, customerQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { AccountChoice } from './account-choice.tsx';
import { AccountForm } from './account-form.tsx';
import { type CustomerAccounts, customerAccountsQuery } from './queries.ts';
import { contactFormTexts } from './texts.ts';

/**
 * Contactar (E20–E27): the customer's accounts to choose from, with the form of the chosen one's channel; where nothing
 * can be sent, every reason and what to do next. The contacts can be mended without leaving.
 */
export function ContactDialog({
  customerId,
  addressId,
  onClose,
}: {
  customerId: string;
  /** Account to begin with; left out: the first through which anything can be sent. */
  addressId?: string | undefined;
  onClose(): void;
}) {
  const t = useTexts(contactFormTexts);
  const navigate = useNavigate();
  const { show } = useNotices();
  const customer = useQuery(customerQuery(customerId));
  const accounts = useQuery(customerAccountsQuery(customerId));
  const error = customer.error ?? accounts.error;
  const sent = (name: string) => {
    show({
      id: 'contact',
      type: 'success',
      content: t('sent', { name }),
      action: <Button onClick={() => navigate(paths.conversation(customerId))}>{t('conversation')}</Button>,
    });
    onClose();
  };
  return (
    <Modal
      visible
      size="large"
      header={customer.data === undefined ? t('titleLoading') : t('title', { name: customer.data.name })}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="contact" onClick={() => navigate(paths.conversation(customerId))}>
              {t('conversation')}
            </Button>
            <Button onClick={onClose}>{t('close')}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      {error !== null && (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void customer.refetch();
            void accounts.refetch();
          }}
        />
      )}
      {error === null && (customer.data === undefined || accounts.data === undefined) && (
        <StatusIndicator type="loading">{t('loading')}</StatusIndicator>
      )}
      {customer.data !== undefined && accounts.data !== undefined && (
        <Accounts
          customer={customer.data}
          accounts={accounts.data}
          firstId={addressId}
          onSent={() => sent(customer.data.name)}
        />
      )}
    </Modal>
  );
}

function Accounts({
  customer,
  accounts: { items, reasons },
  firstId,
  onSent,
}: {
  customer: Customer;
  accounts: CustomerAccounts;
  firstId: string | undefined;
  onSent(): void;
}) {
  const t = useTexts(contactFormTexts);
  const [chosenId, setChosenId] = useState(firstId);
  const [mending, setMending] = useState(false);
  const chosen =
    items.find(({ addressId }) => addressId === chosenId) ?? items.find(({ allowed }) => allowed) ?? items[0];
  return (
    <SpaceBetween size="l">
      {reasons.length > 0 && <ContactReasons title={t('noneAllowed')} check={{ allowed: false, reasons }} />}
      {chosen !== undefined && <AccountChoice accounts={items} chosen={chosen} onChoose={setChosenId} />}
      {chosen !== undefined && (
        <AccountForm key={chosen.addressId} customerId={customer.customerId} account={chosen} onSent={onSent} />
      )}
      {mending || chosen === undefined ? (
        <ContactsSection customer={customer} />
      ) : (
        !chosen.allowed && (
          <Button iconName="edit" onClick={() => setMending(true)}>
            {t('contacts')}
          </Button>
        )
      )}
    </SpaceBetween>
  );
}
