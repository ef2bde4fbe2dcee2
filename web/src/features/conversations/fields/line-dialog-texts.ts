import { defineTexts } from '#web/language/texts.ts';

export const lineDialogTexts = defineTexts('line-dialog', {
  es: { cancel: 'Cancelar', missing: 'Completa este campo.' },
  en: { cancel: 'Cancel', missing: 'Fill in this field.' },
});
