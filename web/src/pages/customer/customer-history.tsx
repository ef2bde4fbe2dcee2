import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { type AlertReason, alertReasons, channelLabels } from '#contract/vocabulary.ts';
import { contactTexts } from '#web/features/customers/contact-texts.ts';
import { type Customer, historyQuery } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';

const isAlertReason = (reason: string): reason is AlertReason => Object.hasOwn(alertReasons, reason);

/** Alerts, clearings, pauses: when, what, who, why (F5). */
export function CustomerHistory({ customer }: { customer: Customer }) {
  const t = useTexts(customerTexts);
  const contactText = useTexts(contactTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const { data, error, isPending, refetch } = useQuery(historyQuery(customer.customerId));
  const who = (by: string) => (by === 'system' ? t('system') : by === 'customer' ? t('customerSelf') : userName(by));
  const why = (reason: string | null) => {
    if (reason === null) return t('none');
    if (isAlertReason(reason)) return label(alertReasons[reason]);
    return contactTexts.has(reason) ? contactText(reason) : reason;
  };
  const address = (id: string | null) => customer.addresses.find(({ addressId }) => addressId === id)?.value;
  if (error !== null) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  return (
    <Table
      header={<Header variant="h2">{t('history')}</Header>}
      items={data?.items ?? []}
      loading={isPending}
      loadingText={t('loading')}
      empty={<Box textAlign="center">{t('noHistory')}</Box>}
      columnDefinitions={[
        { id: 'when', header: t('when'), cell: ({ at }) => format.dateTime(at), minWidth: 160 },
        {
          id: 'what',
          header: t('what'),
          isRowHeader: true,
          cell: ({ kind, channel, addressId }) => (
            <>
              {t(kind)}
              <Box variant="small" display="block">
                {[channel === null ? undefined : label(channelLabels[channel]), address(addressId)]
                  .filter((word) => word !== undefined)
                  .join(' · ')}
              </Box>
            </>
          ),
          minWidth: 220,
        },
        { id: 'who', header: t('who'), cell: ({ by }) => who(by), minWidth: 140 },
        {
          id: 'why',
          header: t('why'),
          cell: ({ reason, detail }) => (
            <>
              {why(reason)}
              {detail !== null && (
                <Box variant="small" display="block">
                  {detail}
                </Box>
              )}
            </>
          ),
          minWidth: 200,
        },
      ]}
    />
  );
}
