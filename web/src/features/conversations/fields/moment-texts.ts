import { defineTexts } from '#web/language/texts.ts';

export const momentTexts = defineTexts('moment', {
  es: {
    time: 'Hora',
    zone: 'Hora de {{zone}}',
    past: 'Esa hora ya pasó: elige una futura.',
  },
  en: {
    time: 'Time',
    zone: 'Time in {{zone}}',
    past: 'That time has passed: choose a later one.',
  },
});
