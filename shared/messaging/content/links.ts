/** Which links may stand in a text: http and https only (reliability §5.6 #54). Every check is linear. Pure. */
import { Refusal } from '#platform/errors.ts';

/** Browsers drop these inside an address, so they must not hide a scheme. */
const ignoredInAddresses = /[\t\r\n]/g;
const script = /(?:java|live|vb)script\s{0,20}:/i;
const dataAddress = /\bdata:[a-z]{1,20}\/[a-z]|\bdata:[^\s]{0,60};base64,/i;
/** Longest scheme that is looked at; registered ones are shorter. */
const schemeLength = 20;

/** Scheme of the first `scheme://` in the text that is neither http nor https. */
const foreignScheme = (text: string): string | undefined => {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const scheme = /[a-z][a-z0-9+.-]*$/i.exec(text.slice(Math.max(0, at - schemeLength), at))?.[0].toLowerCase();
    if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return scheme;
  }
  return undefined;
};

const refusal = (field: string, what: string): Refusal =>
  Refusal.at(field, 'URL_SCHEME', `${what}. Links begin with http:// or https://.`);

/**
 * Checks a text of any channel, or a value that is merged into one.
 *
 * @param field where it stands, for the message
 * @throws Refusal URL_SCHEME
 */
export const checkLinks = (text: string, field: string): void => {
  const joined = text.replace(ignoredInAddresses, '');
  if (script.test(joined)) throw refusal(field, 'Script links are not allowed');
  if (dataAddress.test(joined)) throw refusal(field, 'data: links are not allowed');
  const scheme = foreignScheme(joined);
  if (scheme !== undefined) throw refusal(field, `${scheme}:// links are not allowed`);
};
