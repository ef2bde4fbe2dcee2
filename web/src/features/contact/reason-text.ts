import { contactReasons, type Label, waitReasons } from '#contract/vocabulary.ts';
import { useLabel } from '#web/language/use-language.ts';

const words: Readonly<Record<string, Label>> = { ...contactReasons, ...waitReasons };

/** Why a message did not go, or what it waits for, in words; a code that is not ours as it is. */
export const useReasonText = (): ((code: string) => string) => {
  const label = useLabel();
  return (code) => {
    const known = Object.hasOwn(words, code) ? words[code] : undefined;
    return known === undefined ? code : label(known);
  };
};
