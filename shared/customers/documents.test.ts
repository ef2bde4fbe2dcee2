import { describe, expect, it } from 'vitest';
import { normalizeDocument, readDocument, readRut } from './documents.ts';

const spelled = (type: string, number: string, country?: string) => {
  const read = readDocument(type, number, country);
  return read.kind === 'document' ? `${read.documentType} ${read.documentNumber} ${read.check}` : read.kind;
};

it.each(['12345678-5', '76086428-5', '8123451-5', '7654321-6', '24965885-5'])('knows the RUT %s', (rut) => {
  expect(readRut(rut)).toBe(rut);
});

it('refuses every other check digit of a RUT', () => {
  const others = [...'012346789K'].filter((digit) => readRut(`12345678-${digit}`) !== undefined);
  expect(others).toEqual([]);
});

describe('one number, one spelling (Q13)', () => {
  it.each([
    [
      'RUT',
      [
        '12.345.678-5',
        '123456785',
        ' 012345678-5 ',
        '12345678\u20115',
        '12345678\u20135',
        '12 345 678-5',
        "'12345678-5",
      ],
    ],
    ['CPF', ['123.456.789-09', '12345678909', '123 456 789 09', '123456789\u201109']],
    ['CNPJ', ['11.222.333/0001-81', '11222333000181', '11222333/0001-81']],
    ['CUIT', ['20-12345678-6', '20123456786', '20.12345678.6', '20 12345678 6']],
    ['DNI', ['7.654.321', '07654321', '7654321', '7654321.0', '7 654 321']],
    ['RUC', ['20100070970', '20-100070970', '20100070970,0']],
    ['NIT', ['900.373.115-3', '900373115', '9003731153', '900373115-3', '900,373,115-3']],
    ['CC', ['1.032.456.789', '1032456789', '1,032,456,789', '01032456789']],
    ['RFC', ['GODE561231GR8', 'gode-561231-gr8', 'GODE 561231 GR8']],
    ['CURP', ['BOXW310820HNERXN09', 'boxw310820hnerxn09', 'BOXW-310820-HNERXN-09']],
    ['CI', ['1710034065', '171003406-5', '171.003.406-5']],
    ['PASAPORTE', ['P1234567', 'p-1234567', 'P 1234567', 'P\u200b1234567']],
  ])('of a %s', (type, spellings) => {
    expect(new Set(spellings.map((number) => spelled(type, number))).size).toBe(1);
    expect(spelled(type, spellings[0] ?? '')).toMatch(/right$|none$/);
  });

  it.each([
    ['RUT', ['RUN', 'R.U.T.', 'R.U.N', 'rut', 'Rol Único Tributario', 'RUT/RUN', 'R\u200bUT']],
    ['CUIT', ['CUIL', 'C.U.I.T.', 'cuit/cuil']],
    ['CC', ['C.C.', 'Cédula de Ciudadanía', 'cedula ciudadania', 'c.c']],
    ['DNI', ['D.N.I.', 'dni', 'Documento Nacional de Identidad']],
    ['PASAPORTE', ['Passport', 'pasaporte', 'Passaporte']],
  ])('of the type %s', (type, names) => {
    const numbers: Readonly<Record<string, string>> = { RUT: '12345678-5', CUIT: '20123456786' };
    const number = numbers[type] ?? '10324567';
    for (const name of names) expect(spelled(name, number)).toBe(spelled(type, number));
  });

  it('reads a cédula de identidad by the country of the company', () => {
    expect(spelled('Cédula de identidad', '12.345.678-5', 'CL')).toBe('RUT 12345678-5 right');
    expect(spelled('CI', '1.234.567-2', 'UY')).toBe('CI 12345672 right');
    expect(spelled('CI', '1.234.567-3', 'UY')).toBe('CI 12345673 wrong');
    expect(spelled('CI', '4567890 LP', 'BO')).toBe('CI 4567890LP none');
  });

  it('keeps a NIT of ten digits whole in Colombia, and other countries’ as they are', () => {
    expect(spelled('NIT', '1032456789', 'CO')).toBe(spelled('NIT', '1.032.456.789', 'CO'));
    expect(spelled('NIT', '1032456789', 'CO')).toMatch(/^NIT 1032456789-\d right$/);
    expect(spelled('NIT', '0614-290890-101-3')).toBe('NIT 06142908901013 none');
  });

  it('puts back the zeros that a spreadsheet dropped where the check digit then fits', () => {
    expect(spelled('CPF', '1234567890')).toBe('CPF 01234567890 right');
    expect(spelled('CPF', '1234567891')).toBe('invalid');
    expect(spelled('CI', '102030400', 'EC')).toBe('CI 0102030400 right');
  });

  it.each([
    ['RUT', 'RUT: 12.345.678-5', 'RUT 12345678-5 right'],
    ['RUN', 'R.U.N. 12.345.678-5', 'RUT 12345678-5 right'],
    ['RUT', 'Nº 12345678-5', 'RUT 12345678-5 right'],
    ['DNI', 'DNI 12.345.678', 'DNI 12345678 none'],
    ['DNI', 'dni12345678', 'DNI 12345678 none'],
    ['CC', 'C.C. No. 1.032.456.789', 'CC 1032456789 none'],
    ['NIT', 'Nit: 900.373.115', 'NIT 900373115-3 right'],
    ['RFC', 'RFC: GODE561231GR8', 'RFC GODE561231GR8 right'],
    ['CURP', 'CURP BOXW310820HNERXN09', 'CURP BOXW310820HNERXN09 right'],
    ['CUIL', 'CUIT 20-12345678-6', 'CUIT 20123456786 right'],
    ['PASAPORTE', 'No. 123456', 'PASAPORTE 123456 none'],
    // Letters of the number's own.
    ['PASAPORTE', 'N 123456', 'PASAPORTE N123456 none'],
    ['PASAPORTE', 'NO 123456', 'PASAPORTE NO123456 none'],
    ['CE', 'CE 123456', 'CE 123456 none'],
    ['DNI', 'X1234567L', 'DNI X1234567L none'],
    ['RFC', 'RFC970701NN3', 'RFC RFC970701NN3 none'],
  ])('without the name that stands before it: %s %s', (type, number, expected) => {
    expect(spelled(type, number)).toBe(expected);
  });

  it.each([
    ['RUT', '123456785.0', 'RUT 12345678-5 right'],
    ['RUT', '="12345678-5"', 'RUT 12345678-5 right'],
    ['RUT', '12.345.678.5', 'RUT 12345678-5 right'],
    ['DNI', '1.2345678E+7', 'DNI 12345678 none'],
    ['CUIT', '2,0123456786E10', 'CUIT 20123456786 right'],
    ['CC', "1'032.456.789", 'CC 1032456789 none'],
    ['CC', '1´032.456.789', 'CC 1032456789 none'],
    // Ends in E and two digits, and is no power of ten.
    ['CNPJ', '12345678901E98', 'CNPJ 12345678901E98 right'],
    ['CNPJ', '12.ABC.345/01DE-35', 'CNPJ 12ABC34501DE35 right'],
    ['CNPJ', '12.ABC.345/01DE-36', 'CNPJ 12ABC34501DE36 wrong'],
  ])('as programs leave it: %s %s', (type, number, expected) => expect(spelled(type, number)).toBe(expected));

  it.each([
    ['CPF/CNPJ', '123.456.789-09', 'CPF 12345678909 right'],
    ['CPF/CNPJ', '11.222.333/0001-81', 'CNPJ 11222333000181 right'],
    ['CPF ou CNPJ', '12ABC34501DE35', 'CNPJ 12ABC34501DE35 right'],
    ['DNI/RUC', '20100070970', 'RUC 20100070970 right'],
    ['DNI / RUC', '45213670', 'DNI 45213670 none'],
    ['CPF/CNPJ', '123', 'invalid'],
    ['CPF/CNPJ', '000.000.000-00', 'placeholder'],
  ])('one of two types, told by the number: %s %s', (type, number, expected) => {
    expect(spelled(type, number, 'PE')).toBe(expected);
  });

  it.each([
    ['Cédula', '1.032.456.789', 'CO', 'CC 1032456789 none'],
    ['CC', '1710034065', 'EC', 'CI 1710034065 right'],
    ['RUT', '900.373.115-3', 'CO', 'NIT 900373115-3 right'],
    ['RUT', '21 100342 0017', 'UY', 'RUT 211003420017 right'],
  ])('by the name that it has in the country: %s %s in %s', (type, number, country, expected) => {
    expect(spelled(type, number, country)).toBe(expected);
  });

  it('keeps the dots and dashes of a type of the company’s own', () => {
    expect(spelled('Código', 'A-1.2')).toBe('CÓDIGO A-1.2 none');
    expect(spelled('cliente', '7')).toBe('CLIENTE 7 none');
  });
});

