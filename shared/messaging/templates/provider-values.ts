/**
 * What Meta takes as the value of a template's variable (error 132018: "Param text cannot have new-line/tab characters
 * or more than 4 consecutive spaces"; 132005: the filled-in text is too long). Pure. A value that Meta would refuse is
 * refused before anything is sent, with the name of its variable; blanks in a row, which nobody sees, become one.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
import { whatsAppTemplateLimit } from '#contract/body-limits.ts';
import { Refusal } from '#platform/errors.ts';

/** Whatever begins a new line or jumps to a column, Unicode's own signs for it included. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]/u;

/** The value in one line, blanks of any kind in a row as one. @throws Refusal INVALID_CHARACTER */
export const flatValue = (name: string, value: string): string => {
  // A break at an end is what a spreadsheet or a form left behind: it is no line.
  const bare = value.trim();
  if (breaks.test(bare)) {
    throw Refusal.at(
      `variables.${name}`,
      'INVALID_CHARACTER',
      'WhatsApp accepts no line breaks or tabs in a value; write it on one line.',
    );
  }
  return bare.replace(/\p{Zs}+/gu, ' ');
};

/**
 * @param body filled in
 * @param lengths characters of each value by its variable
 * @throws Refusal TEXT_TOO_LONG, which names the longest value
 */
export const checkFilledLength = (body: string, lengths: ReadonlyMap<string, number>): void => {
  if (body.length <= whatsAppTemplateLimit) return;
  const [longest] = [...lengths].toSorted(([, a], [, b]) => b - a);
  const where = longest === undefined ? 'body' : `variables.${longest[0]}`;
  const which = longest === undefined ? '' : ` This is its longest value (${longest[1]}); shorten it.`;
  throw Refusal.at(
    where,
    'TEXT_TOO_LONG',
    `with its values the text has ${body.length} characters, and WhatsApp accepts ${whatsAppTemplateLimit}.${which}`,
  );
};
