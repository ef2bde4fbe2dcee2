import type { Author } from '#contract/vocabulary-schemas.ts';
import { useUserName } from './options.ts';

/** Who wrote a message: the person's name, the flow's, event's or campaign's, or that a program called the API. */
export const useAuthorName = (): ((author: Author | null) => string | null) => {
  const userName = useUserName();
  return (author) => {
    if (author === null) return null;
    if (author.kind === 'api') return 'API';
    return author.kind === 'user' && author.id !== null ? userName(author.id) : author.name;
  };
};
