/** Phones as people and programs write them (issue 11, line 8). */
import { describe, expect, it } from 'vitest';
import { normalizeAddress } from './addresses.ts';
import { countriesOf } from './customer-country.ts';
import { readPhone } from './phones.ts';

const read = (text: string, ...countries: string[]): string => {
  const phone = readPhone(text, countries);
  return 'code' in phone ? phone.code : phone.value;
};

describe('Mexico: 1 and 044/045/01 of before 2019 (case 16)', () => {
  it.each([
    '+5215512345678',
    '+52 1 (55) 1234-5678',
    '+52 044 55 1234 5678',
    '+52 045 55 1234 5678',
    '+52 01 55 1234 5678',
    '0052 1 55 1234 5678',
    '+52 55 1234 5678',
    '5215512345678',
    '525512345678',
  ])('%s, whatever the company', (text) => {
    expect(read(text, 'CL')).toBe('+525512345678');
  });
  it.each(['044 55 1234 5678', '045-55-1234-5678', '01 (55) 1234 5678', '5512345678', '55 1234 5678'])(
    '%s in Mexico',
    (text) => expect(read(text, 'MX')).toBe('+525512345678'),
  );
  it('nothing is guessed: areas begin with 2 to 9, and a 1 in front may be the code of the United States', () => {
    expect(read('+52 1 155 123 4567')).toBe('PHONE_INVALID');
    expect(read('15512345678', 'MX')).toBe('PHONE_NOT_E164');
    expect(readPhone('15512345678', ['MX'])).toMatchObject({ detail: expect.stringContaining('+15512345678') });
  });
});

describe('Argentina: 9 and 15, with and without the trunk zero (cases 16, 33)', () => {
  it.each([
    '+54 9 11 15 2345-6789',
    '+54 11 15 2345 6789',
    '+54 011 15 2345 6789',
    '+54 9 011 2345 6789',
    '+54 (0)11 15 2345-6789',
    '5491123456789',
    '+5491123456789',
  ])('%s', (text) => expect(read(text, 'CL')).toBe('+5491123456789'));
  it.each(['011 15 2345 6789', '11-15-2345-6789', '9 11 2345 6789'])('%s in Argentina', (text) => {
    expect(read(text, 'AR')).toBe('+5491123456789');
  });
  it.each([
    ['+54 9 2966 15 45-6789', '+5492966456789'],
    ['02966 15 456789', '+5492966456789'],
    ['0221 15 456 7890', '+5492214567890'],
    ['+54 351 15 612 3456', '+5493516123456'],
    ['0351 612 3456', '+543516123456'],
  ])('areas of three and four digits: %s', (text, value) => expect(read(text, 'AR')).toBe(value));
  it('15 without an area is nobody', () => expect(read('15 2345 6789', 'AR')).toBe('PHONE_NOT_E164'));
});

describe("Brazil's ninth digit and carriers (case 33)", () => {
  it.each([
    ['+55 11 8765-4321', '+5511987654321'],
    ['+55 11 98765-4321', '+5511987654321'],
    ['+55 011 98765 4321', '+5511987654321'],
    ['+55 (0xx11) 8765-4321', '+5511987654321'],
    ['551187654321', '+5511987654321'],
    ['+55 11 3333 4444', '+551133334444'],
  ])('%s', (text, value) => expect(read(text, 'CL')).toBe(value));
  it.each([
    ['11 98765-4321', '+5511987654321'],
    ['(011) 8765-4321', '+5511987654321'],
    ['0 15 11 98765-4321', '+5511987654321'],
    ['(0xx21) 3333-4444', '+552133334444'],
    // Area 55, Santa Maria: the digits are no country code.
    ['55 99123-4567', '+5555991234567'],
  ])('%s in Brazil', (text, value) => expect(read(text, 'BR')).toBe(value));
});

