import { useState } from 'react';

/** What a person has typed to a customer and not sent yet. */
export interface DraftText {
  readonly subject: string;
  readonly body: string;
}

const empty: DraftText = { subject: '', body: '' };

/** By customer. It goes with the page: texts to customers are not left behind in the browser. */
const drafts = new Map<string, DraftText>();

/**
 * The text to a customer, kept while other channels and other conversations are looked at.
 *
 * @param subject stands for the kept one when it is not empty: a reply has the subject of what it answers
 */
export const useDraftText = (customerId: string, subject: string) => {
  const [text, setText] = useState<DraftText>(() => {
    const kept = drafts.get(customerId) ?? empty;
    return subject === '' ? kept : { ...kept, subject };
  });
  const change = (next: DraftText) => {
    if (next.body === '' && next.subject === '') drafts.delete(customerId);
    else drafts.set(customerId, next);
    setText(next);
  };
  return { text, change, clear: () => change(empty) };
};
