import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { DayField } from '#web/parts/day-field.tsx';
import { useFormat } from '#web/session/format.ts';
import { addDays, countDays, useToday } from '#web/session/today.ts';
import { listTexts } from './texts.ts';

/** First and last date, `YYYY-MM-DD`, both counted. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** Days of the ranges that are offered, beside the longest. */
const offered = [7, 30];

/**
 * A range of dates in the company's time zone; one that is too long cannot be chosen, and says how long it is (B36). Dates are
 * typed and read as everywhere else, which the library's own range does not know.
 */
export function DateRangeFilter({
  label,
  value,
  mostDays,
  onChange,
}: {
  label: string;
  value: DateRange | undefined;
  mostDays: number;
  /** undefined: any date. */
  onChange(range: DateRange | undefined): void;
}) {
  const t = useTexts(listTexts);
  const today = useToday();
  const format = useFormat();
  const [draft, setDraft] = useState<DateRange>();
  const [tried, setTried] = useState(false);
  const close = () => {
    setDraft(undefined);
    setTried(false);
  };
  const choose = (range: DateRange | undefined) => {
    onChange(range);
    close();
  };
  const faultOf = ({ from, to }: DateRange): string | undefined => {
    if (from === '' || to === '') return t('rangeIncomplete');
    const count = countDays(from, to);
    if (count < 1) return t('rangeBackwards');
    return count > mostDays ? t('rangeTooLong', { count, most: mostDays }) : undefined;
  };
  const fault = draft === undefined ? undefined : faultOf(draft);
  const isEnabled = (day: string) => day <= addDays(today, 365);
  const set = (changed: Partial<DateRange>) => setDraft((current) => ({ from: '', to: '', ...current, ...changed }));
  return (
    <>
      <Button iconName="calendar" onClick={() => setDraft(value ?? { from: '', to: '' })}>
        {value === undefined ? label : `${label}: ${format.day(value.from)} – ${format.day(value.to)}`}
      </Button>
      {draft !== undefined && (
        <Modal
          visible
          onDismiss={close}
          header={label}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => choose(undefined)}>
                  {t('anyDate')}
                </Button>
                <Button variant="primary" onClick={() => (fault === undefined ? choose(draft) : setTried(true))}>
                  {t('apply')}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            <SpaceBetween direction="horizontal" size="xs">
              {[...offered, mostDays].map((days) => (
                <Button key={days} onClick={() => choose({ from: addDays(today, 1 - days), to: today })}>
                  {t('lastDays', { count: days })}
                </Button>
              ))}
            </SpaceBetween>
            <FormField label={t('firstDate')} errorText={tried ? fault : undefined}>
              <DayField value={draft.from} isEnabled={isEnabled} onChange={(from) => set({ from })} />
            </FormField>
            <FormField label={t('lastDate')}>
              <DayField value={draft.to} isEnabled={isEnabled} onChange={(to) => set({ to })} />
            </FormField>
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}
