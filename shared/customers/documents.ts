/** Identity documents: one spelling, so that type and number are unique and one person is one customer (Q13). Pure. */
import { Refusal } from '#platform/errors.ts';
import { knownType } from './document-names.ts';
import { documentTypes, readNumber } from './document-types.ts';
import { isPlaceholderDocument } from './placeholder-documents.ts';
import { fromScientific } from './spreadsheet-number.ts';

export interface Document {
  readonly documentType: string;
  readonly documentNumber: string;
}

/** What a written document is. */
export type ReadDocument =
  | ({ readonly kind: 'document' } & Document & { readonly check: 'right' | 'wrong' | 'none' })
  /** Stands for nobody: a final consumer, a word for none, an error of a spreadsheet. */
  | { readonly kind: 'placeholder' }
  /** No number of this type. */
  | { readonly kind: 'invalid'; readonly documentType: string; readonly example: string };

/** Longest number, characters (contract). */
const longest = 40;

/** One kind of blanks and dashes, no characters that nobody sees, no quote mark with which a spreadsheet keeps text. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^(?:=?["“”]|['‘’`´]+)/, '')
    .replace(/["“”]+$/, '')
    .trim();

/** Small letters and digits only. */
const foldedName = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');

/** Names that one country gives to another type: Chile's cédula shows the RUN, Colombia's tax office calls the NIT's paper RUT. */
const namesOfCountries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CL: { CI: 'RUT' },
  CO: { CI: 'CC', RUT: 'NIT' },
  EC: { CC: 'CI' },
};

/** The one name of a type: `R.U.N.` and `Rol único tributario` are RUT; one that is not known stays, in capitals. */
const typeOf = (written: string, country: string | undefined): string => {
  const known = knownType(foldedName(written));
  return known === undefined ? written : (namesOfCountries[country ?? '']?.[known] ?? known);
};

/** `CPF/CNPJ`, `CC o NIT`: the types of which a number may be; none where it names one. */
const typesIn = (written: string, country: string | undefined): readonly string[] => {
  if (knownType(foldedName(written)) !== undefined) return [];
  const types = written.split(/\s*[/|,]\s*|\s(?:O|OU|Y|E|OR)\s/).map((part) => typeOf(part, country));
  return types.length > 1 && types.every((type) => Object.hasOwn(documentTypes, type)) ? [...new Set(types)] : [];
};

/** What people write before any number. */
const numberWords = new Set(['n', 'no', 'nro', 'num', 'numero', 'doc', 'documento', 'id']);

