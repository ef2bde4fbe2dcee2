import { expect, it } from 'vitest';
import { matchesWords, searchTokens, searchWords } from './search-terms.ts';

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

it('leads with the longest word, and has none for what has no letter or digit', () => {
  expect(searchWords('jo maria')[0]).toBe('maria');
  expect(searchWords(' --- ')).toEqual([]);
});
