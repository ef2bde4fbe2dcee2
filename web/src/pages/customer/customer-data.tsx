import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { debtStateLabels } from '#contract/vocabulary.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { customerPageTexts } from './texts.ts';

/** What is known of the customer: document, mobile, advisor, debt in short, pause, promise (C21–C26, C38, Q10). */
export function CustomerData({ customer, onSeeOrder }: { customer: Customer; onSeeOrder(): void }) {
  const t = useTexts(customerPageTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const { debtSummary: debt, documentType, documentNumber, advisorId, pausedUntil, promise } = customer;
  const mobile = customer.addresses.find(({ channel }) => channel === 'sms' || channel === 'whatsapp')?.value;
  const list = (values: readonly string[]) => (values.length === 0 ? t('none') : values.join(', '));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            debt.state !== 'none' && (
              <Button variant="inline-link" onClick={onSeeOrder}>
                {t('seeOrder')}
              </Button>
            )
          }
        >
          {t('data')}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        minColumnWidth={180}
        items={[
          {
            label: t('document'),
            value: documentNumber === null ? t('none') : `${documentType ?? ''} ${documentNumber}`.trim(),
          },
          { label: t('mobile'), value: mobile ?? t('none') },
          { label: t('segment'), value: customer.segment },
          { label: t('dueDate'), value: debt.dueDate === null ? t('none') : format.day(debt.dueDate) },
          {
            label: t('daysOverdue'),
            value: debt.dueDate === null ? t('none') : format.number(debt.daysOverdue),
          },
          {
            label: t('debtState'),
            value: debt.state === 'none' ? t('none') : label(debtStateLabels[debt.state]),
          },
          {
            label: t('balance'),
            value: list(Object.entries(debt.balances).map(([currency, amount]) => format.money(amount, currency))),
          },
          { label: t('advisor'), value: advisorId === null ? t('nobody') : userName(advisorId) },
          { label: t('portfolios'), value: list(customer.portfolios) },
          { label: t('tags'), value: list(customer.tags) },
          { label: t('influencer'), value: t(customer.influencer ? 'yes' : 'no') },
          ...(pausedUntil === null ? [] : [{ label: t('pausedUntil'), value: format.dateTime(pausedUntil) }]),
          ...(promise === null
            ? []
            : [
                {
                  label: t('promise'),
                  value: t(promise.state === 'open' ? 'promiseOpen' : 'promiseBroken', {
                    amount: format.money(promise.amount, promise.currency),
                    date: format.day(promise.date),
                  }),
                },
              ]),
        ]}
      />
    </Container>
  );
}
