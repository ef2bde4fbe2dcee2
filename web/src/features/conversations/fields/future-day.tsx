import { DayField } from '#web/parts/day-field.tsx';
import { addDays, useToday } from '#web/session/today.ts';

/** A date from the company's today on, at most so many days ahead. */
export function FutureDay({
  value,
  mostDays,
  onChange,
}: {
  value: string;
  mostDays: number;
  /** @param day `YYYY-MM-DD`; empty while what is typed is no date */
  onChange(day: string): void;
}) {
  const today = useToday();
  const last = addDays(today, mostDays);
  return <DayField value={value} isEnabled={(day) => day >= today && day <= last} onChange={onChange} />;
}
