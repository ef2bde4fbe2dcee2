/** The declared character set is checked against the bytes (issue 11, line 7; cases 25 and 26). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from './character-set.ts';

const words = 'Ya pagué la cuota de María Muñoz, ¿cuánto queda?';
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('bytes of UTF-8', () => {
  it.each([
    null,
    'utf-8',
    'us-ascii',
    'iso-8859-1',
    'windows-1252',
    'ISO-8859-15',
    'x-unknown',
    'unknown-8bit',
    'utf8mb4',
    'latin-1',
    'iso-8859-2',
    'koi8-r',
    'utf-16',
    'default',
    '',
  ])('are read as such when they are called %s', (declared) => {
    expect(decodeText(Buffer.from(words), declared)).toBe(words);
  });

  it('with one letter cut in two are still UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(words), Buffer.from([0xc3])]);
    expect(decodeText(bytes, 'utf-8')).toBe(`${words}\ufffd`);
  });
});

describe('bytes of Windows-1252', () => {
  it.each([
    null,
    'utf-8',
    'UTF8',
    'us-ascii',
    'iso-8859-1',
    'windows-1252',
    'cp1252',
    'x-unknown',
    'utf8mb4',
    'utf-16le',
    'gb2312-x',
  ])('are read as such when they are called %s', (declared) => {
    expect(decodeText(latin(words), declared)).toBe(words);
  });

  it('have quotation marks and the euro where ISO-8859-1 has controls', () => {
    expect(decodeText(Buffer.from([0x93, 0x41, 0x94, 0x20, 0x80]), 'iso-8859-1')).toBe('“A” €');
  });

  it('are told line by line from UTF-8 above them: a footer that a server added', () => {
    const footer = 'Este correo fue revisado: está limpio de virus, según el análisis.';
    const bytes = Buffer.concat([Buffer.from(`${words}\n`), latin(footer)]);
    expect(decodeText(bytes, 'utf-8')).toBe(`${words}\n${footer}`);
    expect(decodeText(bytes, 'iso-8859-1')).toBe(`${words}\n${footer}`);
  });
});

describe('other character sets', () => {
  it.each([
    ['iso-2022-jp', Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]), '日'],
    ['shift_jis', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本'],
    ['gbk', Buffer.from([0xc1, 0xaa, 0xcd, 0xa8]), '联通'],
    ['koi8-r', Buffer.from([0xf0, 0xd2, 0xc9]), 'При'],
    ['windows-1251', Buffer.from([0xcf, 0xf0, 0xe8]), 'При'],
    ['utf-16le', Buffer.from('señal', 'utf16le'), 'señal'],
    ['utf-8', Buffer.from([0xff, 0xfe, 0x61, 0x00]), 'a'],
    ['iso-8859-15', Buffer.from([0xa4]), '€'],
  ])('%s is believed where the bytes fit it', (declared, bytes, text) => {
    expect(decodeText(bytes, declared)).toBe(text);
  });
});

it.each(['gb18030', 'gbk', 'big5', 'euc-kr', 'shift_jis'])(
  'Spanish in UTF-8 is not Chinese, though called %s',
  (declared) => {
    expect(decodeText(Buffer.from('Ya pagué, señor Muñoz: ¿y ahora?'), declared)).toBe(
      'Ya pagué, señor Muñoz: ¿y ahora?',
    );
  },
);

it('Japanese that goes back to ASCII for nothing is whole', () => {
  const word = '\u001b$B%F%9%H\u001b(B';
  expect(decodeText(Buffer.from(`${word}${word}`, 'latin1'), 'iso-2022-jp')).toBe('テストテスト');
});

it('never throws, whatever is declared', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string({ maxLength: 20 })), (bytes, declared) => {
      expect(typeof decodeText(bytes, declared)).toBe('string');
    }),
  );
});

it('a text of UTF-8 stays what it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(decodeText(Buffer.from(`a${text}`), 'us-ascii')).toBe(`a${text}`);
    }),
  );
});
