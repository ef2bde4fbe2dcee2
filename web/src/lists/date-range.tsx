import DateRangePicker from '@cloudscape-design/components/date-range-picker';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { addDays, countDays, useToday } from '#web/session/today.ts';
import { listTexts } from './texts.ts';

/** First and last date, `YYYY-MM-DD`, both counted. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** A range of dates in the company's time zone; one that is too long cannot be chosen, and says how long it is (B36). */
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
  return (
    <DateRangePicker
      dateOnly
      expandToViewport
      ariaLabel={label}
      placeholder={label}
      renderTriggerContent={() => (value === undefined ? label : `${format.day(value.from)} – ${format.day(value.to)}`)}
      value={value === undefined ? null : { type: 'absolute', startDate: value.from, endDate: value.to }}
      relativeOptions={[7, 30, mostDays].map((amount) => ({
        key: String(amount),
        amount,
        unit: 'day' as const,
        type: 'relative' as const,
      }))}
      isDateEnabled={(date) => date.getTime() <= Date.parse(`${addDays(today, 365)}T23:59:59Z`)}
      isValidRange={(range) => {
        if (range === null) return { valid: true };
        if (range.type === 'relative') {
          const fits = range.unit === 'day' && range.amount > 0 && range.amount <= mostDays;
          return fits ? { valid: true } : { valid: false, errorMessage: t('rangeDays', { most: mostDays }) };
        }
        const { startDate, endDate } = range;
        if (startDate === '' || endDate === '') return { valid: false, errorMessage: t('rangeIncomplete') };
        const count = countDays(startDate, endDate);
        if (count < 1) return { valid: false, errorMessage: t('rangeBackwards') };
        if (count > mostDays) return { valid: false, errorMessage: t('rangeTooLong', { count, most: mostDays }) };
        return { valid: true };
      }}
      onChange={({ detail: { value: range } }) => {
        if (range === null) onChange(undefined);
        else if (range.type === 'absolute') onChange({ from: range.startDate, to: range.endDate });
        else onChange({ from: addDays(today, 1 - range.amount), to: today });
      }}
    />
  );
}
