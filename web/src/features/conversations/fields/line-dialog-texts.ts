import { defineTexts } from '#web/language/texts.ts';

export const lineDialogTexts = defineTexts('line-dialog', {
  es: { cancel: 'Cancelar' },
  en: { cancel: 'Cancel' },
});