/** `RUT: 12.345.678-5`, `C.C. No. 1032456789`: the number without the name of its type, which its own letters never are. */
const withoutName = (type: string, text: string): string => {
  const beginsWithDigit = documentTypes[type]?.hasLetters !== true;
  const head = (beginsWithDigit ? /^[^\d:#\s]+(?=[\d:#\s])/ : /^[^\d:#\s]+(?=[:#\s])/).exec(text)?.[0] ?? '';
  const name = foldedName(head);
  const rest = text.slice(head.length).replace(/^[\s:#.-]+/, '');
  // `N 123456` is the number of a passport, `No. 123456` and `N° 123456` are not.
  const isWord = numberWords.has(name) && (beginsWithDigit || /[.°:#]/.test(text.slice(0, head.length + 1)));
  const isName = name !== '' && (isWord || knownType(name) === type);
  return isName && /\d/.test(rest) ? withoutName(type, rest) : text;
};

/** The number as it was before a spreadsheet: `12345678.0`, `1.2345678E7`. */
const withoutNumberFormat = (type: string, written: string): string => {
  const power = documentTypes[type]?.hasLetters === true ? undefined : fromScientific(written);
  if (typeof power === 'object') return power.digits;
  return written.replace(/^(\d{5,})[.,]0+$/, '$1');
};

const readAs = (type: string, written: string, country: string | undefined) => {
  // Colombia writes 1'032.456.789, with any mark that looks so.
  const compact = written.replace(/[\s.,/_·'’`\p{M}-]/gu, '');
  return readNumber(type, { compact, dashed: /-\s?\w$/.test(written) }, country);
};

/** @param written in capitals. @param type known. */
const readKnown = (type: string, written: string, country: string | undefined): ReadDocument => {
  const number = withoutName(type, written);
  if (isPlaceholderDocument(type, number)) return { kind: 'placeholder' };
  const whole = withoutNumberFormat(type, number);
  const found = readAs(type, whole, country);
  // A RUT ends in its check digit, which may be a zero behind a dot.
  const isOther = type === 'RUT' && whole !== number && found?.check !== 'right';
  const read = isOther ? (readAs(type, number, country) ?? found) : found;
  if (read === undefined) return { kind: 'invalid', documentType: type, example: documentTypes[type]?.example ?? '' };
  return { kind: 'document', documentType: type, documentNumber: read.number, check: read.check };
};

/**
 * Reads type and number as people, programs and spreadsheets write them.
 * @param country ISO 3166-1 of the company; a cédula de identidad is another number in each country
 */
export const readDocument = (type: string, number: string, country?: string): ReadDocument => {
  const name = plain(type).toUpperCase();
  const documentType = typeOf(name, country);
  const written = plain(number).toUpperCase();
  if (written.length > longest) return { kind: 'invalid', documentType, example: '' };
  if (Object.hasOwn(documentTypes, documentType)) return readKnown(documentType, written, country);
  const types = typesIn(name, country);
  if (types.length > 0) return readOneOf(types, written, country);
  if (isPlaceholderDocument(undefined, written)) return { kind: 'placeholder' };
  // A type of the company's own: its dots and dashes may tell two numbers apart.
  return { kind: 'document', documentType, documentNumber: written, check: 'none' };
};

/** The type whose check digit fits, else the only one whose form does. */
const readOneOf = (types: readonly string[], written: string, country: string | undefined): ReadDocument => {
  const reads = types.map((type) => readKnown(type, written, country));
  const found = reads.filter((read) => read.kind === 'document');
  const right = found.filter(({ check }) => check === 'right');
  const [only, ...others] = right.length > 0 ? right : found;
  if (only !== undefined && others.length === 0) return only;
  const nobody = reads.find(({ kind }) => kind === 'placeholder');
  if (nobody !== undefined) return nobody;
  const examples = types.map((type) => documentTypes[type]?.example ?? '');
  return { kind: 'invalid', documentType: types.join('/'), example: examples.join(', ') };
};

/** A RUT in its one spelling, `12345678-5`; undefined when it is none or its check digit does not fit. */
export const readRut = (text: string): string | undefined => {
  const read = readDocument('RUT', text);
  return read.kind === 'document' && read.check === 'right' ? read.documentNumber : undefined;
};

const refusal = (path: string, what: string, cure: string): Refusal =>
  new Refusal('DOCUMENT_INVALID', `${path}: ${what}`, {
    faults: [{ path, code: 'DOCUMENT_INVALID', detail: `${what} ${cure}` }],
  });

/**
 * Type and number in their one spelling, or null when the customer has none.
 * @param country ISO 3166-1 of the company
 * @throws Refusal DOCUMENT_INVALID when only one of both is given, the number stands for nobody, is none of the type, or
 *   its check digit does not fit
 */
export const normalizeDocument = (
  type: string | null | undefined,
  number: string | null | undefined,
  country?: string,
): Document | null => {
  if (type == null && number == null) return null;
  if (type == null || number == null) {
    const missing = type == null ? 'documentType' : 'documentNumber';
    throw refusal(missing, 'Type and number belong together.', 'Give both, or neither.');
  }
  const read = readDocument(type, number, country);
  if (read.kind === 'placeholder') {
    throw refusal('documentNumber', 'This number identifies nobody.', 'Omit type and number if there is none.');
  }
  if (read.kind === 'invalid') {
    const cure = read.example === '' ? 'Check it.' : `Write it as ${read.example}.`;
    throw refusal('documentNumber', `Not a valid number for the type ${read.documentType}.`, cure);
  }
  if (read.check === 'wrong') {
    throw refusal('documentNumber', `The check digit of the ${read.documentType} is wrong.`, 'Check the number.');
  }
  return { documentType: read.documentType, documentNumber: read.documentNumber };
};
