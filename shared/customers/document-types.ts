/**
 * Numbers of identity documents of Latin America: how each is brought into its one spelling. Check digits by `stdnum`, which follows the issuing authorities. Pure.
 */
import * as cuit from 'stdnum/lib/cjs/ar/cuit.js';
import * as cnpj from 'stdnum/lib/cjs/br/cnpj.js';
import * as cpf from 'stdnum/lib/cjs/br/cpf.js';
import * as run from 'stdnum/lib/cjs/cl/run.js';
import * as nit from 'stdnum/lib/cjs/co/nit.js';
import * as ecuadorCi from 'stdnum/lib/cjs/ec/ci.js';
import * as ecuadorRuc from 'stdnum/lib/cjs/ec/ruc.js';
import * as curp from 'stdnum/lib/cjs/mx/curp.js';
import * as rfc from 'stdnum/lib/cjs/mx/rfc.js';
import * as peruCui from 'stdnum/lib/cjs/pe/cui.js';
import * as peruRuc from 'stdnum/lib/cjs/pe/ruc.js';
import * as paraguayRuc from 'stdnum/lib/cjs/py/ruc.js';
import * as uruguayCi from 'stdnum/lib/cjs/uy/cedula.js';
import * as uruguayRut from 'stdnum/lib/cjs/uy/rut.js';
import { documentExamples } from '#contract/import-words.ts';
import type { DocumentTypeName } from './document-names.ts';

/** What became of a number. */
export interface ReadNumber {
  /** Its one spelling. */
  readonly number: string;
  /** `wrong`: it has the form, its check digit does not fit. `none`: the type has no check digit, or another form. */
  readonly check: 'right' | 'wrong' | 'none';
}

/** A number as it came. */
export interface WrittenNumber {
  /** Without blanks and punctuation, in capitals. */
  readonly compact: string;
  /** A dash before its last character, which sets off a check digit. */
  readonly dashed: boolean;
}

/** @returns undefined when it cannot be a number of the type */
type Reader = (written: WrittenNumber, country: string | undefined) => ReadNumber | undefined;

interface StdNum {
  readonly validate: (text: string) => { readonly isValid: boolean };
}

const isRight = (rule: StdNum, compact: string): boolean => rule.validate(compact).isValid;

/** Digits of a fixed count; zeros that a spreadsheet dropped are put back where the check digit then fits. */
const fixed =
  (rule: StdNum, length: number, form = /^\d+$/): Reader =>
  ({ compact }) => {
    const padded = compact.padStart(length, '0');
    if (!form.test(compact) || padded.length !== length) return undefined;
    if (isRight(rule, padded)) return { number: padded, check: 'right' };
    return compact.length === length ? { number: compact, check: 'wrong' } : undefined;
  };

/**
 * Leading zeros are no part of a RUT; up to nine digits and the check digit (Registro Civil). Uruguay's RUT is a company's and
 * has twelve.
 */
const readChilean: Reader = ({ compact, dashed }, country) => {
  if (country === 'UY' && /^\d{12}$/.test(compact)) {
    return { number: compact, check: isRight(uruguayRut, compact) ? 'right' : 'wrong' };
  }
  const [, written = '', digit] = /^0*(\d{1,9})([\dK])$/.exec(compact) ?? [];
  const digits = written.replace(/^0+/, '');
  if (digits === '' || digit === undefined) return undefined;
  // Seven digits in a row are a RUT whose check digit is missing: nobody has one below a million.
  if (!dashed && digits.length < 7) return undefined;
  // The library takes seven digits and more.
  const check = isRight(run, `${digits.padStart(8, '0')}${digit}`) ? 'right' : 'wrong';
  return { number: `${digits}-${digit}`, check };
};

const lettersAndDigits: Reader = ({ compact }) =>
  /^[A-Z\d]{3,20}$/.test(compact) ? { number: compact, check: 'none' } : undefined;

/**
 * Perú's DNI has 8 digits, Argentina's 7 or 8, of which a spreadsheet drops the zeros: 8 is the one spelling. Perú prints
 * a check character behind it. One with letters is another country's (Spain: `12345678Z`) and stays as it is.
 */
const readDni: Reader = ({ compact }) => {
  if (/^\d{8}[\dA-K]$/.test(compact) && isRight(peruCui, compact)) {
    return { number: compact.slice(0, 8), check: 'right' };
  }
  if (/^\d{6,8}$/.test(compact)) return { number: compact.padStart(8, '0'), check: 'none' };
  return /[A-Z]/.test(compact) ? lettersAndDigits({ compact, dashed: false }, undefined) : undefined;
};

/** 11 digits in Perú, 13 in Ecuador, 6 to 9 in Paraguay. */
const readRuc: Reader = ({ compact }, country) => {
  if (/^\d{11}$/.test(compact)) return { number: compact, check: isRight(peruRuc, compact) ? 'right' : 'wrong' };
  const ecuadorian = compact.padStart(13, '0');
  if (/^\d{12,13}$/.test(compact)) {
    const right = isRight(ecuadorRuc, ecuadorian);
    return right || compact.length === 13 ? { number: ecuadorian, check: right ? 'right' : 'wrong' } : undefined;
  }
  if (/^\d{6,9}$/.test(compact) && country !== 'PE' && country !== 'EC') {
    return { number: compact, check: isRight(paraguayRuc, compact) ? 'right' : 'none' };
  }
  return undefined;
};

