/** Issue 10, A.3: addresses whose letters and digits are not what they look like, one a line. */
import { describe, expect, it } from 'vitest';
import { issueText } from '#contract/import-issues.ts';
import { normalizeAddress } from '#shared/customers/addresses.ts';

const outcome = (channel: 'email' | 'sms', text: string): string => {
  const found = normalizeAddress(channel, text);
  return 'code' in found ? found.code : [found.value, ...found.warnings.map(({ code }) => code)].join(' ');
};

describe('e-mail addresses', () => {
  it.each([
    ['Cyrillic а in the local part', '\u0430na@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['Cyrillic а in the domain', 'ana@b\u0430nco.cl', 'EMAIL_ALPHABETS'],
    ['the same domain in ASCII', 'ana@xn--bnco-53d.cl', 'EMAIL_ALPHABETS'],
    ['Greek ο in the domain', 'ana@g\u03bfogle.com', 'EMAIL_ALPHABETS'],
    ['Greek ν in the local part', 'a\u03bda@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['Armenian օ', 'ana@g\u0585\u0585gle.com', 'EMAIL_ALPHABETS'],
    ['Cherokee Ꭺ', '\u13aana@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['Hebrew among Latin', 'an\u05d0@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['the same domain below another one, in ASCII', 'ana@banco.cl.xn--bnco-53d.cl', 'EMAIL_ALPHABETS'],
    [
      'a domain of Cyrillic letters that look Latin',
      'ana@\u0430\u0440\u0440\u04cf\u0435.com',
      'ana@xn--80ak6aa92e.com EMAIL_OTHER_ALPHABET',
    ],
    ['a coded domain that is none', 'ana@xn--a.cl', 'EMAIL_INVALID'],
    ['a coded domain without letters', 'ana@xn--.cl', 'EMAIL_INVALID'],
    ['a number with its dot as a letter', 'ana@\u2488com', 'EMAIL_ALPHABETS'],
    ['Arabic digits in the domain', 'ana@\u0660.cl', 'EMAIL_ALPHABETS'],
    ['letters in circles', 'ana@\u24d4jemplo.cl', 'EMAIL_ALPHABETS'],
    ['marks that turn the direction', '\u202eana\u200f@\u2066ejemplo.cl\u2069', 'ana@ejemplo.cl'],
    ['a line break, and a header behind it', 'ana@ejemplo.cl\r\nBcc: eva@ejemplo.cl', 'INVALID_CHARACTER'],
    ['full-width letters', '\uff41na@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['full-width domain', 'ana@\uff45jemplo.cl', 'EMAIL_ALPHABETS'],
    ['full-width @', 'ana\uff20ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['mathematical letters', '\u{1d41a}na@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['a ligature', '\ufb01na@ejemplo.cl', 'EMAIL_ALPHABETS'],
    ['Arabic digits', 'ana\u0663@ejemplo.cl', 'EMAIL_ALPHABETS'],
    [
      'a domain of Cyrillic letters alone',
      'ana@\u0441\u043e\u043e\u0440.com',
      'ana@xn--n1aagb.com EMAIL_OTHER_ALPHABET',
    ],
    [
      'a local part of Cyrillic letters alone',
      '\u0430\u043d\u0430@ejemplo.cl',
      '\u0430\u043d\u0430@ejemplo.cl EMAIL_OTHER_ALPHABET',
    ],
    ['Japanese beside Latin', 'ana@ana\u30ab\u30bf.jp', 'ana@xn--ana-mj4bzd.jp EMAIL_OTHER_ALPHABET'],
    ['Spanish letters', 'begoña.ñuñez@ñandú.cl', 'begoña.ñuñez@xn--and-6ma2c.cl'],
    ['Portuguese letters', 'joão@ação.com.br', 'joão@xn--ao-siap.com.br'],
    ['signs that are no letters', "o'higgins+cobro_1@ejemplo.cl", "o'higgins+cobro_1@ejemplo.cl"],
  ])('%s', (_name, text, expected) => {
    expect(outcome('email', text)).toBe(expected);
  });
});

describe('phones', () => {
  it.each([
    ['full-width digits', '\uff0b\uff15\uff16\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18', 'PHONE_DIGITS'],
    ['one full-width digit', '+5691234567\uff18', 'PHONE_DIGITS'],
    ['a full-width plus is no digit', '\uff0b56912345678', '+56912345678'],
    ['Arabic-Indic digits', '+\u0665\u0666\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668', 'PHONE_DIGITS'],
    ['Persian digits', '+56 9 1234 567\u06f8', 'PHONE_DIGITS'],
    ['Devanagari digits', '+5691234567\u096e', 'PHONE_DIGITS'],
    ['mathematical digits', '+5691234567\u{1d7d8}', 'PHONE_DIGITS'],
    ['superscript', '+5691234567\u2078', 'PHONE_DIGITS'],
    ['a Roman numeral', '+5691234567\u2167', 'PHONE_DIGITS'],
    ['a Chinese numeral', '+56\u4e5d12345678', 'PHONE_NOT_E164'],
    ['letters that look like digits', '+5691234567O', 'PHONE_NOT_E164'],
    ['marks that turn the direction', '\u202e+56\u200f912345678\u202c', '+56912345678'],
    ['5,000 digits', '9'.repeat(5_000), 'PHONE_INVALID'],
    ['a circled digit', '+5691234567\u2467', 'PHONE_DIGITS'],
    ['plain digits with odd blanks and dashes', '+56\u00a0(9)\u20111234.5678', '+56912345678'],
  ])('%s', (_name, text, expected) => {
    expect(outcome('sms', text)).toBe(expected);
  });

  it('the words say so, to people and in error files', () => {
    const found = normalizeAddress('sms', '+5691234567\uff18');
    expect('detail' in found ? found.detail : '').toContain('full-width or foreign digit');
    expect(issueText('PHONE_DIGITS', 'es', { value: '\uff15' })).toContain('dígitos del 0 al 9');
  });
});
