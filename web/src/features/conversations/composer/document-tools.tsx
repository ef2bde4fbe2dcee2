import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import { paymentOrderQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { composerTexts } from './composer-texts.ts';
import type { DraftFileList } from './draft-files.tsx';

/** Account statement: its table in the text of an e-mail, or the PDF beside any message that carries files (C11). */
export function StatementButton({
  customerId,
  files,
  onInsert,
}: {
  customerId: string;
  files: DraftFileList;
  /** Left out where the text takes no table. */
  onInsert: (() => void) | undefined;
}) {
  const t = useTexts(composerTexts);
  const attach = () =>
    void files.attach(t('statementFile'), () =>
      dataOf(
        api.POST('/v1/customers/{customerId}/account-statement', {
          params: { path: { customerId }, header: { 'Idempotency-Key': crypto.randomUUID() } },
          body: { format: 'pdf' },
        }),
      ),
    );
  if (onInsert === undefined) return <Button onClick={attach}>{t('statement')}</Button>;
  return (
    <ButtonDropdown
      expandToViewport
      items={[
        { id: 'text', text: t('statementText') },
        { id: 'file', text: t('statementPdf') },
      ]}
      onItemClick={({ detail }) => (detail.id === 'text' ? onInsert() : attach())}
    >
      {t('statement')}
    </ButtonDropdown>
  );
}

/** Invoices of the customer's debts, each attached as a PDF; only while the company takes payments (D23). */
export function InvoiceChoice({ customerId, files }: { customerId: string; files: DraftFileList }) {
  const t = useTexts(composerTexts);
  const format = useFormat();
  const { data, isPending } = useQuery(paymentOrderQuery(customerId));
  const debts = (data?.debts ?? []).filter(({ invoices = [] }) => invoices.length > 0);
  const choices = debts.flatMap(({ debtId, currency, invoices = [] }) =>
    invoices.map((invoice) => ({ id: `${debtId} ${invoice.number}`, debtId, currency, ...invoice })),
  );
  const attach = ({ debtId, number }: (typeof choices)[number]) =>
    void files.attach(t('invoice', { number }), () =>
      dataOf(
        api.POST('/v1/customers/{customerId}/debts/{debtId}/invoice-document', {
          params: { path: { customerId, debtId }, header: { 'Idempotency-Key': crypto.randomUUID() } },
          body: { number },
        }),
      ),
    );
  return (
    <ButtonDropdown
      expandToViewport
      disabled={choices.length === 0}
      disabledReason={t(isPending ? 'readingInvoices' : 'noInvoices')}
      items={debts.map(({ debtId, code }) => ({
        id: debtId,
        text: code,
        items: choices
          .filter((choice) => choice.debtId === debtId)
          .map(({ id, number, dueDate, amount, currency }) => ({
            id,
            text: t('invoice', { number }),
            secondaryText: `${format.day(dueDate)} · ${format.money(amount, currency)}`,
          })),
      }))}
      onItemClick={({ detail }) => {
        const chosen = choices.find(({ id }) => id === detail.id);
        if (chosen !== undefined) attach(chosen);
      }}
    >
      {t('invoices')}
    </ButtonDropdown>
  );
}
