/** Subjects, names and file names in the character sets that programs write and declare (issue 11, line 7; cases 25, 35). */
import { describe, expect, it } from 'vitest';
import { headerText, inUtf8, readHeaderBlock, readParameters } from './header-block.ts';

const raw = (text: string) => Buffer.from(text).toString('latin1');
const base64 = (text: string, encoding: 'utf8' | 'latin1' = 'utf8') => Buffer.from(text, encoding).toString('base64');
const cutInTwo = (text: string): [string, string] => {
  const bytes = Buffer.from(text);
  const middle = bytes.indexOf(0xc3) + 1;
  return [bytes.subarray(0, middle).toString('base64'), bytes.subarray(middle).toString('base64')];
};
const [firstHalf, secondHalf] = cutInTwo('Muñoz');

describe('the text of a header', () => {
  it.each([
    ['UTF-8 as it is', raw('Aviso de María'), 'Aviso de María'],
    ['Windows-1252 as it is', 'Aviso de Mar\u00eda', 'Aviso de María'],
    ['an encoded word', '=?utf-8?Q?Mar=C3=ADa_Mu=C3=B1oz?=', 'María Muñoz'],
    ['UTF-8 that is called ISO-8859-1', '=?ISO-8859-1?Q?Mar=C3=ADa?=', 'María'],
    ['UTF-8 that is called US-ASCII', `=?us-ascii?B?${base64('María')}?=`, 'María'],
    ['ISO-8859-1 that is called UTF-8', `=?utf-8?B?${base64('María', 'latin1')}?=`, 'María'],
    ['a character set of no name', '=?x-unknown?Q?Mar=C3=ADa?=', 'María'],
    ['with a language', '=?utf-8*es?Q?Mar=C3=ADa?=', 'María'],
    ['a letter that was cut in two words', `=?utf-8?B?${firstHalf}?= =?utf-8?B?${secondHalf}?=`, 'Muñoz'],
    ['two words and the blank between them', '=?utf-8?Q?Mar=C3=ADa?=  =?utf-8?Q?_Mu=C3=B1oz?=', 'María Muñoz'],
    ['a word among others', 'Re: =?utf-8?Q?d=C3=ADa?= de pago', 'Re: día de pago'],
    ['blanks in a word, against the rule', '=?utf-8?Q?D=C3=ADa de pago?=', 'Día de pago'],
    ['what only looks like a word', '=?utf-8?X?abc?= a=?b', '=?utf-8?X?abc?= a=?b'],
  ])('%s', (_what, value, text) => {
    expect(headerText(value)).toBe(text);
  });

  it('is unfolded, with words on several lines', () => {
    const block = [
      'Subject: =?utf-8?Q?Mar=C3=ADa?=',
      ' =?utf-8?Q?_Mu=C3=B1oz?=',
      '\tpaga',
      'X: y',
      'no header',
      ': z',
    ].join('\r\n');
    const fields = readHeaderBlock(block);
    expect(fields.map(({ name }) => name)).toEqual(['subject', 'x']);
    expect(headerText(fields[0]?.value ?? '')).toBe('María Muñoz\tpaga');
  });

  it('keeps what commas and brackets would mean inside of an encoded name', () => {
    expect(inUtf8('=?iso-8859-1?Q?P=E9rez,_Rosa_<x>?= <rosa@uno.example>')).toBe(
      `=?utf-8?B?${base64('Pérez, Rosa <x>')}?= <rosa@uno.example>`,
    );
  });
});

describe('the name of a file', () => {
  const named = (parameters: string) => readParameters(`attachment; ${parameters}`).parameter('filename');
  it.each([
    ["filename*=utf-8''Comprobante%20Mu%C3%B1oz.pdf", 'Comprobante Muñoz.pdf'],
    ["filename*=ISO-8859-1''Comprobante%20Mu%C3%B1oz.pdf", 'Comprobante Muñoz.pdf'],
    ["filename*=utf-8''Comprobante%20Mu%F1oz.pdf", 'Comprobante Muñoz.pdf'],
    ["filename*0*=utf-8''Comprobante%20; filename*1*=Mu%C3%B1oz; filename*2=.pdf", 'Comprobante Muñoz.pdf'],
    ['filename*0="Comprobante "; filename*1="de pago.pdf"', 'Comprobante de pago.pdf'],
    ['filename="=?utf-8?Q?Comprobante_Mu=C3=B1oz.pdf?="', 'Comprobante Muñoz.pdf'],
    ['filename="=?iso-8859-1?Q?Comprobante_?= =?iso-8859-1?Q?Mu=C3=B1oz.pdf?="', 'Comprobante Muñoz.pdf'],
    [raw('filename="Comprobante Muñoz.pdf"'), 'Comprobante Muñoz.pdf'],
    ['filename="Comprobante Mu\u00f1oz.pdf"', 'Comprobante Muñoz.pdf'],
    ['filename=Comprobante de pago.pdf; size=3', 'Comprobante de pago.pdf'],
    ['filename="a;b \\"c\\".pdf"', 'a;b "c".pdf'],
    ['filename="C:\\Users\\rosa\\a.pdf"', 'C:\\Users\\rosa\\a.pdf'],
    ['filename="sin fin.pdf', 'sin fin.pdf'],
    ['size=3', null],
  ])('%s', (parameters, name) => {
    expect(named(parameters)).toBe(name);
  });

  it('the value before the parameters is in lower case and without its comment', () => {
    expect(readParameters('Text/Plain (a comment); charset=utf-8').value).toBe('text/plain');
  });
});
