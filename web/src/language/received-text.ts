import { receivedText } from '#contract/received-words.ts';
import { useLanguage } from './use-language.ts';

/** What stands in a message: of one that came in, what we have put into it is said in the reader's language. */
export const useMessageText = (): ((direction: string, text: string) => string) => {
  const language = useLanguage();
  return (direction, text) => (direction === 'inbound' ? receivedText(text, language) : text);
};
