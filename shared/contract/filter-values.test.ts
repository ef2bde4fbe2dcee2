import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineField } from './fields.ts';
import { valuesField } from './filter-values.ts';
import { textOfValues, valuesOf } from './values-text.ts';

it('one value is itself, several stand with | between them, and a | of a value is written twice', () => {
  expect(valuesOf(undefined)).toEqual([]);
  expect(valuesOf('Norte, Sur')).toEqual(['Norte, Sur']);
  expect(valuesOf('Norte|Sur|Norte')).toEqual(['Norte', 'Sur']);
  expect(valuesOf('A||B|C')).toEqual(['A|B', 'C']);
  const value = fc
    .string({ unit: fc.constantFrom(...'ab |,'), minLength: 1, maxLength: 4 })
    .filter((text) => !/^\||\|$/.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(value, { minLength: 1 }), (values) => {
      expect(valuesOf(textOfValues(values))).toEqual(values);
    }),
  );
});

it('refuses none, too many, and what is no value of the filter', () => {
  const field = valuesField(lineField(5));
  const refused = ['', '|', 'a|toolong', Array.from({ length: 21 }, (_, index) => `v${index}`).join('|')];
  for (const text of refused) expect(field.safeParse(text).success, text).toBe(false);
  for (const text of ['a', 'a|b', 'a||b']) expect(field.safeParse(text).success, text).toBe(true);
});
