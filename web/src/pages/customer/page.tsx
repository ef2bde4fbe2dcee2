import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams, useSearchParams } from 'react-router';
import { ApiProblem } from '#web/api/problem.ts';
import { Contact } from '#web/features/contact/contact.tsx';
import { RightsNotice } from '#web/features/conversations/care/rights-notice.tsx';
import { ContactsSection } from '#web/features/customers/contacts-section.tsx';
import { Edit } from '#web/features/customers/edit.tsx';
import { customerQuery } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { InteractionDetail } from '#web/features/interactions/interaction-detail.tsx';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useOpened } from '#web/navigation/use-opened.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { CustomerAccounts } from './customer-accounts.tsx';
import { CustomerData } from './customer-data.tsx';
import { CustomerHistory } from './customer-history.tsx';
import { CustomerInteractions } from './customer-interactions.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import { CustomerPermission } from './customer-permission.tsx';
import { CustomerPrivacy } from './customer-privacy.tsx';
import { CustomerTickets } from './customer-tickets.tsx';
import { ErasedCustomer, GoneCustomer } from './erased-customer.tsx';
import { CustomerHead } from './head.tsx';
import { PaymentOrder } from './payment-order.tsx';
import { ProfileMetadata } from './profile-metadata.tsx';
import { customerPageTexts } from './texts.ts';
import '#web/lists/lists.css';
import './customer.css';

/** Sections of each module, in their order: the help desk begins with its three (E18). */
const sections = {
  receivables: ['data', 'order', 'accounts', 'tickets', 'interactions', 'notes', 'history', 'privacy'],
  helpDesk: ['accounts', 'tickets', 'notes', 'interactions', 'order', 'history', 'privacy'],
} as const;
type Section = (typeof sections)['receivables'][number];

/** A customer (E18, E19, E28, E29, C25–C32) as its module shows it. Section and what is open over it are in the address. */
export function Component() {
  const t = useTexts(customerPageTexts);
  const customerText = useTexts(customerTexts);
  const { customerId = '' } = useParams();
  const { pathname } = useLocation();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const editing = useOpened('edit');
  const contacting = useOpened('contact');
  const message = useOpened('message');
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  const module = pathname.startsWith(paths.helpDesk) ? 'helpDesk' : 'receivables';
  const isGone = error instanceof ApiProblem && error.code === 'NOT_FOUND';
  // What was read before the person was erased is not shown once the service knows it no more.
  const erasure = search.get('erasure') ?? customer?.erasing?.processId;
  if (erasure !== undefined && (isGone || customer === undefined || customer.erasing !== undefined)) {
    const known = isGone ? undefined : customer;
    return <ErasedCustomer customerId={customerId} customer={known} processId={erasure} module={module} />;
  }
  if (isGone) return <GoneCustomer module={module} />;
  if (error !== null && customer === undefined) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  if (customer === undefined) return <StatusIndicator type="loading">{customerText('loading')}</StatusIndicator>;
  const ids: readonly Section[] = sections[module].filter((id) => id !== 'privacy' || may('putRestriction'));
  const labels: Readonly<Record<Section, string>> = {
    data: t('data'),
    order: t('paymentOrder'),
    accounts: t('accounts'),
    tickets: t('tickets'),
    interactions: t('interactions'),
    notes: t('notes'),
    history: t('history'),
    privacy: t('privacy'),
  };
  const open = ids.find((id) => id === search.get('tab')) ?? sections[module][0];
  const show = (tab: string) => setSearch({ tab }, { replace: true });
  const content = (): TabsProps.Tab['content'] => {
    switch (open) {
      case 'data':
        return (
          <div className="sections">
            <ContactsSection customer={customer} />
            <CustomerPermission customer={customer} />
            <CustomerData customer={customer} onSeeOrder={() => show('order')} />
            <ProfileMetadata customer={customer} />
          </div>
        );
      case 'accounts':
        return (
          <div className="sections">
            <CustomerAccounts customerId={customerId} onContact={contacting.open} />
            <ProfileMetadata customer={customer} />
            {/* The help desk has no section of its own for the contacts and the debt in short. */}
            {module === 'helpDesk' && <ContactsSection customer={customer} />}
            {module === 'helpDesk' && <CustomerPermission customer={customer} />}
            {module === 'helpDesk' && <CustomerData customer={customer} onSeeOrder={() => show('order')} />}
          </div>
        );
      case 'order':
        return <PaymentOrder customerId={customerId} />;
      case 'tickets':
        return <CustomerTickets customerId={customerId} />;
      case 'interactions':
        return <CustomerInteractions customerId={customerId} onOpen={message.open} />;
      case 'notes':
        return <CustomerNotes customerId={customerId} />;
      case 'privacy':
        return <CustomerPrivacy customer={customer} onErasing={(processId) => setSearch({ erasure: processId })} />;
      default:
        return <CustomerHistory customer={customer} onOpen={message.open} />;
    }
  };
  return (
    <CustomerHead
      customer={customer}
      module={module}
      onContact={() => contacting.open('any')}
      onEdit={() => editing.open(customerId)}
    >
      {open !== 'privacy' && <RightsNotice customer={customer} />}
      <Tabs
        ariaLabel={t('sections')}
        activeTabId={open}
        onChange={({ detail }) => show(detail.activeTabId)}
        tabs={ids.map((id) => ({ id, label: labels[id], ...(id === open ? { content: content() } : {}) }))}
      />
      {editing.opened !== undefined && <Edit customerId={customerId} onClose={() => editing.open(undefined)} />}
      {contacting.opened !== undefined && (
        <Contact customerId={customerId} addressId={contacting.opened} onClose={() => contacting.open(undefined)} />
      )}
      {message.opened !== undefined && (
        <InteractionDetail messageId={message.opened} onClose={() => message.open(undefined)} />
      )}
    </CustomerHead>
  );
}
