import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { debtStateLabels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { type Customer, paymentOrderQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { LineDialog } from '../fields/line-dialog.tsx';
import { useWithdrawPromise } from './care.ts';
import { panelTexts } from './panel-texts.ts';

/** Debts that stand here; all of them stand behind "Ver todo". */
const most = 3;

/** What the customer owes: code, due date, balance, state of the oldest debts; and the promise (C27–C30, C32, Q10). */
export function DebtsPart({ customer: { customerId, promise } }: { customer: Customer }) {
  const t = useTexts(panelTexts);
  const label = useLabel();
  const format = useFormat();
  const { data, error, refetch } = useQuery(paymentOrderQuery(customerId));
  const debts = data?.debts ?? [];
  return (
    <section>
      <div className="panel-heading">
        <Box variant="h3">{t('debts')}</Box>
        <TargetLink href={paths.paymentOrder(customerId)}>{t('seeAll')}</TargetLink>
      </div>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <SpaceBetween size="xs">
        {promise !== null && <Promised customerId={customerId} promise={promise} />}
        {data !== undefined && debts.length === 0 && <Box color="text-body-secondary">{t('noDebts')}</Box>}
        {debts.slice(0, most).map(({ debtId, code, balance, currency, openSince, daysOverdue, stateNow }) => (
          <div key={debtId} className="panel-debt">
            <strong className="breakable">{code}</strong>
            <dl>
              <Fact term={t('balance')}>{format.money(balance, currency)}</Fact>
              <Fact term={t('dueDate')}>
                {format.day(openSince)}
                {daysOverdue > 0 && ` · ${t('overdue', { count: daysOverdue })}`}
              </Fact>
              <Fact term={t('debtState')}>{label(debtStateLabels[stateNow])}</Fact>
            </dl>
          </div>
        ))}
        {debts.length > most && <Box color="text-body-secondary">{t('moreDebts', { count: debts.length - most })}</Box>}
      </SpaceBetween>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="panel-fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Promised({ customerId, promise }: { customerId: string; promise: NonNullable<Customer['promise']> }) {
  const t = useTexts(panelTexts);
  const format = useFormat();
  const may = useMay();
  const withdraw = useWithdrawPromise(customerId);
  const [asking, setAsking] = useState(false);
  const { state, amount, currency, date } = promise;
  return (
    <div>
      <StatusIndicator type={state === 'open' ? 'in-progress' : 'warning'} wrapText>
        {t(`promise_${state}`, { amount: format.money(amount, currency), date: format.day(date) })}
      </StatusIndicator>{' '}
      {may('withdrawPromise') && (
        <Button variant="inline-link" onClick={() => setAsking(true)}>
          {t('withdraw')}
        </Button>
      )}
      {asking && (
        <LineDialog
          title={t('withdraw')}
          label={t('withdrawReason')}
          field="reason"
          most={fieldLimits.withdrawPromise.reason.longest}
          confirm={t('withdraw')}
          busy={withdraw.isPending}
          error={withdraw.error}
          onConfirm={(reason) => withdraw.mutate(reason, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <Box>{t('withdrawText')}</Box>
        </LineDialog>
      )}
    </div>
  );
}