describe('stands for nobody', () => {
  it.each([
    ['RUT', '66.666.666-6'],
    ['RUT', '55555555-5'],
    ['RUT', '11.111.111-1'],
    ['RUT', '1-9'],
    ['RUT', '0-0'],
    ['RFC', 'XAXX010101000'],
    ['RFC', 'xexx-010101-000'],
    ['NIT', '222222222222'],
    ['NIT', '222222222-7'],
    ['CI', '9999999999999'],
    ['RUC', '9999999999999'],
    ['DNI', '00000000'],
    ['DNI', '99999999'],
    ['CPF', '000.000.000-00'],
    ['CPF', '111.111.111-11'],
    ['CC', '1234567890'],
    ['CUIT', '20-11111111-2'],
    ['PASAPORTE', 'XXXXXXX'],
    ['CLIENTE', '0000'],
    ['RUT', '#N/D'],
    ['DNI', '#REF!'],
    ['CC', '#¡VALOR!'],
    ['DNI', 'S/N'],
    ['RUT', 'Sin RUT'],
    ['CLIENTE', 'NULL'],
    ['CC', '0'],
    ['DNI', '-'],
    ['RUC', 'no tiene'],
    ['RUC', '44444401-7'],
    ['NIT', 'C/F'],
    ['RFC', 'XAXX010101OOO'],
    ['RFC', 'AAA010101AAA'],
    ['RFC', 'XXXX000000XXX'],
    ['CURP', 'XEXX010101HNEXXXA8'],
    ['CUIT', '20-22222222-3'],
    ['CUIT', '30-00000000-7'],
    ['RUT', 'por definir'],
    ['RUT', 'Sin RUT aún'],
    ['DNI', 'No informado'],
    ['CC', 'en trámite'],
    ['RUT', '(en blanco)'],
    ['NIT', 'Clientes varios'],
    ['CPF', 'Não informado'],
  ])('%s %s', (type, number) => {
    expect(readDocument(type, number).kind).toBe('placeholder');
    expect(() => normalizeDocument(type, number)).toThrow('DOCUMENT_INVALID');
  });

  it.each([
    ['RUT', '12345678-5'],
    ['DNI', '11223344'],
    ['CC', '1111222333'],
    ['CLIENTE', '11'],
    ['CPF', '12345678909'],
    ['CLIENTE', 'NORTE'],
    ['CLIENTE', 'NO-17'],
    ['PASAPORTE', 'NO123456'],
  ])('is not %s %s', (type, number) => {
    expect(readDocument(type, number).kind).toBe('document');
  });
});

it.each([
  ['RUT', '12345678-9'],
  ['RUT', '5825164'],
  ['RUT', 'abc'],
  ['CPF', '123.456.789-00'],
  ['CUIT', '20-12345678-7'],
  ['RUC', '123'],
  ['DNI', '123'],
  ['RFC', 'GODE561331GR8'],
  ['CURP', 'BOXW310832HNERXN09'],
  ['RUT', 'María Soto'],
  ['DNI', null],
  [null, '123'],
])('refuses %s %s with DOCUMENT_INVALID', (type, number) => {
  expect(() => normalizeDocument(type, number)).toThrow('DOCUMENT_INVALID');
});

it('lets contacts have no document (Q13)', () => {
  expect(normalizeDocument(null, undefined)).toBeNull();
});
