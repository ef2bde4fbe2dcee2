import DatePicker, { type DatePickerProps } from '@cloudscape-design/components/date-picker';
import { addDays, useToday } from '#web/session/today.ts';

/** The calendar date that the picker shows, which knows no time zone. */
const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** A date from the company's today on, at most so many days ahead. */
export function FutureDay({
  value,
  mostDays,
  onChange,
  ...rest
}: Pick<DatePickerProps, 'value' | 'ariaLabel'> & {
  mostDays: number;
  /** @param day `YYYY-MM-DD`; a part of it while it is typed */
  onChange(day: string): void;
}) {
  const today = useToday();
  const last = addDays(today, mostDays);
  return (
    <DatePicker
      {...rest}
      value={value}
      expandToViewport
      isDateEnabled={(date) => dayOf(date) >= today && dayOf(date) <= last}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
