import { expect, it } from 'vitest';
import { matchesWords, parseSearch, searchTokens, searchWords } from './search-terms.ts';

const tokens = searchTokens({ name: 'María José Núñez-Ñandú D', documentNumber: '12345678-K' }, [
  { channel: 'email', value: 'mj.nunez@ejemplo.cl' },
  { channel: 'sms', value: '+56912345678' },
  { channel: 'whatsapp', value: '+56912345678' },
  { channel: 'call', value: '+525512340000' },
]);

it('folds accents and case, and keeps each word once (A14)', () => {
  expect(tokens).toEqual(
    [
      ...['maria', 'jose', 'nunez', 'nandu', '12345678k', 'mj.nunez@ejemplo.cl'],
      ...['56912345678', '6912345678', '912345678', '12345678', '5678'],
      ...['525512340000', '5512340000', '512340000', '12340000', '0000'],
    ].sort(),
  );
});

it.each([
  'maria',
  'MARÍA jo',
  'ñan',
  'nuñez maria',
  'núñez-ñandú',
  '12.345.678-K',
  '12345678',
  'mj.nunez@ej',
  'maria mj.nunez@ejemplo.cl',
  '+56 9 1234 5678',
  '912345678',
  '9 1234-5678',
  '5678',
  '+525512340000',
])('finds by %j (A14, E7)', (query) => {
  expect(matchesWords(tokens, searchWords(query))).toBe(true);
});

it.each(['pedro', 'maria pedro', '99999999', 'aria', 'x@ejemplo.cl'])('does not find by %j', (query) => {
  expect(matchesWords(tokens, searchWords(query))).toBe(false);
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
])('a number is looked for without what stands around it: %s', (query, words) => {
  expect(searchWords(query)).toEqual(words);
});

it('leads with the longest word, and has none for what has no letter or digit', () => {
  expect(searchWords('jo maria')[0]).toBe('maria');
  expect(searchWords(' --- ')).toEqual([]);
});

const finds = (stored: string, query: string): boolean => {
  const own = searchTokens({ name: 'Ana', documentNumber: null }, [{ channel: 'sms', value: stored }]);
  const { words, otherwise } = parseSearch(query);
  return [words, ...otherwise.map((end) => [end])].some((reading) => matchesWords(own, reading));
};

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
])('finds %s by %s (issue 11, line 8)', (stored, query) => expect(finds(stored, query)).toBe(true));

it('looks up nothing else for what is no long number', () => {
  for (const query of ['912345', '12345678', '12345678-K', 'ana 912345678']) {
    expect(parseSearch(query).otherwise, query).toEqual([]);
  }
});
