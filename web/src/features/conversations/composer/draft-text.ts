import { useState } from 'react';

/** What a person has typed to a customer and not sent yet. */
export interface DraftText {
  readonly subject: string;
  readonly body: string;
}

const empty: DraftText = { subject: '', body: '' };

/** By customer. It goes with the page: texts to customers are not left behind in the browser. */
const drafts = new Map<string, DraftText>();

/** Lays out parts of the text to a customer, for the form that opens next. */
export const startDraft = (customerId: string, part: Partial<DraftText>): void => {
  drafts.set(customerId, { ...(drafts.get(customerId) ?? empty), ...part });
};

/** The text to a customer, kept while other channels and other conversations are looked at. */
export const useDraftText = (customerId: string) => {
  const [text, setText] = useState<DraftText>(() => drafts.get(customerId) ?? empty);
  const change = (next: DraftText) => {
    if (next.body === '' && next.subject === '') drafts.delete(customerId);
    else drafts.set(customerId, next);
    setText(next);
  };
  return { text, change, clear: () => change(empty) };
};
