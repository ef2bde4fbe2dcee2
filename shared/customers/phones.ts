/**
 * Telephone numbers as people write them and programs spoil them, read into E.164. Pure. The one place that does: forms,
 * API, imports, search and callers come here. Loads the telephone rules, so only functions that take numbers import it.
 *
 * A number without its country code is completed by the customer's country, else the company's. Where a text can be read
 * as two numbers it is refused: a message to the other one would reach a stranger.
 */
// The smallest set. The larger ones refuse Chilean mobiles that exist (+56 9 1…, +56 9 0…), since they follow what each
// country has published, which is behind what it hands out; nor can they tell Chile's landlines from its mobiles.
import parsePhoneNumber, { type CountryCode, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min';
import { withoutInvisible } from './invisible.ts';
import { stripMarks, withoutCarrier, withoutNumberFormat } from './phone-marks.ts';
import { fromScientific } from './spreadsheet-number.ts';

/** What is wrong with a text that should be a number. */
export interface PhoneFault {
  readonly code: 'PHONE_NOT_E164' | 'PHONE_INVALID' | 'PHONE_SCIENTIFIC';
  readonly detail: string;
  /** What of PHONE_INVALID it is, where more than the number is written. */
  readonly surplus?: 'PHONE_MULTIPLE' | 'PHONE_EXTENSION';
}

export interface Phone {
  /** E.164. */
  readonly value: string;
  readonly nationalNumber: string;
  /** A landline, as far as the country's plan tells. */
  readonly isLandline: boolean;
}

const fault = (code: PhoneFault['code'], detail: string): PhoneFault => ({ code, detail });

/** Longest spelling that is looked at; 15 digits are the most that E.164 knows. */
const textLimit = 60;

/** What people put between digits. */
const separators = /[\s().\-\u2010-\u2015\u2212\u00b7\u2022/_~]/g;

/** Two numbers or more, each of at least seven digits. */
const isSeveral = (text: string): boolean =>
  text.split(/[,;|/&\n]|\s(?:y|e|o|ou|and|or)\s|(?<=\d)\s*\+/i).filter((part) => part.replace(/\D/g, '').length >= 7)
    .length > 1;

const extension = /(?:ext(?:ension|ensión)?|anexo|anx|int(?:erno)?|ramal|x|#)\.?\s*\d{1,6}$/i;

/** A number of the plan as E.164, or undefined. */
const valid = (text: string, country?: CountryCode): string | undefined => {
  const number = parsePhoneNumber(text, country === undefined ? {} : { defaultCountry: country });
  if (number === undefined || !number.isValid() || number.number.length > 16) return undefined;
  // Completed with the country that was asked for, and with no other.
  const isForeign = country !== undefined && number.countryCallingCode !== getCountryCallingCode(country);
  return isForeign ? undefined : number.number;
};

const noLeadingZeros = (digits: string): string => digits.replace(/^0+/, '');

const plainNational = (digits: string, country: CountryCode): string | undefined =>
  valid(digits, country) ?? valid(noLeadingZeros(digits), country);

/**
 * How a country's national numbers are read where libphonenumber's smallest set does not, or says less than people know.
 * @param digits behind the country code, or as dialled within the country
 */
const nationalReaders: Readonly<Record<string, (digits: string) => string | undefined>> = {
  // Until August 2019 mobiles were dialled with 1 from abroad, 044 and 045 from within, others with 01 (IFT, plan de marcación).
  MX: (digits) => {
    const ten = /^(?:0?1|04[45]|0)?([2-9]\d{9})$/.exec(digits)?.[1];
    return ten === undefined ? undefined : valid(`+52${ten}`);
  },
  // Mobiles: 9 before the area from abroad, 15 behind it from within, and people write both (ENACOM, plan de numeración).
  AR: (digits) => {
    const plain = noLeadingZeros(digits);
    const isMobile = /^9\d{10}/.test(plain);
    const rest = noLeadingZeros(isMobile ? plain.slice(1) : plain);
    return valid(rest.length === 10 && isMobile ? `+549${rest}` : `+54${rest}`);
  },
  // Landlines have ten digits since September 2021: 60 before the old area and its seven (CRC, res. 5826 of 2019).
  CO: (digits) => {
    const [, area, line] = /^(?:0[3579]?)?([1245678])(\d{7})$/.exec(digits) ?? [];
    return area === undefined ? plainNational(digits, 'CO') : valid(`+5760${area}${line}`);
  },
  // A ninth digit stands before all mobiles since 2016; 8 digits that begin with 6 to 9 are from before (Anatel, res. 553).
  BR: (digits) => {
    const plain = /^0+([1-9]\d{9,10})$/.exec(digits)?.[1] ?? digits;
    const old = /^([1-9][1-9])([6-9]\d{7})$/.exec(plain);
    if (old !== null) return valid(`+55${old[1]}9${old[2]}`);
    // With a carrier's code (`0 15 11 …`), which libphonenumber knows. No number has nine digits.
    if (plain.startsWith('0') || plain.startsWith('90')) return valid(plain, 'BR');
    return plain.length === 9 ? undefined : valid(`+55${plain}`);
  },
};

const readNational = (digits: string, country: CountryCode): string | undefined => {
  const reader = nationalReaders[country];
  return reader === undefined ? plainNational(digits, country) : reader(digits);
};

/** @param digits with the country code in front, without `+` */
const readInternational = (digits: string): string | undefined => {
  const code = parsePhoneNumber(`+${digits}`)?.countryCallingCode;
  if (code === undefined) return undefined;
  const national = digits.slice(code.length);
  const country = Object.keys(nationalReaders).find(
    (each) => isSupportedCountry(each) && getCountryCallingCode(each) === code,
  );
  if (country !== undefined) return nationalReaders[country]?.(national);
  // The zero of the national spelling has stayed behind the country code; Italy's belongs to the number.
  return valid(`+${digits}`) ?? valid(`+${code}${noLeadingZeros(national)}`);
};

/** Shortest number that is taken for one with a country code it does not need: all mobiles of the region have as many. */
const leastWithForeignCode = 11;

/** Every number that digits without `+` can mean, best first. */
const readings = (digits: string, countries: readonly CountryCode[]): readonly string[] => {
  const national = countries.map((country) => readNational(digits, country)).find((value) => value !== undefined);
  const isCoded =
    !digits.startsWith('0') &&
    (digits.length >= leastWithForeignCode ||
      countries.some((country) => digits.startsWith(getCountryCallingCode(country))));
  const international = isCoded ? readInternational(digits) : undefined;
  const found = [...new Set([national, international].filter((value) => value !== undefined))];
  // What is dialled as it stands is the number of the country, whatever another country's code would make of it.
  const isOwn = (value: string) => countries.some((country) => value.startsWith(`+${getCountryCallingCode(country)}`));
  return national?.endsWith(digits) && !found.every(isOwn) ? [national] : found;
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

/**
 * `222345678-12`: a whole number of the country, and a few digits behind it. They are an extension or the ending of a second
 * number, though all digits together may be a number of a country far away.
 */
const hasRest = (text: string, countries: readonly CountryCode[]): boolean => {
  const [, whole = '', rest = ''] = /^([^+]*\d)\D+(\d{1,3})$/.exec(text) ?? /^(\d+)\D+(\d{4})$/.exec(text) ?? [];
  const [digits, all] = [whole.replace(/\D/g, ''), `${whole}${rest}`.replace(/\D/g, '')];
  return countries.some(
    (country) => readNational(digits, country)?.endsWith(digits) === true && readNational(all, country) === undefined,
  );
};

const phoneOf = (value: string): Phone => {
  const number = parsePhoneNumber(value);
  const nationalNumber = number?.nationalNumber ?? '';
  const pattern = mobilePatterns[number?.country ?? ''];
  const isLandline = pattern === undefined ? number?.getType() === 'FIXED_LINE' : !pattern.test(nationalNumber);
  return { value, nationalNumber, isLandline };
};

const noReading = (digits: string, countries: readonly CountryCode[]): PhoneFault => {
  const [country] = countries;
  const hint = digits.startsWith('+56') || country === 'CL' ? ' Chilean numbers have 9 digits after +56.' : '';
  if (digits.startsWith('+')) return fault('PHONE_INVALID', `The country has no numbers of this form.${hint}`);
  const where = country === undefined ? '' : `Not a number of ${countries.join(' or ')}.${hint} `;
  return fault('PHONE_NOT_E164', `${where}Write the country code, for example +56912345678.`);
};

/**
 * Reads one number.
 *
 * @param countries ISO 3166 codes of the customer's and the company's country, in this order; none: only numbers with `+`
 */
export const readPhone = (text: string, countries: readonly string[] = []): Phone | PhoneFault => {
  if (text.length > textLimit * 2) return fault('PHONE_INVALID', 'At most 15 digits.');
  const written = stripMarks(withoutInvisible(text).normalize('NFKC').trim());
  if (written.length > textLimit) return fault('PHONE_INVALID', 'At most 15 digits.');
  const power = fromScientific(written);
  if (power === 'shortened') {
    return fault(
      'PHONE_SCIENTIFIC',
      `A spreadsheet has shortened the number to ${written}: format the column as text and write the number again.`,
    );
  }
  const whole = power === undefined ? withoutNumberFormat(written) : power.digits;
  if (isSeveral(whole)) return { ...fault('PHONE_INVALID', 'One number per field.'), surplus: 'PHONE_MULTIPLE' };
  const known = countries.filter((country): country is CountryCode => isSupportedCountry(country));
  if ((/^\D*\d/.test(whole) && extension.test(whole)) || hasRest(whole, known)) {
    return { ...fault('PHONE_INVALID', 'Leave the extension out.'), surplus: 'PHONE_EXTENSION' };
  }
  const digits = withoutCarrier(whole)
    .replace(/^(\+?\d{1,3})\s*\(0\)/, '$1')
    .replace(separators, '')
    .replace(/^\+?00(?=[1-9])/, '+');
  if (!/^\+?\d+$/.test(digits)) return noReading('', known);
  // National prefixes and carriers' codes may come on top of the 15 that E.164 allows.
  if (digits.length > 18 || /^\+(?!550)[1-9]\d{15,}$/.test(digits)) {
    return fault('PHONE_INVALID', 'At most 15 digits, and one number per field.');
  }
  const found = digits.startsWith('+') ? [readInternational(digits.slice(1))] : readings(digits, known);
  const [value, other] = found.filter((each) => each !== undefined);
  if (value === undefined) return noReading(digits, known);
  if (other !== undefined) {
    return fault('PHONE_NOT_E164', `It can be read as ${value} and as ${other}: write it with + and the country code.`);
  }
  return phoneOf(value);
};
