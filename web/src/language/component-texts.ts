import type { I18nProviderProps } from '@cloudscape-design/components/i18n';
import { useEffect, useState } from 'react';
import { familiar } from './familiar.ts';
import type { Language } from './languages.ts';
import { useLanguage } from './use-language.ts';

type Messages = I18nProviderProps.Messages;

/** Cloudscape's own texts, some 8 KB compressed for a language: only the one that is read is loaded. */
const loaders: Readonly<Record<Language, () => Promise<{ readonly default: Messages }>>> = {
  es: () => import('@cloudscape-design/components/i18n/messages/all.es'),
  en: () => import('@cloudscape-design/components/i18n/messages/all.en'),
};

const loaded = new Map<Language, Messages>();

/** Loads the texts of a language once. @throws TypeError when their file cannot be had */
export const loadComponentTexts = async (language: Language): Promise<void> => {
  if (loaded.has(language)) return;
  const messages = (await loaders[language]()).default;
  loaded.set(language, language === 'es' ? familiar(messages) : messages);
};

/** What has been loaded; after a change of language that one too, as soon as it is there. */
export const useComponentTexts = (): readonly Messages[] => {
  const language = useLanguage();
  const [, setShown] = useState<Language>();
  useEffect(() => {
    let wanted = true;
    // Without connection the components keep the language that they have; our own texts are all there.
    loadComponentTexts(language).then(
      () => wanted && setShown(language),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  return [...loaded.values()];
};
