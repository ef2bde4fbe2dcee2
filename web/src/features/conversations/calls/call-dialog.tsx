import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLengthFault } from '#web/parts/field-faults.ts';
import { useCompany } from '#web/session/me.ts';
import { futureInstantOf, type Moment, noMoment } from '../fields/moment.ts';
import { MomentFields } from '../fields/moment-fields.tsx';
import { callTexts } from './call-texts.ts';
import { usePendingCall } from './pending-call.ts';

/** A call is asked for up to two years ahead. */
const mostDays = 729;

/** Puts the customer into the tray Llamadas: now, or when the call is to be made (C2, C15, C34). */
export function CallDialog({ customerId, name, onClose }: { customerId: string; name: string; onClose(): void }) {
  const t = useTexts(callTexts);
  const { timeZone } = useCompany();
  const { show } = useNotices();
  const ask = usePendingCall(customerId);
  const [later, setLater] = useState(false);
  const [moment, setMoment] = useState<Moment>(noMoment);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const noteFault = useLengthFault()(note, fieldLimits.putPendingCall['pendingCall.note'].longest);
  const faults = useFieldFaults(ask.error, ['pendingCall']);
  const dueAt = later ? futureInstantOf(moment, timeZone, Date.now()) : undefined;
  const missing = later && dueAt === undefined;
  const confirm = () => {
    setTried(true);
    if (missing || noteFault !== undefined) return focusFirstFault();
    const details = { ...(dueAt === undefined ? {} : { dueAt }), ...(note.trim() === '' ? {} : { note: note.trim() }) };
    ask.mutate(details, {
      onSuccess: () => {
        show({ id: 'call', type: 'success', content: t('asked', { name }) });
        onClose();
      },
    });
  };
  return (
    <ConfirmDialog
      title={t('title')}
      confirm={t('ask')}
      cancel={t('cancel')}
      busy={ask.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('text', { name })}</Box>
      <FormField label={t('when')} errorText={tried && missing ? t('whenMissing') : undefined}>
        <RadioGroup
          value={later ? 'later' : 'now'}
          items={[
            { value: 'now', label: t('now') },
            { value: 'later', label: t('later') },
          ]}
          onChange={({ detail }) => setLater(detail.value === 'later')}
        />
      </FormField>
      {later && (
        <MomentFields
          label={t('day')}
          error={faults.at('pendingCall.dueAt')}
          moment={moment}
          mostDays={mostDays}
          onChange={setMoment}
        />
      )}
      <FormField label={t('note')} errorText={noteFault ?? faults.at('pendingCall.note')}>
        <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
      </FormField>
    </ConfirmDialog>
  );
}
