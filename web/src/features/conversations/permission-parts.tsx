import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { channelLabels, channels } from '#contract/vocabulary.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useCompany, useMay } from '#web/session/me.ts';
import { instantIn } from '#web/session/zoned.ts';
import { useDnd, usePause } from './care.ts';
import { panelTexts } from './panel-texts.ts';

/** DND by channel (D28, Q7). What the customer asked for is not lifted by a switch (Q9). */
export function DndPart({ customer: { customerId, dnd } }: { customer: Customer }) {
  const t = useTexts(panelTexts);
  const label = useLabel();
  const may = useMay();
  const change = useDnd(customerId);
  return (
    <section>
      <Box variant="h3">{t('dnd')}</Box>
      <Box variant="small">{t('dndHint')}</Box>
      <SpaceBetween size="xxs">
        {channels.map((channel) => {
          const entries = dnd.filter((entry) => entry.channel === channel);
          const asked = entries.some(({ source }) => source !== 'manual');
          return (
            <Toggle
              key={channel}
              checked={entries.length > 0}
              disabled={!may('putDnd') || asked || change.isPending}
              description={asked ? t('dndOptOut') : undefined}
              onChange={({ detail }) => change.mutate({ channel, active: detail.checked })}
            >
              {label(channelLabels[channel])}
            </Toggle>
          );
        })}
      </SpaceBetween>
      {change.error !== null && <ProblemAlert error={change.error} />}
    </section>
  );
}

/** Pauses automatic communications until the end of a date (C38). */
export function PausePart({ customer: { customerId, pausedUntil } }: { customer: Customer }) {
  const t = useTexts(panelTexts);
  const may = useMay();
  const format = useFormat();
  const { timeZone } = useCompany();
  const change = usePause(customerId);
  const [day, setDay] = useState('');
  const paused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
  return (
    <section>
      <Box variant="h3">{t('pause')}</Box>
      {paused && (
        <StatusIndicator type="stopped">{t('pausedUntil', { until: format.dateTime(pausedUntil) })}</StatusIndicator>
      )}
      {may('putPause') &&
        (paused ? (
          <Button loading={change.isPending} onClick={() => change.mutate(null)}>
            {t('liftPause')}
          </Button>
        ) : (
          <SpaceBetween size="xs">
            <FormField label={t('pauseUntil')} description={t('pauseHint')}>
              <DatePicker
                value={day}
                expandToViewport
                isDateEnabled={(date) => date.getTime() > Date.now() - 86_400_000}
                onChange={({ detail }) => setDay(detail.value)}
              />
            </FormField>
            <Button
              disabled={day === ''}
              loading={change.isPending}
              onClick={() => change.mutate(instantIn(timeZone, day, '23:59'), { onSuccess: () => setDay('') })}
            >
              {t('doPause')}
            </Button>
          </SpaceBetween>
        ))}
      {change.error !== null && <ProblemAlert error={change.error} />}
    </section>
  );
}
