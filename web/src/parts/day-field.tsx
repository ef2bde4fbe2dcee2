import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import Calendar from '@cloudscape-design/components/calendar';
import Input from '@cloudscape-design/components/input';
import { useRef, useState } from 'react';
import { dayText } from '#contract/day-text.ts';
import { dayForms, readDayText } from '#web/language/day-text.ts';
import { defineTexts, useTexts } from '#web/language/texts.ts';
import { useLanguage } from '#web/language/use-language.ts';
import './day-field.css';

const dayTexts = defineTexts('dayField', {
  es: { open: 'Elegir en el calendario', close: 'Cerrar el calendario', calendar: 'Calendario' },
  en: { open: 'Choose in the calendar', close: 'Close the calendar', calendar: 'Calendar' },
});

/** The calendar date that the calendar shows, which knows no time zone. */
const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** A date, typed as it is read everywhere (dd-mm-aaaa) or chosen in a calendar; the library's own shows 2026/10/31. */
export function DayField({
  value,
  ariaLabel,
  isEnabled,
  onChange,
}: {
  /** `YYYY-MM-DD`; empty: none. */
  value: string;
  ariaLabel?: string;
  /** Days that can be chosen in the calendar; all without it. */
  isEnabled?(day: string): boolean;
  /** @param day `YYYY-MM-DD`; empty while what is typed is no date */
  onChange(day: string): void;
}) {
  const t = useTexts(dayTexts);
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const button = useRef<ButtonProps.Ref>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const isTyping = (readDayText(typed) ?? '') === value;
  const given = ariaLabel === undefined ? {} : { ariaLabel };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the calendar from wherever it is pressed inside.
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="day-field">
        <div className="day-field-input">
          <Input
            {...given}
            value={isTyping ? typed : dayText(value, language)}
            placeholder={dayForms[language]}
            inputMode="numeric"
            autoComplete={false}
            onChange={({ detail }) => {
              setTyped(detail.value);
              onChange(readDayText(detail.value) ?? '');
            }}
          />
        </div>
        <Button
          ref={button}
          iconName="calendar"
          formAction="none"
          ariaLabel={t(open ? 'close' : 'open')}
          ariaExpanded={open}
          onClick={() => setOpen(!open)}
        />
      </div>
      {open && (
        <Calendar
          value={value}
          ariaLabel={t('calendar')}
          isDateEnabled={(date) => isEnabled?.(dayOf(date)) ?? true}
          onChange={({ detail }) => {
            setTyped('');
            onChange(detail.value);
            close();
          }}
        />
      )}
    </div>
  );
}
