/** A person is found in the spellings of files, and nobody else is. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { marksOf, namesPerson, PersonSearch, titleNamesPerson } from './person-marks.ts';
import { fileNamesPerson } from './search-file.ts';

const key = 'key';
const marks = marksOf(key, {
  names: ['María José Ñuñez', 'Pérez & Hijos'],
  documents: ['12345678-5'],
  addresses: ['maria.jose@correo.example', '+56987654321'],
  ids: ['01jabcdefghjkmnpqrstvwxyz0'],
});

describe('marks of a person', () => {
  it('hold nothing of who it is', () => {
    const text = JSON.stringify(marks).toLowerCase();
    for (const word of ['maria', 'correo', '12345678', '87654321', '01jabc']) expect(text).not.toContain(word);
  });

  it.each([
    ['Id,Cliente\nx,María José Ñuñez'],
    ['nombre;rut\nMARIA JOSE NUÑEZ;x'],
    ['12.345.678-5'],
    ['RUT 12.345.678-5'],
    ['123456785'],
    ["x\t'+56 9 8765 4321"],
    ['09 8765-4321'],
    ['escríbele a Maria.Jose@correo.example, por favor'],
    ['{"to":["maria.jose@correo.example"]}'],
    ['01jabcdefghjkmnpqrstvwxyz0-1a2b3c'],
    ['<t>Pérez &amp; Hijos</t>'],
  ])('find it in %j', (text) => {
    expect(namesPerson(key, marks, text)).toBe(true);
  });

  it.each([['Id,Cliente\nx,María José'], ['12.345.679-3'], ['+56987654322'], ['otra.maria.jose@correo.example'], ['']])(
    'do not find it in %j',
    (text) => {
      expect(namesPerson(key, marks, text)).toBe(false);
    },
  );

  it('find it wherever a text is cut', () => {
    const text = 'x,y\r\n"María José Ñuñez",12.345.679-3\r\n';
    for (let cut = 1; cut < text.length; cut += 1) {
      const search = new PersonSearch(key, marks);
      search.add(text.slice(0, cut));
      search.add(text.slice(cut));
      expect(search.end(), `cut at ${cut}`).toBe(true);
    }
  });
});

describe('titles that people give', () => {
  it.each([
    ['María José Ñuñez.csv'],
    ['cuenta_maria_jose_nunez-2026.xlsx'],
    ['Carta a MARIA JOSE ÑUÑEZ (copia).pdf'],
    ['12.345.678-5.csv'],
    ['pago-12345678-5-noviembre.csv'],
    ['+56 9 8765 4321.csv'],
    ['maria.jose@correo.example.csv'],
  ])('name the person: %j', (title) => {
    expect(titleNamesPerson(key, marks, title)).toBe(true);
  });

  it.each([['cartera_norte_2026-11.csv'], ['María José.csv'], ['José Ñuñez María.csv'], ['']])(
    'do not: %j',
    (title) => {
      expect(titleNamesPerson(key, marks, title)).toBe(false);
    },
  );
});

const pieces = async function* (bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
};
const text = 'rut;nombre\r\n1-9;María José Ñuñez\r\n';

describe('files', () => {
  it.each([
    ['UTF-8', Buffer.from(text, 'utf8')],
    ['Windows', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['a workbook', zipSync({ 'a.xml': strToU8('<t>x</t>'), 'b.xml': strToU8('<t>María José Ñuñez</t>') })],
    ['a workbook without compression', zipSync({ 'a.xml': [strToU8('<t>María José Ñuñez</t>'), { level: 0 }] })],
    ['a workbook that is damaged', zipSync({ 'a.xml': strToU8('x'.repeat(5_000)) }).subarray(0, 40)],
  ])('are searched in %s', async (_name, bytes) => {
    expect(await fileNamesPerson(key, marks, pieces(bytes, 7))).toBe(true);
  });

  it('of others are left alone', async () => {
    const others = 'rut;nombre\r\n1-9;Otra Persona\r\n';
    for (const bytes of [Buffer.from(others), zipSync({ 'a.xml': strToU8(others) })]) {
      expect(await fileNamesPerson(key, marks, pieces(bytes, 7))).toBe(false);
    }
  });
});
