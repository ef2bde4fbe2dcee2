import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFieldFaults, useLengthFault } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useCompany, useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { FutureDay } from '../fields/future-day.tsx';
import { LineDialog } from '../fields/line-dialog.tsx';
import { instantOf } from '../fields/moment.ts';
import { usePause, useResume } from './care.ts';
import { permissionTexts } from './permission-texts.ts';

/** A pause is taken up to two years ahead. */
const mostDays = 729;

/** Pauses automatic communications until the end of a date (C38, Q8). */
export function PausePart({ customer: { customerId, pausedUntil } }: { customer: Customer }) {
  const t = useTexts(permissionTexts);
  const may = useMay();
  const format = useFormat();
  const { timeZone } = useCompany();
  const change = usePause(customerId);
  const [day, setDay] = useState('');
  const [reason, setReason] = useState('');
  const reasonFault = useLengthFault()(reason, fieldLimits.putPause.reason.longest);
  const faults = useFieldFaults(change.error, ['until', 'reason']);
  const paused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
  const until = instantOf({ day, time: '23:59' }, timeZone);
  const pause = () => {
    if (until === undefined || reasonFault !== undefined) return;
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const done = () => {
      setDay('');
      setReason('');
    };
    change.mutate({ until, ...why }, { onSuccess: done });
  };
  return (
    <section>
      <Box variant="h3">{t('pause')}</Box>
      <SpaceBetween size="xs">
        {paused ? (
          <StatusIndicator type="stopped">{t('pausedUntil', { until: format.dateTime(pausedUntil) })}</StatusIndicator>
        ) : (
          <Box variant="small">{t('pauseHint')}</Box>
        )}
        {may('putPause') && paused && (
          <Button loading={change.isPending} onClick={() => change.mutate({ until: null })}>
            {t('liftPause')}
          </Button>
        )}
        {may('putPause') && !paused && (
          <SpaceBetween size="xs">
            <FormField label={t('pauseUntil')} errorText={faults.at('until')}>
              <FutureDay value={day} mostDays={mostDays} onChange={setDay} />
            </FormField>
            {day !== '' && (
              <FormField label={t('reason')} errorText={reasonFault ?? faults.at('reason')}>
                <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
              </FormField>
            )}
            <Button disabled={until === undefined} loading={change.isPending} onClick={pause}>
              {t('doPause')}
            </Button>
          </SpaceBetween>
        )}
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      </SpaceBetween>
    </section>
  );
}

/** Everything to the customer is stopped, for instance after "Fallecido": says so, and supervisors resume (Q10). */
export function StopPart({ customer: { customerId, name, stopped, erasing } }: { customer: Customer }) {
  const t = useTexts(permissionTexts);
  const may = useMay();
  const format = useFormat();
  const userName = useUserName();
  const resume = useResume(customerId);
  const [asking, setAsking] = useState(false);
  // Who is being erased is told of in words of its own, and is not resumed with.
  if (stopped === null || erasing !== undefined) return null;
  return (
    <>
      <Alert
        type="error"
        header={t('stopped')}
        action={may('putStop') && <Button onClick={() => setAsking(true)}>{t('resume')}</Button>}
      >
        {t('stoppedBy', { reason: stopped.reason, by: userName(stopped.by), at: format.dateTime(stopped.at) })}
      </Alert>
      {asking && (
        <LineDialog
          title={t('resumeTitle', { name })}
          label={t('resumeReason')}
          field="reason"
          most={fieldLimits.putStop.reason.longest}
          confirm={t('resumeConfirm')}
          busy={resume.isPending}
          error={resume.error}
          onConfirm={(reason) => resume.mutate(reason, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <Box padding={{ bottom: 's' }}>{t('resumeText')}</Box>
        </LineDialog>
      )}
    </>
  );
}
