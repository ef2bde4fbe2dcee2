import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { unmergeHours } from '#contract/merge-limits.ts';
import { type Customer, customerQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useUnmerge } from './merge.ts';
import { mergeTexts } from './merge-texts.ts';

const isUndoable = (mergedAt: string): boolean => Date.now() < Date.parse(mergedAt) + unmergeHours * 3_600_000;

/** Takes a merge back, after asking. */
function UndoButton({ customerId }: { customerId: string }) {
  const t = useTexts(mergeTexts);
  const { show } = useNotices();
  const unmerge = useUnmerge(customerId);
  const [asking, setAsking] = useState(false);
  const confirm = () =>
    unmerge.mutate(undefined, {
      onSuccess: () => {
        show({ id: 'merge', type: 'success', content: t('undone') });
        setAsking(false);
      },
    });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('undo')}</Button>
      {asking && (
        <ConfirmDialog
          title={t('undoTitle')}
          confirm={t('undoConfirm')}
          cancel={t('cancel')}
          busy={unmerge.isPending}
          error={unmerge.error}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          <Box>{t('undoText')}</Box>
        </ConfirmDialog>
      )}
    </>
  );
}

/** That the customer is part of another, or took one in today, and the way to the other and back (Q13). */
export function MergeBanner({ customer }: { customer: Customer }) {
  const t = useTexts(mergeTexts);
  const may = useMay();
  const format = useFormat();
  const navigate = useNavigate();
  const { mergedInto, mergedAt, merged } = customer;
  const last = merged.at(-1);
  const { data: survivor } = useQuery({ ...customerQuery(mergedInto ?? ''), enabled: mergedInto !== null });
  if (mergedInto !== null && mergedAt !== null) {
    const name = survivor?.name ?? '…';
    return (
      <Alert
        type="info"
        header={t('mergedInto', { name })}
        action={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => navigate(paths.customer(mergedInto))}>{t('open', { name })}</Button>
            {may('unmergeCustomer') && isUndoable(mergedAt) && <UndoButton customerId={customer.customerId} />}
          </SpaceBetween>
        }
      >
        {t('mergedAt', { at: format.dateTime(mergedAt) })}
      </Alert>
    );
  }
  if (last === undefined || !isUndoable(last.mergedAt) || !may('unmergeCustomer')) return null;
  return (
    <Alert
      type="info"
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={() => navigate(paths.customer(last.customerId))}>{t('seeMerged')}</Button>
          <UndoButton customerId={customer.customerId} />
        </SpaceBetween>
      }
    >
      {t('hasMerged', { name: last.name, at: format.dateTime(last.mergedAt) })}
    </Alert>
  );
}