describe('national numbers, completed by the country', () => {
  it.each([
    ['CL', '912345678', '+56912345678'],
    ['CL', '9 1234 5678', '+56912345678'],
    ['CL', '09 1234 5678', '+56912345678'],
    ['CL', '2 2345 6789', '+56223456789'],
    ['CO', '310 123 4567', '+573101234567'],
    ['CO', '03 310 1234567', '+573101234567'],
    ['PE', '987 654 320', '+51987654320'],
    ['PE', '(01) 456-7890', '+5114567890'],
    ['EC', '099 123 4567', '+593991234567'],
    ['PY', '0981 123456', '+595981123456'],
    ['UY', '099 123 456', '+59899123456'],
    ['VE', '0414-1234567', '+584141234567'],
    ['BO', '71234567', '+59171234567'],
    ['CR', '8888-1234', '+50688881234'],
    ['DO', '809-555-1234', '+18095551234'],
    ['ES', '612 34 56 78', '+34612345678'],
  ])('%s: %s', (country, text, value) => expect(read(text, country)).toBe(value));
  it("the customer's country goes before the company's", () => {
    expect(read('5512345678', 'MX', 'CL')).toBe('+525512345678');
    expect(read('912345678', 'MX', 'CL')).toBe('+56912345678');
  });
  it('what is no number of the country is refused, and without a country everything without a code', () => {
    for (const text of ['5512345678', '3001234567', '12345678', '22345678', '9 1234 567']) {
      expect(read(text, 'CL'), text).toBe('PHONE_NOT_E164');
    }
    expect(read('912345678')).toBe('PHONE_NOT_E164');
    expect(read('912345678', 'XX')).toBe('PHONE_NOT_E164');
  });
  it('zeros behind the country code, `00` in front', () => {
    for (const text of ['+56 (0) 9 1234 5678', '+56 09 1234 5678', '0056 9 1234 5678', '+0056912345678']) {
      expect(read(text), text).toBe('+56912345678');
    }
    expect(read('+593 099 123 4567')).toBe('+593991234567');
    // Italy's zero belongs to the number.
    expect(read('+39 06 1234 5678')).toBe('+390612345678');
  });
});

describe('the country of a customer', () => {
  const company = { defaultCountry: 'CL' };
  it.each([
    [{ timeZone: 'America/Mexico_City', documentType: 'RUT' }, ['MX', 'CL']],
    [{ timeZone: 'America/Argentina/Cordoba', documentType: null }, ['AR', 'CL']],
    [{ timeZone: null, documentType: 'curp' }, ['MX', 'CL']],
    [{ timeZone: null, documentType: 'CPF' }, ['BR', 'CL']],
    // Of several countries each.
    [{ timeZone: null, documentType: 'DNI' }, ['CL']],
    [{ timeZone: 'Pacific/Easter', documentType: 'RUN' }, ['CL']],
    [{ timeZone: 'Etc/UTC', documentType: null }, ['CL']],
    [{}, ['CL']],
  ])('%j', (customer, countries) => expect(countriesOf(customer, company)).toEqual(countries));
});

describe('invisible characters (case 17)', () => {
  const marks = [
    '\u200b',
    '\u200e',
    '\u202a',
    '\u202c',
    '\u2060',
    '\u2066',
    '\u2069',
    '\u00ad',
    '\ufe0f',
    '\ufeff',
    '\u061c',
  ];
  it.each(marks)('U+%s around and inside of a number and an e-mail', (mark) => {
    expect(read(`${mark}+56${mark} 9 1234${mark}5678${mark}`)).toBe('+56912345678');
    expect(normalizeAddress('email', `${mark}rosa${mark}@correo.example${mark}`)).toMatchObject({
      value: 'rosa@correo.example',
    });
  });
  it.each(['\u00a0', '\u2009', '\u202f', '\u3000', '\u2011', '\u2212'])(
    'blanks and dashes of all kinds: %j',
    (mark) => {
      expect(read(`+56${mark}9${mark}1234${mark}5678`)).toBe('+56912345678');
    },
  );
  it('a line break at the end of what was pasted is none inside', () => {
    expect(normalizeAddress('sms', '+56912345678\r\n')).toMatchObject({ value: '+56912345678' });
    expect(normalizeAddress('sms', '+569\n12345678')).toMatchObject({ code: 'INVALID_CHARACTER' });
  });
});

describe('what a spreadsheet did (case 18)', () => {
  it.each([
    '56912345678',
    '56912345678.0',
    '56912345678,00',
    '56,912,345,678',
    '56.912.345.678',
    "'56912345678",
    '="56912345678"',
    '"+56912345678"',
    '5.6912345678E+10',
    '5,6912345678e10',
    '912345678.0',
    '9,12345678E+08',
    'tel:+56912345678',
    'whatsapp:+56 9 1234 5678',
  ])('%s is undone: it has one reading', (text) => expect(read(text, 'CL')).toBe('+56912345678'));
  it.each(['5,69E+10', '5.69E+10', '5.69e+010', '5,6912E+10', '6E+10', '5.69 E+10', '56,9E9', '5,69×10^10'])(
    '%s has lost digits: refused with words that name it',
    (text) => {
      expect(readPhone(text, ['CL'])).toMatchObject({
        code: 'PHONE_SCIENTIFIC',
        detail: expect.stringContaining(text),
      });
    },
  );
});

