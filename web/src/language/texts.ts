/**
 * Texts of the console. Each page or feature defines its own beside its components, so that they load with it:
 *
 *     export const notesTexts = defineTexts('notes', {
 *       es: { title: 'Notas', count_one: '{{count}} nota', count_other: '{{count}} notas' },
 *       en: { title: 'Notes', count_one: '{{count}} note', count_other: '{{count}} notes' },
 *     });
 *     const t = useTexts(notesTexts);
 *     t('title'); t('count', { count: 3 });
 *
 * A key that one language lacks, and a key that does not exist, do not compile.
 */
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { languages } from './languages.ts';
import { sentenceOf } from './sentence.ts';
// Texts need a place to stand: it is made before the first of them.
import './setup.ts';

type Entries = Readonly<Record<string, string>>;

/** Keys as they are asked for: the plural's ending is chosen by `count`. */
type KeyOf<Keys> = Keys extends `${infer Base}_${'one' | 'many' | 'other'}` ? Base : Keys;

export interface Texts<Key extends string> {
  readonly namespace: string;
  /** True for a key of these texts: for keys that come from data, such as error codes. */
  has(key: string): key is Key;
}

/** Registers the texts of a page or feature under a name of its own. */
export const defineTexts = <const Spanish extends Entries>(
  namespace: string,
  texts: { readonly es: Spanish; readonly en: { readonly [Key in keyof Spanish]: string } },
): Texts<KeyOf<keyof Spanish & string>> => {
  for (const language of languages) i18next.addResourceBundle(language, namespace, texts[language]);
  return { namespace, has: (key): key is KeyOf<keyof Spanish & string> => Object.hasOwn(texts.es, key) };
};

type Values = Readonly<Record<string, string | number>>;
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

/** Reads texts in the language of the moment; the component renders again when the language changes. */
export const useTexts = <Key extends string>({ namespace }: Texts<Key>): Translate<Key> => {
  const { t } = useTranslation(namespace);
  return (key: string, values) => sentenceOf(t(key, { ...values }));
};
