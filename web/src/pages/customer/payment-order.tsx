import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { debtStateLabels } from '#contract/vocabulary.ts';
import { paymentOrderQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { DebtParts } from './debt-parts.tsx';
import type { PaymentOrderAnswer } from './queries.ts';
import { customerPageTexts } from './texts.ts';

type Debt = PaymentOrderAnswer['debts'][number];

/** The payment order in full (C27–C32): sums, every debt with code, dates, balance and state, its parts. */
export function PaymentOrder({ customerId }: { customerId: string }) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const label = useLabel();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(paymentOrderQuery(customerId));
  const hasPortfolios = data?.debts.some(({ portfolio }) => portfolio !== undefined) === true;
  if (error !== null && data === undefined) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  return (
    <SpaceBetween size="l">
      {data !== undefined && data.totals.length > 0 && <Totals order={data} />}
      <Table
        wrapLines
        header={<Header variant="h2">{t('paymentOrder')}</Header>}
        items={data?.debts ?? []}
        trackBy="debtId"
        loading={isPending}
        loadingText={listText('loading')}
        empty={<Box textAlign="center">{t('noDebts')}</Box>}
        columnDefinitions={[
          {
            id: 'code',
            header: t('debtCode'),
            cell: ({ code }) => <span className="breakable">{code}</span>,
            isRowHeader: true,
            minWidth: 170,
          },
          { id: 'dueDate', header: t('dueDate'), cell: ({ openSince }) => format.day(openSince), minWidth: 150 },
          {
            id: 'daysOverdue',
            header: t('daysOverdue'),
            cell: ({ daysOverdue }) => format.number(daysOverdue),
            minWidth: 120,
          },
          {
            id: 'balance',
            header: t('balance'),
            cell: ({ balance, currency }) => format.money(balance, currency),
            minWidth: 140,
          },
          {
            id: 'state',
            header: t('debtState'),
            cell: ({ stateNow }) => label(debtStateLabels[stateNow]),
            minWidth: 140,
          },
          ...(hasPortfolios
            ? [{ id: 'portfolio', header: t('debtPortfolio'), cell: ({ portfolio }: Debt) => portfolio, minWidth: 140 }]
            : []),
        ]}
      />
      {data?.debts.map((debt) => (
        <DebtParts key={debt.debtId} debt={debt} />
      ))}
      {data !== undefined && data.changes.length > 0 && <Changes order={data} />}
    </SpaceBetween>
  );
}

/** What is owed in each currency, on the company's date. */
function Totals({ order: { totals, date } }: { order: PaymentOrderAnswer }) {
  const t = useTexts(customerPageTexts);
  const format = useFormat();
  return (
    <Container
      header={
        <Header variant="h2" description={t('asOf', { date: format.day(date) })}>
          {t('total')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {totals.map(({ currency, balance, overdue, openDebts, unpaidInstalments, unpaidInstalmentsAmount }) => (
          <KeyValuePairs
            key={currency}
            columns={4}
            minColumnWidth={150}
            items={[
              { label: `${t('total')} (${currency})`, value: format.money(balance, currency) },
              { label: t('overdue'), value: format.money(overdue, currency) },
              { label: t('openDebts'), value: format.number(openDebts) },
              {
                label: t('unpaidInstalments'),
                value:
                  unpaidInstalments === 0
                    ? t('none')
                    : t('countAmount', {
                        count: unpaidInstalments,
                        amount: format.money(unpaidInstalmentsAmount, currency),
                      }),
              },
            ]}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

/** Who changed which debt, and when; newest first. */
function Changes({ order: { changes } }: { order: PaymentOrderAnswer }) {
  const t = useTexts(customerPageTexts);
  const format = useFormat();
  return (
    <Container header={<Header variant="h2">{t('changes')}</Header>}>
      <ul className="plain-list">
        {changes.map(({ at, kind, code, debtId }) => (
          <li key={`${debtId} ${at} ${kind}`}>
            {t(kind, { code })}
            <Box variant="small" display="block">
              {format.dateTime(at)}
            </Box>
          </li>
        ))}
      </ul>
    </Container>
  );
}