describe("words and marks for a line of the person's own", () => {
  it.each([
    'casa 912345678',
    'Cel: 9 1234 5678',
    'Cel. 912345678',
    'Fono (móvil): 912345678',
    'tel. 912345678',
    'Nº 912345678',
    '912345678 (casa)',
    '912345678 - trabajo',
    '+56 9 1234 5678 (WhatsApp)',
    '\u{1f4f1} +56912345678',
    '\u260e 912345678',
    '=56912345678',
    '912 345 678,00',
    '56 912345678,0',
    'https://wa.me/56912345678?text=hola',
    'wa.me/56912345678',
    '56912345678@c.us',
    '56912345678@s.whatsapp.net',
  ])('%s', (text) => expect(read(text, 'CL')).toBe('+56912345678'));
  it.each(['912345678 mamá', 'recado 912345678', '912345678 (Juan)', 'vecina: 912345678'])(
    '%s is the line of somebody else',
    (text) => expect(read(text, 'CL')).toBe('PHONE_NOT_E164'),
  );
});

describe("Colombia's landlines of before 2021", () => {
  it.each(['(1) 3456789', '031 3456789', '+57 1 345 6789', '(+57 1) 3456789', '601 3456789', '+57 601 3456789'])(
    '%s',
    (text) => expect(read(text, 'CO')).toBe('+576013456789'),
  );
  it.each([
    ['034 2345678', '+576042345678'],
    ['+57 5 3601234', '+576053601234'],
    ['03 310 1234567', '+573101234567'],
    ['2345678', 'PHONE_NOT_E164'],
  ])('%s', (text, value) => expect(read(text, 'CO')).toBe(value));
});

describe("Brazil's carrier of one's choice", () => {
  it.each([
    '0XX11 98765-4321',
    '(XX11) 98765-4321',
    '(0**11) 98765-4321',
    '0XX (11) 98765-4321',
    '0 (XX) 11 98765 4321',
    '0(xx)(11)98765-4321',
    '+55 0xx 11 98765 4321',
    '+55 0 15 11 98765-4321',
  ])('%s', (text) => expect(read(text, 'BR')).toBe('+5511987654321'));
});

describe('a few digits behind a whole number are no country code in front of it', () => {
  it.each([
    ['CL', '222345678-12'],
    ['CL', '222345678 12'],
    ['CL', '912345678/79'],
    ['CL', '9 1234 5678 - 123'],
    ['MX', '5512345678-12'],
    ['MX', '55 1234 5678 x'],
    ['PE', '987654320 12'],
    ['CL', '222345678 anexo 1234'],
  ])('%s: %s', (country, text) => expect(read(text, country)).toMatch(/^PHONE_(?:INVALID|NOT_E164)$/));
  it.each([
    ['CL', '51 987 654 320', '+51987654320'],
    ['CL', '57 310 123 4567', '+573101234567'],
    ['CL', '54 9 11 2345 6789', '+5491123456789'],
    ['CL', '55 11 98765-4321', '+5511987654321'],
    ['MX', '56 9 1234 5678', '+56912345678'],
  ])('%s: %s is a number with its country code', (country, text, value) => expect(read(text, country)).toBe(value));
});

describe('what is no single number', () => {
  it.each([
    '+56 9 1234 5678 / +56 9 8765 4321',
    '912345678 / 987654300',
    '912345678; 987654300',
    '912345678 y 987654300',
    '+56912345678 +56987654300',
  ])('several: %s', (text) => {
    expect(readPhone(text, ['CL'])).toMatchObject({ code: 'PHONE_INVALID', detail: 'One number per field.' });
  });
  it.each(['+56 2 2345 6789 anexo 12', '+56 2 2345 6789 ext. 4', '+56 2 2345 6789 x12', '+56223456789 #3'])(
    'an extension: %s',
    (text) => expect(readPhone(text)).toMatchObject({ code: 'PHONE_INVALID', detail: 'Leave the extension out.' }),
  );
  it.each(['', '+', 'fono', '91234567a', '++56912345678'])('%j', (text) =>
    expect(read(text, 'CL')).toBe('PHONE_NOT_E164'),
  );
  it('is refused at any length', () => {
    for (const text of ['+5'.repeat(50_000), "'".repeat(100_000), '\u200b'.repeat(100_000), '1,'.repeat(50_000)]) {
      expect(readPhone(text, ['CL'])).toHaveProperty('code');
    }
  });
});

it('a number that was read is read the same again', () => {
  for (const text of ['+52 1 55 1234 5678', '+54 9 11 15 2345 6789', '+55 11 8765 4321', '+56 09 1234 5678']) {
    const once = read(text, 'CL');
    expect(read(once, 'MX')).toBe(once);
    expect(read(once.slice(1), 'CL')).toBe(once);
  }
});
