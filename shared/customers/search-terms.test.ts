import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answersLead,
  answersReading,
  foldText,
  parseSearch,
  type Search,
  searchTokens,
  searchWords,
} from './search-terms.ts';

const tokens = searchTokens({ name: 'María José Núñez-Ñandú D', documentNumber: '12345678-K' }, [
  { channel: 'email', value: 'mj.nunez@ejemplo.cl' },
  { channel: 'sms', value: '+56912345678' },
  { channel: 'whatsapp', value: '+56912345678' },
  { channel: 'call', value: '+525512340000' },
]);

/** By whichever lead is read, a search finds a customer or it does not. */
const finds = (own: readonly string[], { stages }: Search, type: string | null = null): boolean => {
  const found = stages.flat().map((reading) => {
    const answers = reading.leads.map((lead) => answersReading(own, type, { ...reading, leads: [lead] }));
    expect(new Set(answers).size, JSON.stringify(reading)).toBe(1);
    return answers[0] === true;
  });
  return found.some((is) => is);
};

it('folds accents and case, and keeps each word once (A14)', () => {
  const words = 'maria jose nunez nandu d';
  expect(tokens).toEqual(
    [
      ...[
        'maria jose nunez nandu d',
        'jose maria nunez nandu d',
        'nunez maria jose nandu d',
        'nandu maria jose nunez d',
      ],
      ...['jos+mar', 'mar+nun', 'mar+nan', 'jos+nun', 'jos+nan', 'nan+nun'].map((pair) => `+${pair} ${words}`),
      ...['12345678k', 'mj.nunez@ejemplo.cl', 'nunez@ejemplo.cl', 'ejemplo.cl'],
      ...['56912345678', '6912345678', '912345678', '12345678', '<87654321965'],
      ...['525512340000', '5512340000', '512340000', '12340000', '<000043215525'],
    ].sort(),
  );
});

it.each([
  'maria',
  'MARÍA jo',
  'ñan',
  'nuñez maria',
  'núñez-ñandú',
  'jo nand',
  'd maria',
  '12.345.678-K',
  '12345678',
  'RUT 12.345.678-K',
  '12345678-k maria',
  'Rut: 12345678',
  'mj.nunez@ej',
  'nunez@ejemplo.cl',
  'ejemplo.cl',
  '@ejemplo.cl',
  'mj.nu',
  'maria mj.nunez@ejemplo.cl',
  'maria ejemplo.cl',
  '+56 9 1234 5678',
  '912345678',
  '9 1234-5678',
  'maría 9 1234 5678',
  '345678',
  'maria 345678',
  '569123',
  '5678',
  '+525512340000',
])('finds by %j (A14, E7)', (query) => {
  expect(finds(tokens, parseSearch(query))).toBe(true);
});

it.each([
  'pedro',
  'maria pedro',
  '99999999',
  'aria',
  'x@ejemplo.cl',
  'maria 345679',
  'RUT 12.345.679',
  'maria otro.cl',
])('does not find by %j', (query) => {
  expect(finds(tokens, parseSearch(query))).toBe(false);
});

it('finds by a type of document that is no known one, where it is that of the customer', () => {
  expect(finds(tokens, parseSearch('Ficha 12345678K'), 'Ficha')).toBe(true);
  expect(finds(tokens, parseSearch('Ficha 12345678K'), 'Socio')).toBe(false);
});

it.each([
  ['56912345678.0', ['56912345678']],
  ["'56912345678", ['56912345678']],
  ['5,6912345678E+10', ['56912345678']],
  ['casa 912345678', ['912345678']],
  ['912345678 (WhatsApp)', ['912345678']],
  ['wa.me/56912345678', ['56912345678']],
  ['56912345678@c.us', ['56912345678']],
  ['tel:+56912345678', ['56912345678']],
  ['0xx11 98765-4321', ['011987654321']],
  // Names, documents and mail as ever.
  ['Casa 12', ['casa', '12']],
  ['12.345.678-K', ['12345678k']],
  ['ana@correo.example', ['ana@correo.example']],
  ['Casa Soto 912345678', ['912345678', 'casa', 'soto']],
  // Those that begin another one add nothing.
  ['an ana anabel', ['anabel']],
])('a number is looked for without what stands around it: %s', (query, words) => {
  expect(searchWords(query)).toEqual(words);
});

