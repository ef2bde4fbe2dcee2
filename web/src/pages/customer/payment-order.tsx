import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { debtStateLabels } from '#contract/vocabulary.ts';
import type { Answer } from '#web/api/paths.ts';
import { paymentOrderQuery } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';

type Debt = Answer<'getPaymentOrder'>['debts'][number];

/** The payment order in full (C27–C32): every debt with its code, dates, balance, state, instalments, invoices. */
export function PaymentOrder({ customerId }: { customerId: string }) {
  const t = useTexts(customerTexts);
  const label = useLabel();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(paymentOrderQuery(customerId));
  if (error !== null) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  const totals = data?.totals.map(({ balance, currency }) => format.money(balance, currency)).join(', ');
  return (
    <SpaceBetween size="l">
      <Table
        header={
          <Header
            variant="h2"
            description={totals === undefined || totals === '' ? undefined : `${t('total')}: ${totals}`}
          >
            {t('paymentOrder')}
          </Header>
        }
        items={data?.debts ?? []}
        trackBy="debtId"
        loading={isPending}
        loadingText={t('loading')}
        empty={<Box textAlign="center">{t('noDebts')}</Box>}
        columnDefinitions={[
          { id: 'code', header: t('debtCode'), cell: ({ code }) => code, isRowHeader: true, minWidth: 150 },
          { id: 'dueDate', header: t('dueDate'), cell: ({ openSince }) => format.day(openSince), minWidth: 150 },
          {
            id: 'daysOverdue',
            header: t('daysOverdue'),
            cell: ({ daysOverdue }) => format.number(daysOverdue),
            minWidth: 120,
          },
          {
            id: 'balance',
            header: t('debtBalance'),
            cell: ({ balance, currency }) => format.money(balance, currency),
            minWidth: 140,
          },
          {
            id: 'state',
            header: t('debtState'),
            cell: ({ stateNow }) => label(debtStateLabels[stateNow]),
            minWidth: 140,
          },
        ]}
      />
      {data?.debts.map((debt) => (
        <Parts key={debt.debtId} debt={debt} />
      ))}
    </SpaceBetween>
  );
}

/** Instalments and invoices of a debt, where it has any. */
function Parts({ debt: { code, currency, instalments = [], invoices = [] } }: { debt: Debt }) {
  const t = useTexts(customerTexts);
  const format = useFormat();
  if (instalments.length + invoices.length === 0) return null;
  const line = (number: string | number, dueDate: string, amount: number, paid?: boolean) => (
    <li key={number}>
      {t('number')} {number} · {format.day(dueDate)} · {format.money(amount, currency)}
      {paid === true && ` · ${t('paid')}`}
    </li>
  );
  return (
    <ExpandableSection headerText={code} variant="container">
      {instalments.length > 0 && (
        <>
          <Box variant="h4">{t('instalments')}</Box>
          <ul>{instalments.map(({ number, dueDate, amount, paid }) => line(number, dueDate, amount, paid))}</ul>
        </>
      )}
      {invoices.length > 0 && (
        <>
          <Box variant="h4">{t('invoices')}</Box>
          <ul>{invoices.map(({ number, dueDate, amount }) => line(number, dueDate, amount))}</ul>
        </>
      )}
    </ExpandableSection>
  );
}
