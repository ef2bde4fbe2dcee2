/**
 * Reads an address as people write it into the one form in which it is kept, or says what is wrong with it
 * (reliability §5.6 B, Q12). Pure. Loads the telephone rules, so only functions that take new addresses import it.
 */
import { domainToASCII } from 'node:url';
// The smallest set. The larger ones refuse Chilean mobiles that exist (+56 9 1…, +56 9 0…), since they follow what each
// country has published, which is behind what it hands out; nor can they tell Chile's landlines from its mobiles.
import parsePhoneNumber from 'libphonenumber-js/min';
import type { ErrorCode } from '#contract/errors.ts';
import { isCleanText } from '#contract/fields.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { isPlaceholder, isPlaceholderEmail, isSameDigit } from './placeholders.ts';

export interface AddressWarning {
  readonly code: 'PHONE_NOT_MOBILE';
  readonly detail: string;
}

export type NormalAddress =
  | { readonly value: string; readonly warnings: readonly AddressWarning[] }
  | { readonly code: ErrorCode; readonly detail: string };

/** Longest e-mail address and local part in characters (RFC 5321 §4.5.3.1). */
const emailLimit = 254;
const localPartLimit = 64;
/** Longest spelling of a number that is looked at; 15 digits are the most that E.164 knows. */
const phoneTextLimit = 60;

const fault = (code: ErrorCode, detail: string): NormalAddress => ({ code, detail });

const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/** Domain in ASCII and lower case, or undefined when mail cannot be sent there: an IP, a single name, a bad label. */
const normalDomain = (text: string): string | undefined => {
  const domain = domainToASCII(text).toLowerCase();
  const labels = domain.split('.');
  if (labels.length < 2 || domain.length > 253 || !labels.every((label) => domainLabel.test(label))) return undefined;
  const last = labels.at(-1) ?? '';
  return topLevel.test(last) && last !== 'localhost' ? domain : undefined;
};

const normalEmail = (text: string): NormalAddress => {
  // Length before any pattern (ReDoS, §5.6 #35).
  if (text.length > emailLimit) return fault('EMAIL_TOO_LONG', `At most ${emailLimit} characters.`);
  const written = text.trim().normalize('NFC').toLowerCase().normalize('NFC');
  if (isPlaceholder(written)) return fault('ADDRESS_PLACEHOLDER', 'Leave the address out where there is none.');
  if (/["<>()]/.test(written)) return fault('EMAIL_INVALID', 'Send only the address, without name or quotes.');
  if (/[,;]/.test(written)) return fault('EMAIL_MULTIPLE', 'One address per field.');
  const at = written.lastIndexOf('@');
  const [local, domainText] = [written.slice(0, Math.max(at, 0)), written.slice(at + 1)];
  if (at < 0) return fault('EMAIL_INVALID', 'The @ is missing.');
  if (local === '') return fault('EMAIL_INVALID', 'The name before the @ is missing.');
  if (domainText === '') return fault('EMAIL_INVALID', 'The domain is missing.');
  if (local.length > localPartLimit) {
    return fault('EMAIL_TOO_LONG', `At most ${localPartLimit} characters before the @.`);
  }
  if (!localPart.test(local) || /^\.|\.$|\.\./.test(local)) {
    return fault('EMAIL_INVALID', 'The part before the @ has a character or dot that is not allowed.');
  }
  const domain = normalDomain(domainText);
  if (domain === undefined) return fault('EMAIL_INVALID', 'The part after the @ is not a domain of the internet.');
  if (isPlaceholderEmail(local, domain)) {
    return fault('ADDRESS_PLACEHOLDER', 'Leave the address out where there is none.');
  }
  return { value: `${local}@${domain}`, warnings: [] };
};

/**
 * How mobile numbers begin after the country code, where the country's plan tells them apart (ITU-T national numbering
 * plans). Countries that are not here mix both, such as Mexico and the United States.
 */
const mobilePatterns: Readonly<Record<string, RegExp>> = {
  AR: /^9/,
  BO: /^[67]/,
  BR: /^\d\d9/,
  CL: /^9/,
  CO: /^3/,
  EC: /^9/,
  ES: /^[67]/,
  PE: /^9/,
  PY: /^9/,
  UY: /^9/,
};

/** What people put between digits; `00` or a second `+` in front is none of it. */
const separators = /[\s().\-\u2010-\u2015\u00b7/]/g;

const normalPhone = (channel: Channel, text: string): NormalAddress => {
  if (text.length > phoneTextLimit) return fault('PHONE_INVALID', 'At most 15 digits.');
  const written = text.normalize('NFKC').trim();
  const digits = written.replace(separators, '');
  if (isPlaceholder(written.toLowerCase()) || isPlaceholder(digits)) {
    return fault('ADDRESS_PLACEHOLDER', 'Leave the number out where there is none.');
  }
  if (!/^\+[1-9]\d*$/.test(digits)) {
    return fault('PHONE_NOT_E164', 'Write the country code, for example +56912345678.');
  }
  if (digits.length > 16) return fault('PHONE_INVALID', 'At most 15 digits.');
  const number = parsePhoneNumber(digits);
  if (number === undefined || !number.isValid()) {
    const hint = digits.startsWith('+56') ? ' Chilean numbers have 9 digits after +56.' : '';
    return fault('PHONE_INVALID', `The country has no number of this form.${hint}`);
  }
  if (isSameDigit(number.nationalNumber)) {
    return fault('ADDRESS_PLACEHOLDER', 'Leave the number out where there is none.');
  }
  const pattern = mobilePatterns[number.country ?? ''];
  const landline = pattern === undefined ? number.getType() === 'FIXED_LINE' : !pattern.test(number.nationalNumber);
  const warns = landline && (channel === 'sms' || channel === 'whatsapp');
  const service = channel === 'sms' ? 'SMS' : 'WhatsApp';
  return {
    value: number.number,
    warnings: warns
      ? [{ code: 'PHONE_NOT_MOBILE', detail: `This looks like a landline and may not receive ${service}.` }]
      : [],
  };
};

/** The address in its normal form (lower-case e-mail, E.164), or the code of what is wrong and what to do. */
export const normalizeAddress = (channel: Channel, text: string): NormalAddress => {
  if (channel === 'email' && text.length > emailLimit) return normalEmail(text);
  if (/[\r\n\t]/.test(text)) return fault('INVALID_CHARACTER', 'Line breaks are not allowed.');
  if (!isCleanText(text)) return fault('INVALID_CHARACTER', 'Remove control characters and broken Unicode.');
  return channel === 'email' ? normalEmail(text) : normalPhone(channel, text);
};
