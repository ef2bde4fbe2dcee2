import FormField from '@cloudscape-design/components/form-field';
import TimeInput from '@cloudscape-design/components/time-input';
import { useTexts } from '#web/language/texts.ts';
import { useCompany } from '#web/session/me.ts';
import { FutureDay } from './future-day.tsx';
import { futureInstantOf, instantOf, type Moment } from './moment.ts';
import { momentTexts } from './moment-texts.ts';

/** Date and time of something that is to happen; says so when the time has passed. */
export function MomentFields({
  label,
  moment,
  mostDays,
  timeLabel,
  hint,
  error,
  onChange,
}: {
  /** Of the date: "Fecha para volver a llamar". */
  label: string;
  moment: Moment;
  /** How far ahead the service takes it. */
  mostDays: number;
  /** Of the time, where there are several. */
  timeLabel?: string;
  /** What the time is for, where its name does not say it. */
  hint?: string;
  /** Why the chosen time cannot be, beside that it has passed. */
  error?: string | undefined;
  onChange(moment: Moment): void;
}) {
  const t = useTexts(momentTexts);
  const { timeZone } = useCompany();
  const past = instantOf(moment, timeZone) !== undefined && futureInstantOf(moment, timeZone, Date.now()) === undefined;
  return (
    <div className="moment-fields">
      <FormField label={label} description={hint} errorText={past ? t('past') : error}>
        <FutureDay value={moment.day} mostDays={mostDays} onChange={(day) => onChange({ ...moment, day })} />
      </FormField>
      <FormField label={timeLabel ?? t('time')} constraintText={t('zone', { zone: timeZone })}>
        <TimeInput
          format="hh:mm"
          value={moment.time}
          onChange={({ detail }) => onChange({ ...moment, time: detail.value })}
        />
      </FormField>
    </div>
  );
}
