/** Rules on what is sent: lengths, links, preview (reliability §5.6 #17, #18, #54–56). */

import { bodyLimits } from '#contract/body-limits.ts';
import { isCleanText } from '#contract/fields.ts';
import { smsParts } from '#contract/sms-parts.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import type { ContentPart } from './content-parts.ts';
import { checkLinks } from './links.ts';

/** Bodies up to this many bytes stand in the head; longer ones are an item of their own (design §5). */
export const inlineBodyBytes = 400;

/** @throws Refusal TEXT_TOO_LONG, URL_SCHEME */
export const checkBody = (channel: SendingChannel, body: string): void => {
  const limit = bodyLimits[channel];
  const parts = channel === 'sms' ? smsParts(body).parts : 1;
  if (body.length > limit || parts > 10) {
    const need = channel === 'sms' ? ` (10 parts); this one has ${body.length} and needs ${parts} parts` : '';
    throw new Refusal('TEXT_TOO_LONG', `Limit for ${channel} is ${limit} characters${need}.`);
  }
  checkLinks(body, 'body');
};

/** Subject of an e-mail, none elsewhere. @throws Refusal SUBJECT_LENGTH, INVALID_CHARACTER */
export const checkSubject = (channel: SendingChannel, subject: string | undefined): string | null => {
  if (channel !== 'email') {
    if (subject === undefined) return null;
    throw new Refusal('SUBJECT_LENGTH', 'Only e-mail has a subject.');
  }
  // Line breaks would add headers (ASVS 1.3.11): refused, not stripped.
  if (subject !== undefined && (/[\r\n\t]/.test(subject) || !isCleanText(subject))) {
    throw Refusal.at('subject', 'INVALID_CHARACTER', 'line breaks and control characters are not allowed.');
  }
  if (subject === undefined || subject.trim() === '' || subject.length > 200) {
    throw Refusal.at('subject', 'SUBJECT_LENGTH', '1 to 200 characters.');
  }
  return subject;
};

/** First words of the body, one line, at most 40 characters: what lists show. */
export const previewOf = (body: string): string => {
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length <= 40 ? line : `${line.slice(0, 39).replace(/[\ud800-\udbff]$/, '')}…`;
};

/** A body that is an item of its own: with parts where it is more than text. */
export interface SeparateBody {
  readonly body: string;
  readonly parts?: readonly ContentPart[];
}

/**
 * Where the body is kept: in the head while it is short and text alone, else as an item of its own (design §5).
 * @param parts what the body is made of; left out: text
 */
export const placeBody = (
  body: string,
  parts: readonly ContentPart[] = [],
): { inline: string | null; separate: SeparateBody | undefined } => {
  if (parts.some(({ kind }) => kind !== 'text')) return { inline: null, separate: { body, parts } };
  const isShort = Buffer.byteLength(body) <= inlineBodyBytes;
  return isShort ? { inline: body, separate: undefined } : { inline: null, separate: { body } };
};
