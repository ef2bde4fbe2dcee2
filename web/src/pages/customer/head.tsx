import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { StopPart } from '#web/features/conversations/care/pause-part.tsx';
import { ContactabilityStatus } from '#web/features/customers/contactability-status.tsx';
import { FavoriteButton } from '#web/features/customers/favorite-button.tsx';
import type { Customer } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useMay } from '#web/session/me.ts';
import { CustomerBreadcrumbs } from './customer-breadcrumbs.tsx';
import { MergeBanner } from './merge-banner.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { mergeTexts } from './merge-texts.ts';
import { customerPageTexts } from './texts.ts';

/** Around a customer's sections: where one is, the name, whether it can be contacted, what can be done with it. */
export function CustomerHead({
  customer,
  module,
  onContact,
  onEdit,
  children,
}: {
  customer: Customer;
  module: 'receivables' | 'helpDesk';
  onContact(): void;
  onEdit(): void;
  children: ReactNode;
}) {
  const t = useTexts(customerPageTexts);
  const customerText = useTexts(customerTexts);
  const may = useMay();
  const navigate = useNavigate();
  const mergeText = useTexts(mergeTexts);
  const [merging, setMerging] = useState(false);
  const { customerId, name, contactability, callOnly } = customer;
  return (
    <ContentLayout
      breadcrumbs={<CustomerBreadcrumbs module={module} title={name} />}
      header={
        <Header
          variant="h1"
          description={<ContactabilityStatus contactability={contactability} callOnly={callOnly} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <FavoriteButton {...customer} />
              {may('patchCustomer') && (
                <Button iconName="edit" ariaLabel={customerText('edit', { name })} onClick={onEdit} />
              )}
              <Button
                iconName="contact"
                ariaLabel={t('conversation')}
                onClick={() => navigate(paths.conversation(customerId))}
              />
              {may('mergeCustomer') && customer.mergedInto === null && (
                <ButtonDropdown
                  ariaLabel={t('actions')}
                  variant="icon"
                  expandToViewport
                  items={[{ id: 'merge', text: mergeText('merge') }]}
                  onItemClick={() => setMerging(true)}
                />
              )}
              {may('sendMessage') && (
                <Button variant="primary" onClick={onContact}>
                  {t('contact')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {name}
        </Header>
      }
    >
      <MergeBanner customer={customer} />
      <StopPart customer={customer} />
      {merging && <MergeDialog customer={customer} onClose={() => setMerging(false)} />}
      {children}
    </ContentLayout>
  );
}
