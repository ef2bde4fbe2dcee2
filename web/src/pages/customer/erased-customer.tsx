import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { RightsNotice } from '#web/features/conversations/care/rights-notice.tsx';
import type { Customer } from '#web/features/customers/queries.ts';
import { forgetPerson } from '#web/features/privacy/changes.ts';
import { Erasure } from '#web/features/privacy/erasure.tsx';
import { privacyTexts } from '#web/features/privacy/texts.ts';
import { isMoving, processQuery } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { CustomerBreadcrumbs } from './customer-breadcrumbs.tsx';

function Frame({
  title,
  module,
  children,
}: {
  title: string;
  module: 'receivables' | 'helpDesk';
  children: ReactNode;
}) {
  return (
    <ContentLayout
      breadcrumbs={<CustomerBreadcrumbs module={module} title={title} />}
      header={<Header variant="h1">{title}</Header>}
    >
      <SpaceBetween size="m">{children}</SpaceBetween>
    </ContentLayout>
  );
}

/**
 * In place of the page of a customer who is being erased, or was: nothing of the person is shown or can be changed any more, but how
 * far the erasure is, and its receipt (ADR 62).
 *
 * @param customer as it stands while it is there
 */
export function ErasedCustomer({
  customerId,
  customer,
  processId,
  module,
}: {
  customerId: string;
  customer: Customer | undefined;
  processId: string;
  module: 'receivables' | 'helpDesk';
}) {
  const t = useTexts(privacyTexts);
  const may = useMay();
  const queryClient = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const { data: process, error, refetch } = useQuery({ ...processQuery(processId), enabled: may('getProcess') });
  const isOver = process !== undefined && !isMoving(process);
  const isNamed = search.get('erasure') === processId;
  useEffect(() => {
    // In the address, so that the receipt is found here once the customer is gone.
    if (!isNamed) setSearch({ erasure: processId }, { replace: true });
  }, [isNamed, processId, setSearch]);
  useEffect(() => {
    if (isOver) forgetPerson(queryClient, customerId);
  }, [isOver, queryClient, customerId]);
  const title = (isOver ? undefined : customer?.name) ?? process?.erasure?.pseudonym ?? t('gone');
  return (
    <Frame title={title} module={module}>
      {customer !== undefined && !isOver && <RightsNotice customer={customer} isHere />}
      {error !== null && process === undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {may('getProcess') && process === undefined && error === null && (
        <StatusIndicator type="loading">{t('loading')}</StatusIndicator>
      )}
      {process?.erasure?.customerId === customerId && <Erasure process={process} />}
    </Frame>
  );
}

/** A customer who is not there: deleted, or erased, or never known. */
export function GoneCustomer({ module }: { module: 'receivables' | 'helpDesk' }) {
  const t = useTexts(privacyTexts);
  const follow = useFollow();
  return (
    <Frame title={t('gone')} module={module}>
      <Alert type="info">
        {t('goneText')}{' '}
        <Link href={`${paths.processes}?kind=customer_erasure`} onFollow={follow} variant="primary">
          {t('log')}
        </Link>
      </Alert>
    </Frame>
  );
}