it('has no word for what has no letter or digit', () => {
  expect(searchWords(' --- ')).toEqual([]);
});

it('a name of any length makes tokens that fit a key, and few of them', () => {
  for (const name of [
    '\ufdfa'.repeat(120),
    'ab c'.repeat(30),
    'abc '.repeat(30),
    [...'abcdefghijklmnopqrstuvwxyzñ'].join('xy '),
  ]) {
    const own = searchTokens({ name, documentNumber: null }, []);
    expect(own.length).toBeLessThanOrEqual(90);
    for (const token of own) expect(Buffer.byteLength(token)).toBeLessThan(1_000);
  }
});

it.each([
  ['+56912345678', '0056 9 1234 5678'],
  ['+56912345678', '\u202a+56 9 1234 5678\u202c'],
  ['+56912345678', '09 1234 5678'],
  ['+525512345678', '+52 1 55 1234 5678'],
  ['+525512345678', '044 55 1234 5678'],
  ['+5491123456789', '011 15 2345 6789'],
  ['+541123456789', '+54 9 11 2345 6789'],
  ['+5511987654321', '+55 11 8765 4321'],
  ['+551187654321', '11 98765 4321'],
  ['+593991234567', '099 123 4567'],
])('finds %s by %s (issue 11, line 8)', (stored, query) => {
  const own = searchTokens({ name: 'Ana', documentNumber: null }, [{ channel: 'sms', value: stored }]);
  expect(finds(own, parseSearch(query))).toBe(true);
});

it('looks up nothing else for what is no long number', () => {
  for (const query of ['912345', '12345678', '12345678-K', 'ana 912345678', 'ana soto', 'ana@correo.example']) {
    expect(parseSearch(query).stages, query).toHaveLength(1);
  }
});

describe('against looking at every name (issue 12, line 5)', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abñ'), minLength: 1, maxLength: 6 });
  const names = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
  const wordsOf = (name: readonly string[]) => name.map(foldText);

  it('a search of words finds whose name has them all, in any order, by their beginnings, whichever lead is read', () => {
    const query = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, query, ([first = [], ...others], typed) => {
        const wanted = typed.map(foldText);
        fc.pre(wanted.some((each) => each.length >= 2));
        const own = searchTokens(
          { name: first.join(' '), documentNumber: null, merged: others.map((name) => ({ name: name.join(' ') })) },
          [],
        );
        const isFound = [first, ...others].some((name) =>
          wanted.every((each) => wordsOf(name).some((one) => one.startsWith(each))),
        );
        expect(finds(own, parseSearch(typed.join(' ')))).toBe(isFound);
      }),
      { numRuns: 300 },
    );
  });

  it('any four digits or more of the end of a number find it, and its beginning with and without the country', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 4, max: 11 }), (subscriber, length) => {
        const own = searchTokens({ name: 'X', documentNumber: null }, [{ channel: 'sms', value: `+569${subscriber}` }]);
        const whole = `569${subscriber}`;
        for (const typed of [whole.slice(-length), whole.slice(0, length), whole.slice(2, 2 + length)]) {
          expect(finds(own, parseSearch(typed)), typed).toBe(true);
        }
      }),
    );
  });

  it('a lead answers with the words of its own name alone', () => {
    const own = searchTokens({ name: 'Ana Soto', documentNumber: null, merged: [{ name: 'Ana Rojas' }] }, []);
    expect(finds(own, parseSearch('rojas soto'))).toBe(false);
    expect(finds(own, parseSearch('rojas ana'))).toBe(true);
    expect(own.filter((token) => answersLead(token, 'ana', { leads: ['ana'], words: ['ro'], within: 'name' }))).toEqual(
      ['ana rojas'],
    );
  });
});
