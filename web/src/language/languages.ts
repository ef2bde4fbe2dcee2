import type { Label } from '#contract/vocabulary.ts';

/** Languages of the console; the first is the one of a new user. */
export const languages = ['es', 'en'] as const satisfies readonly (keyof Label)[];
export type Language = (typeof languages)[number];

/** Names of the languages, each in itself. */
export const languageNames: Readonly<Record<Language, string>> = { es: 'Español', en: 'English' };

/** Locale for dates and numbers: the product's first users are in Chile. */
export const locales: Readonly<Record<Language, string>> = { es: 'es-CL', en: 'en-US' };

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);
