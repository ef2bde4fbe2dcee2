import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, type Language, languages } from './languages.ts';

/** The user's own choice, kept on this device. */
const storageKey = 'contacta.language';

export const chosenLanguage = (): Language | undefined => {
  const stored = window.localStorage.getItem(storageKey);
  return isLanguage(stored) ? stored : undefined;
};

i18next.use(initReactI18next).init({
  lng: chosenLanguage() ?? languages[0],
  fallbackLng: languages[0],
  resources: {},
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  react: { useSuspense: false, bindI18nStore: '' },
});
document.documentElement.lang = i18next.language;

/** @param keep true when the user has chosen it, false for the company's language */
export const setLanguage = async (language: Language, keep: boolean): Promise<void> => {
  if (keep) window.localStorage.setItem(storageKey, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
};
