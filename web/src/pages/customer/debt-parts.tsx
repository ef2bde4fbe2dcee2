import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '#web/language/texts.ts';
import { Foldable } from '#web/parts/foldable.tsx';
import { useFormat } from '#web/session/format.ts';
import type { PaymentOrderAnswer } from './queries.ts';
import { customerPageTexts } from './texts.ts';

type Debt = PaymentOrderAnswer['debts'][number];

interface Part {
  readonly number: number | string;
  readonly dueDate: string;
  readonly amount: number;
  /** Invoices have no state of their own. */
  readonly paid?: boolean;
}

/** Instalments and invoices of a debt with their dates; nothing where it has none (C27). */
export function DebtParts({ debt: { code, currency, instalments = [], invoices = [] } }: { debt: Debt }) {
  const t = useTexts(customerPageTexts);
  if (instalments.length + invoices.length === 0) return null;
  const counts = [
    ...(instalments.length > 0 ? [`${t('instalments')}: ${instalments.length}`] : []),
    ...(invoices.length > 0 ? [`${t('invoices')}: ${invoices.length}`] : []),
  ];
  return (
    <Foldable headerText={code} headerDescription={counts.join(' · ')} variant="container">
      <SpaceBetween size="m">
        {instalments.length > 0 && <Parts title={t('instalments')} currency={currency} parts={instalments} />}
        {invoices.length > 0 && <Parts title={t('invoices')} currency={currency} parts={invoices} />}
      </SpaceBetween>
    </Foldable>
  );
}

function Parts({ title, currency, parts }: { title: string; currency: string; parts: readonly Part[] }) {
  const t = useTexts(customerPageTexts);
  const format = useFormat();
  const stated = parts.some(({ paid }) => paid !== undefined);
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      header={<Box variant="h4">{title}</Box>}
      ariaLabels={{ tableLabel: title }}
      items={parts}
      columnDefinitions={[
        { id: 'number', header: t('number'), cell: ({ number }) => number, isRowHeader: true, minWidth: 90 },
        { id: 'dueDate', header: t('dueDate'), cell: ({ dueDate }) => format.day(dueDate), minWidth: 130 },
        { id: 'amount', header: t('amount'), cell: ({ amount }) => format.money(amount, currency), minWidth: 120 },
        ...(stated
          ? [{ id: 'state', header: t('state'), cell: ({ paid }: Part) => t(paid ? 'paid' : 'unpaid'), minWidth: 110 }]
          : []),
      ]}
    />
  );
}
