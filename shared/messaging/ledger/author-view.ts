/** Who wrote a message or had it sent, as people are told (issue 12, 2). Pure. */
import type { Author } from '#contract/vocabulary-schemas.ts';
import type { MessageValue } from './entities.ts';

type Written = Pick<MessageValue, 'direction' | 'purpose' | 'source' | 'author' | 'result'>;

/** The user who wrote a message by hand or recorded a result; null: nobody did, or it is not known who. */
export const writerOf = ({ direction, purpose, source, author, result }: Written): string | null => {
  if (result !== null) return result.by;
  return direction === 'outbound' && purpose === 'manual' && source === 'platform' ? (author ?? null) : null;
};

export const authorView = (message: Written & Pick<MessageValue, 'origin'>): Author | null => {
  const { direction, purpose, source, origin, author } = message;
  const writer = writerOf(message);
  if (writer !== null) return { kind: 'user', id: writer, name: null };
  if (direction === 'inbound' || source === 'outside' || purpose === 'manual') return null;
  return origin === null ? { kind: 'api', id: author ?? null, name: null } : { ...origin };
};
