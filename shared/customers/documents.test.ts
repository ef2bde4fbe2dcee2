import { expect, it } from 'vitest';
import { normalizeDocument, rutCheckDigit } from './documents.ts';

it.each([
  ['12345678', '5'],
  ['11111111', '1'],
  ['6', 'K'],
  ['9', '4'],
  ['76086428', '5'],
])('computes the check digit of RUT %s as %s', (digits, expected) => {
  expect(rutCheckDigit(digits)).toBe(expected);
});

it('gives a RUT one spelling (Q13)', () => {
  const expected = { documentType: 'RUT', documentNumber: '12345678-5' };
  for (const written of ['12.345.678-5', '123456785', ' 012345678-5 ']) {
    expect(normalizeDocument('rut', written)).toEqual(expected);
  }
});

it.each([
  ['RUT', '12345678-9'],
  ['RUT', 'abc'],
  ['RUT', '0-0'],
  ['DNI', null],
  [null, '123'],
])('refuses %s %s with DOCUMENT_INVALID', (type, number) => {
  expect(() => normalizeDocument(type, number)).toThrow('DOCUMENT_INVALID');
});

it('lets contacts have no document (Q13)', () => {
  expect(normalizeDocument(null, undefined)).toBeNull();
});