/** Cédula de identidad: 10 digits in Ecuador, 7 or 8 in Uruguay, without check digit in Bolivia and Paraguay. */
const readCi: Reader = ({ compact }, country) => {
  if (!/^\d{5,10}[A-Z]{0,2}$/.test(compact)) return undefined;
  const ecuadorian = compact.padStart(10, '0');
  if (compact.length >= 9 && isRight(ecuadorCi, ecuadorian)) return { number: ecuadorian, check: 'right' };
  const uruguayan = compact.padStart(8, '0');
  if (compact.length <= 8 && isRight(uruguayCi, uruguayan) && country === 'UY') {
    return { number: uruguayan, check: 'right' };
  }
  const isChecked = (country === 'EC' && compact.length === 10) || (country === 'UY' && compact.length >= 7);
  return { number: compact, check: isChecked ? 'wrong' : 'none' };
};

/** A Colombian NIT with the check digit that it lacks. */
const withNitDigit = (digits: string): ReadNumber => {
  const digit = Array.from({ length: 10 }, (_, each) => each).find((each) => isRight(nit, `${digits}${each}`));
  return digit === undefined ? { number: digits, check: 'none' } : { number: `${digits}-${digit}`, check: 'right' };
};

/**
 * Colombia's NIT is written with and without its check digit: with it is the one spelling, `900373115-3`. Nine digits
 * that begin with 8 or 9 are a company's; other numbers are taken for Colombian in a Colombian company, or where a check
 * digit is set off by a dash and fits. Elsewhere (Guatemala, Bolivia, El Salvador) they stay as they are.
 */
const readNit: Reader = ({ compact, dashed }, country) => {
  if (!/^\d{4,14}K?$/.test(compact)) return undefined;
  const digits = compact.replace(/^0+/, '');
  const [body, digit] = [digits.slice(0, -1), digits.slice(-1)];
  const isCompany = (number: string) => /^[89]\d{8}$/.test(number);
  const isColombian = country === 'CO';
  if (body.length >= 7 && isRight(nit, digits) && (dashed || isCompany(body) || (isColombian && body.length === 10))) {
    return { number: `${body}-${digit}`, check: 'right' };
  }
  if (dashed && (isCompany(body) || isColombian)) return { number: `${body}-${digit}`, check: 'wrong' };
  if (isCompany(digits) || (isColombian && /^\d{7,10}$/.test(digits))) return withNitDigit(digits);
  return { number: compact, check: 'none' };
};

const readCuit: Reader = ({ compact }) =>
  /^\d{11}$/.test(compact) ? { number: compact, check: isRight(cuit, compact) ? 'right' : 'wrong' } : undefined;

/** Year, month and day of birth or foundation. */
const dateOfSix = '\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])';
const rfcForm = new RegExp(`^[A-ZÑ&]{3,4}${dateOfSix}[A-Z\\d]{3}$`);
const curpForm = new RegExp(`^[A-Z]{4}${dateOfSix}[A-Z]{6}[A-Z\\d]\\d$`);

/** RFC of a person (13) or a company (12). SAT gave out some whose last character does not follow the rule: kept. */
const readRfc: Reader = ({ compact }) =>
  rfcForm.test(compact) ? { number: compact, check: isRight(rfc, compact) ? 'right' : 'none' } : undefined;

const readCurp: Reader = ({ compact }) =>
  curpForm.test(compact) ? { number: compact, check: isRight(curp, compact) ? 'right' : 'wrong' } : undefined;

/** Cédula de ciudadanía, tarjeta de identidad, cédula de extranjería: digits, never a zero before them. */
const plainDigits =
  (least: number, most: number): Reader =>
  ({ compact }) => {
    const digits = compact.replace(/^0+/, '');
    const hasForm = /^\d+$/.test(digits) && digits.length >= least && digits.length <= most;
    return hasForm ? { number: digits, check: 'none' } : undefined;
  };

interface DocumentType {
  readonly read: Reader;
  /** Its numbers may begin with letters. */
  readonly hasLetters?: true;
  /** How it is written, for those who wrote it otherwise. */
  readonly example: string;
}

const rules: Readonly<Record<DocumentTypeName, DocumentType>> = {
  RUT: {
    read: readChilean,
    example: documentExamples.RUT,
  },
  DNI: {
    read: readDni,
    example: documentExamples.DNI,
  },
  RUC: { read: readRuc, example: documentExamples.RUC },
  CC: {
    read: plainDigits(4, 10),
    example: documentExamples.CC,
  },
  TI: { read: plainDigits(6, 11), example: documentExamples.TI },
  CE: {
    read: lettersAndDigits,
    hasLetters: true,
    example: documentExamples.CE,
  },
  NIT: { read: readNit, example: documentExamples.NIT },
  RFC: { read: readRfc, hasLetters: true, example: documentExamples.RFC },
  CURP: {
    read: readCurp,
    hasLetters: true,
    example: documentExamples.CURP,
  },
  CPF: { read: fixed(cpf, 11), example: documentExamples.CPF },
  CNPJ: {
    read: fixed(cnpj, 14, /^[A-Z\d]+$/),
    hasLetters: true,
    example: documentExamples.CNPJ,
  },
  CUIT: { read: readCuit, example: documentExamples.CUIT },
  CI: {
    read: readCi,
    example: documentExamples.CI,
  },
  PASAPORTE: {
    read: lettersAndDigits,
    hasLetters: true,
    example: documentExamples.PASAPORTE,
  },
};
/** By their one name. */
export const documentTypes: Readonly<Record<string, DocumentType>> = rules;

/**
 * A number of a known type.
 * @param country ISO 3166-1 of the company, for types that several countries have
 * @returns undefined when it cannot be one
 */
export const readNumber = (type: string, written: WrittenNumber, country: string | undefined): ReadNumber | undefined =>
  documentTypes[type]?.read(written, country);
