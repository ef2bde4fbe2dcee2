/**
 * Reads an address as people write it into the one form in which it is kept, or says what is wrong with it
 * (reliability §5.6 B, Q12). Pure. Loads the telephone rules, so only functions that take new addresses import it.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import type { ErrorCode } from '#contract/errors.ts';
import { isCleanText } from '#contract/fields.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { hasDisguises, isForeign, mixesAlphabets } from './alphabets.ts';
import { withoutInvisible } from './invisible.ts';
import { type PhoneFault, readPhone } from './phones.ts';
import { isPlaceholder, isPlaceholderEmail, isSameDigit } from './placeholders.ts';
import { isWhatsAppUserId } from './whatsapp-user-id.ts';

export interface AddressWarning {
  readonly code: 'PHONE_NOT_MOBILE' | 'EMAIL_OTHER_ALPHABET';
  readonly detail: string;
}

export type NormalAddress =
  | { readonly value: string; readonly warnings: readonly AddressWarning[] }
  | ({ readonly code: ErrorCode; readonly detail: string } & Pick<PhoneFault, 'surplus'>);

/** Longest e-mail address and local part in characters (RFC 5321 §4.5.3.1). */
const emailLimit = 254;
const localPartLimit = 64;
/** Longer texts are no placeholder. */
const placeholderLimit = 60;

const fault = (code: ErrorCode, detail: string): NormalAddress => ({ code, detail });

const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/** Domain in ASCII and lower case, or undefined when mail cannot be sent there: an IP, a single name, a bad label. */
const normalDomain = (text: string): string | undefined => {
  const domain = domainToASCII(text).toLowerCase();
  const labels = domain.split('.');
  if (labels.length < 2 || domain.length > 253 || !labels.every((label) => domainLabel.test(label))) return undefined;
  // What is coded and cannot be read back is a domain that nobody can have.
  if (
    domainToUnicode(domain)
      .split('.')
      .some((label) => label.startsWith('xn--'))
  )
    return undefined;
  const last = labels.at(-1) ?? '';
  return topLevel.test(last) && last !== 'localhost' ? domain : undefined;
};

const normalEmail = (text: string): NormalAddress => {
  // Length before any pattern (ReDoS, §5.6 #35).
  if (text.length > emailLimit) return fault('EMAIL_TOO_LONG', `At most ${emailLimit} characters.`);
  const written = text.trim().normalize('NFC').toLowerCase().normalize('NFC');
  if (isPlaceholder(written)) return fault('ADDRESS_PLACEHOLDER', 'Omit the address if there is none.');
  if (/["<>()]/.test(written)) return fault('EMAIL_INVALID', 'Send only the address, without name or quotes.');
  if (/[,;]/.test(written)) return fault('EMAIL_MULTIPLE', 'One address per field.');
  if (hasDisguises(written)) {
    return fault(
      'EMAIL_ALPHABETS',
      'Write it with plain letters and the digits 0 to 9, not with full-width or special ones.',
    );
  }
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
  // Also a domain that came as `xn--…`: what people see of it counts.
  const names = [local, ...domainToUnicode(domain).split('.')];
  const mixed = names.find(mixesAlphabets);
  if (mixed !== undefined) {
    return fault(
      'EMAIL_ALPHABETS',
      `"${mixed}" mixes alphabets, such as a Cyrillic а among Latin letters. Type it again.`,
    );
  }
  if (isPlaceholderEmail(local, domain)) {
    return fault('ADDRESS_PLACEHOLDER', 'Omit the address if there is none.');
  }
  const foreign = names.find(isForeign);
  return {
    value: `${local}@${domain}`,
    warnings:
      foreign === undefined
        ? []
        : [
            {
              code: 'EMAIL_OTHER_ALPHABET',
              detail: `"${foreign}" is not in Latin letters; make sure that it is meant.`,
            },
          ],
  };
};

/** The first digit that is not 0 to 9: programs read those in different ways. */
const oddDigit = (text: string): string | undefined => [...text].find((character) => /(?![0-9])\p{N}/u.test(character));

const normalPhone = (channel: Channel, text: string, countries: readonly string[]): NormalAddress => {
  const odd = oddDigit(text);
  if (odd !== undefined) {
    const detail = `"${odd}" is a full-width or foreign digit. Write the number with the digits 0 to 9.`;
    return fault('PHONE_DIGITS', detail);
  }
  const written = text.length > placeholderLimit ? '' : text.normalize('NFKC').trim();
  const digits = written.replace(/[^\p{L}\p{N}]/gu, '');
  const placeholder = fault('ADDRESS_PLACEHOLDER', 'Omit the number if there is none.');
  if (isPlaceholder(written.toLowerCase()) || isPlaceholder(digits)) return placeholder;
  const phone = readPhone(text, countries);
  if ('code' in phone) return phone;
  if (isSameDigit(phone.nationalNumber)) return placeholder;
  const warns = phone.isLandline && (channel === 'sms' || channel === 'whatsapp');
  const service = channel === 'sms' ? 'SMS' : 'WhatsApp';
  return {
    value: phone.value,
    warnings: warns
      ? [{ code: 'PHONE_NOT_MOBILE', detail: `This looks like a landline and may not receive ${service}.` }]
      : [],
  };
};

/**
 * The address in its normal form (lower-case e-mail, E.164, WhatsApp's user id as it is), or the code of what is wrong and what to do.
 * @param countries whose national numbers it may be (`countriesOf`); none: only numbers with their country code
 */
export const normalizeAddress = (channel: Channel, text: string, countries: readonly string[] = []): NormalAddress => {
  if (channel === 'email' && text.length > 2 * emailLimit) return normalEmail(text);
  const bare = withoutInvisible(text).trim();
  if (/[\r\n\t]/.test(bare)) return fault('INVALID_CHARACTER', 'Line breaks are not allowed.');
  if (!isCleanText(bare)) return fault('INVALID_CHARACTER', 'Remove control characters and broken Unicode.');
  if (channel === 'whatsapp' && isWhatsAppUserId(bare)) return { value: bare, warnings: [] };
  return channel === 'email' ? normalEmail(bare) : normalPhone(channel, bare, countries);
};
