/** Identity documents: one spelling, so that type and number can be unique (Q13). Pure. */
import { Refusal } from '#platform/errors.ts';

export interface Document {
  readonly documentType: string;
  readonly documentNumber: string;
}

/** Chilean types whose number ends in a check digit; RUN and RUT are the same number. */
const checkedTypes = new Set(['RUT', 'RUN']);

/** Check digit of a RUT: sum of the digits times 2 to 7 from the right, modulo 11 (Registro Civil). */
export const rutCheckDigit = (digits: string): string => {
  let sum = 0;
  let factor = 2;
  for (let i = digits.length - 1; i >= 0; i -= 1) {
    sum += Number(digits[i]) * factor;
    factor = factor === 7 ? 2 : factor + 1;
  }
  const rest = 11 - (sum % 11);
  return rest === 11 ? '0' : rest === 10 ? 'K' : String(rest);
};

/** A RUT in its one spelling, `12345678-5`; undefined when it is none or its check digit does not fit. */
export const readRut = (text: string): string | undefined => {
  const match = /^(\d{1,9})([\dK])$/.exec(text.toUpperCase().replace(/[\s.-]/g, ''));
  const digits = (match?.[1] ?? '').replace(/^0+/, '');
  return digits === '' || rutCheckDigit(digits) !== match?.[2] ? undefined : `${digits}-${match[2]}`;
};

const normalRut = (text: string): string => {
  const rut = readRut(text);
  if (rut === undefined) {
    throw new Refusal('DOCUMENT_INVALID', 'documentNumber: the check digit of the RUT does not fit.', {
      faults: [{ path: 'documentNumber', code: 'DOCUMENT_INVALID', detail: 'Write it as 12345678-5.' }],
    });
  }
  return rut;
};

/**
 * Type and number in their one spelling, or null when the customer has none.
 * @throws Refusal DOCUMENT_INVALID when only one of both is given, or a RUT's check digit is wrong
 */
export const normalizeDocument = (
  type: string | null | undefined,
  number: string | null | undefined,
): Document | null => {
  if (type == null && number == null) return null;
  if (type == null || number == null) {
    const missing = type == null ? 'documentType' : 'documentNumber';
    throw new Refusal('DOCUMENT_INVALID', `${missing}: give type and number together, or neither.`, {
      faults: [{ path: missing, code: 'DOCUMENT_INVALID', detail: 'Give type and number together.' }],
    });
  }
  const documentType = type.trim().normalize('NFC').toUpperCase();
  const documentNumber = number.trim().normalize('NFC').toUpperCase();
  return {
    documentType,
    documentNumber: checkedTypes.has(documentType) ? normalRut(documentNumber) : documentNumber,
  };
};
