import { useTranslation } from 'react-i18next';
import type { Label } from '#contract/vocabulary.ts';
import { isLanguage, type Language, languages } from './languages.ts';

/** The language of the moment. */
export const useLanguage = (): Language => {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : languages[0];
};

/** Reads labels of the contract's vocabulary: `label(channelLabels.email)` is "Correo". */
export const useLabel = (): ((label: Label) => string) => {
  const language = useLanguage();
  return (label) => label[language];
};
