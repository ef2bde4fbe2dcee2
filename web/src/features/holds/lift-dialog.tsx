import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLineFault } from '#web/parts/field-faults.ts';
import { type Hold, scopeOf, usePutHold } from './queries.ts';
import { holdTexts } from './texts.ts';
import { useHoldWords } from './use-hold-words.ts';

/** Asks why sending goes on; the audit trail keeps it. */
export function LiftDialog({ hold, onClose }: { hold: Hold; onClose(): void }) {
  const t = useTexts(holdTexts);
  const { nameOf } = useHoldWords();
  const { show } = useNotices();
  const put = usePutHold();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reasonFault = useLineFault()(reason, fieldLimits.putHold.reason.longest);
  const faults = useFieldFaults(put.error, ['reason']);
  const confirm = () => {
    setTried(true);
    const scope = scopeOf(hold);
    if (reasonFault !== undefined || scope === undefined) return focusFirstFault();
    put.mutate(
      { scope, held: false, reason: reason.trim() },
      {
        onSuccess: () => {
          show({ id: 'hold', type: 'success', content: t('lifted') });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('liftTitle')}
      confirm={t('liftConfirm')}
      cancel={t('cancel')}
      busy={put.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('liftText', { name: nameOf(hold.scope) })}</Box>
      <FormField label={t('reason')} errorText={(tried ? reasonFault : undefined) ?? faults.at('reason')}>
        <Input
          autoFocus
          value={reason}
          onChange={({ detail }) => setReason(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && confirm()}
        />
      </FormField>
    </ConfirmDialog>
  );
}
