/** Files as Excel, LibreOffice, databases and offices write them (F19; §5.6 #113–#123). */
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { type CellValue, writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import-columns.ts';
import type { ImportOptions } from '#contract/import-options.ts';
import { textRow, workbookOf } from '../../../test/support/hostile-workbooks.ts';
import { readBatches } from '../batches.ts';
import type { CsvRecord } from '../csv-records.ts';
import { columnNames } from '../header.ts';
import { FileFault } from '../issues.ts';
import { refilled } from './document-census.ts';
import { decodeEightBit, type EightBitEncoding, eightBitEncodings } from './eight-bit.ts';
import { inspectSource } from './inspect-source.ts';

async function* cut(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Inspects a file that comes in pieces of `size` bytes, and reads its rows from where they stand then. */
const readFile = async (
  bytes: Buffer,
  { kind = 'customers' as ImportKind, dateFormat = 'auto' as ImportOptions['dateFormat'], size = 64 } = {},
) => {
  let copy: string[] = [];
  const source = {
    read: async (offset: number) => cut(bytes.subarray(offset), size),
    beginCopy() {
      copy = [];
      return {
        add: async (record: string) => void copy.push(record),
        finish: async () => undefined,
      };
    },
  };
  const found = await inspectSource(source, { names: columnNames(kind), dateFormat });
  const rows = found.isCopied ? Buffer.from(copy.join('')) : bytes.subarray(found.end);
  const records: CsvRecord[] = [];
  const from = { offset: found.end, line: found.line, isCopied: found.isCopied };
  for await (const batch of readBatches(cut(rows, size), found.header.separator, from)) records.push(...batch.records);
  return { ...found, records, cells: records.map(({ cells }) => cells) };
};
const faultOf = async (bytes: Buffer, options: Parameters<typeof readFile>[1] = {}) => {
  try {
    await readFile(bytes, options);
    return 'taken';
  } catch (error) {
    if (error instanceof FileFault) return error.issue.code;
    throw error;
  }
};

const titles = ['Tipo de documento', 'Número identificador único', 'Nombre', 'Correo'];
const ana = ['RUT', '12345678-5', 'Ana Muñoz', 'ana@correo.example'];
const beto = ['RUT', '7654321-6', 'Beto Ñuñez «€»', 'beto@correo.example'];
const csv = (...rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join(';')).join('\r\n')}\r\n`;
const plain = csv(titles, ana, beto);

describe('what the file is', () => {
  it('#113, #114, #117: empty, header only, byte-order mark', async () => {
    expect(await faultOf(Buffer.from(''))).toBe('FILE_EMPTY');
    expect(await faultOf(Buffer.from('\ufeff'))).toBe('FILE_EMPTY');
    expect(await readFile(Buffer.from(`\ufeff${csv(titles)}`))).toMatchObject({ rows: 0, line: 2, isCopied: false });
  });
  it('#115: others than text and workbooks, whatever their name', async () => {
    const others = [
      [0x50, 0x4b, 3, 4, 20, 0],
      [0x25, 0x50, 0x44, 0x46],
    ];
    for (const bytes of others) expect(await faultOf(Buffer.from(bytes))).toBe('FILE_NOT_CSV');
    expect(await faultOf(gzipSync(plain))).toBe('FILE_NOT_CSV');
    expect(await faultOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toBe('FILE_OLD_OR_LOCKED');
  });
  it.each([
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x54, 0, 0, 0])],
    ['HTML', Buffer.from('\ufeff\r\n<html><body><table><tr><td>RUT</td></tr></table></body></html>')],
    ['HTML', Buffer.from('<table border="1"><tr><td>RUT</td></tr></table>')],
    ['XML', Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>')],
    ['JSON', Buffer.from('[{"tipo": "RUT", "numero": "12345678-5"}]')],
    ['SYLK', Buffer.from('ID;PWXL;N;E\r\nP;PGeneral\r\n')],
  ])('and texts that are no table, by their name: %s', async (format, bytes) => {
    for (const size of [64, 1]) {
      await expect(readFile(bytes, { size })).rejects.toMatchObject({
        issue: { code: 'FILE_NOT_CSV', details: { format } },
      });
    }
  });
  it('#116: too many rows or columns', async () => {
    const wide = [...titles, ...Array.from({ length: 200 }, (_, index) => `c${index}`)];
    expect(await faultOf(Buffer.from(csv(wide)))).toBe('FILE_TOO_MANY_COLUMNS');
    const long = Buffer.from(`${titles.join(';')}\n${'a;b;c;d\n'.repeat(1_000_001)}`);
    expect(await faultOf(long, { size: 1_000_000 })).toBe('FILE_TOO_MANY_ROWS');
  });
});

describe('in which encoding', () => {
  const latin = Buffer.from(plain.replace('«€»', 'ü'), 'latin1');
  it.each([
    ['utf-8', Buffer.from(plain)],
    ['utf-8', Buffer.from(`\ufeff${plain}`)],
    ['utf-16le', Buffer.from(`\ufeff${plain}`, 'utf16le')],
    ['utf-16le', Buffer.from(plain, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()],
    ['utf-16be', Buffer.from(plain, 'utf16le').swap16()],
  ] as const)('%s is told by the bytes', async (encoding, bytes) => {
    for (const size of [bytes.length, 7, 1]) {
      const { reading, cells } = await readFile(bytes, { size });
      expect(reading.encoding).toBe(encoding);
      expect(cells).toEqual([ana, beto]);
    }
  });
  it('Windows-1252 is what Excel calls CSV, with its quotes and euro', async () => {
    expect(await readFile(latin, { size: 5 })).toMatchObject({ reading: { encoding: 'windows-1252' } });
    expect((await readFile(latin)).cells[0]).toEqual(ana);
    const euro = Buffer.concat([Buffer.from(csv(titles), 'latin1'), Buffer.from([0x80]), Buffer.from(';1;Ana;\r\n')]);
    expect((await readFile(euro)).cells[0]?.[0]).toBe('€');
  });
  /** Bytes of a text in an encoding with one byte a character. */
  const encoded = (text: string, encoding: EightBitEncoding): Buffer => {
    const half = decodeEightBit(
      Uint8Array.from({ length: 128 }, (_, index) => 128 + index),
      encoding,
    );
    return Buffer.from([...text].map((each) => (each < '\u0080' ? each.charCodeAt(0) : 128 + half.indexOf(each))));
  };
  const people = [
    ['RUT', '1-9', 'José Peña Ibáñez', 'a@correo.example'],
    ['RUT', '2-7', 'MARÍA O’HIGGINS NÚÑEZ', 'b@correo.example'],
    ['CPF', '3', 'João Conceição', 'c@correo.example'],
  ];
  it.each(eightBitEncodings)('%s is told by where its letters stand', async (encoding) => {
    const rows = encoding === 'ibm850' ? people.map((row) => row.map((cell) => cell.replace('’', "'"))) : people;
    for (const head of [titles, ['tipo documento', 'numero documento', 'nombre', 'correo']]) {
      for (const size of [1_000, 7, 1]) {
        const found = await readFile(encoded(csv(head, ...rows), encoding), { size });
        expect([found.reading.encoding, found.cells]).toEqual([encoding, rows]);
      }
    }
  });
  it.each([
    ['windows-1252', 'Díaz – D’Angelo'],
    ['windows-1252', 'O’Higgins'],
    ['windows-1252', '10:30 p.\u00a0m.'],
    ['windows-1252', 'Müller & Schröder «SpA» Nº 1 €'],
    ['macintosh', 'Díaz'],
    ['macintosh', 'PEÑA'],
    ['ibm850', 'Díaz'],
  ] as const)('%s: %s', async (encoding, name) => {
    const { reading, cells } = await readFile(
      encoded(csv(['tipo doc', 'rut', 'nombre'], ['RUT', '1-9', name]), encoding),
    );
    expect([reading.encoding, cells[0]?.[2]]).toEqual([encoding, name]);
  });
  it('letters that stand so in none are refused, and never read as others', async () => {
    const thai = Buffer.concat([
      Buffer.from('tipo doc;rut;nombre\r\nRUT;1-9;a'),
      Buffer.from([0xca, 0xc1, 0xaa, 0xd2, 0xc2]),
    ]);
    expect(await faultOf(Buffer.concat([thai, Buffer.from('b\r\n')]))).toBe('ENCODING_NOT_UTF8');
  });
  it('#119: UTF-8 that was damaged is named with line and byte, and never read as something else', async () => {
    const text = Buffer.from(csv(titles, ana, ana, ana));
    const at = text.indexOf('Muñoz', text.indexOf('Muñoz') + 1) + 2;
    const damaged = Buffer.concat([text.subarray(0, at), Buffer.from([0xf1]), text.subarray(at + 2)]);
    for (const size of [damaged.length, 7, 1]) {
      await expect(readFile(damaged, { size })).rejects.toMatchObject({
        issue: { code: 'ENCODING_NOT_UTF8', details: { line: 3, byte: at + 1 } },
      });
    }
  });
});

describe('where its table begins', () => {
  it.each([',', ';', '\t', '|'])('#120: the separator %j is found', async (separator) => {
    const { header, cells } = await readFile(Buffer.from(plain.replaceAll(';', separator)));
    expect([header.separator, cells]).toEqual([separator, [ana, beto]]);
  });
  it.each(['sep=;', '"sep=;"', 'SEP=;', 'sep=;;;'])('behind Excel’s hint %s', async (hint) => {
    const { cells, records } = await readFile(Buffer.from(`${hint}\r\n${plain}`));
    expect(cells).toEqual([ana, beto]);
    expect(records.map(({ line }) => line)).toEqual([3, 4]);
  });
  it('behind five rows of titles, also with separators and empty ones', async () => {
    const above = 'Cobranzas del Sur Ltda.;;;\r\nInforme de cartera;;;\r\n;;;\r\nFecha: 24-11-2026;;;\r\n\r\n';
    const { reading, records, cells } = await readFile(Buffer.from(above + plain));
    expect([reading.headerLine, cells]).toEqual([6, [ana, beto]]);
    expect(records.map(({ line }) => line)).toEqual([7, 8]);
  });
  it('with columns without title at the right, and a header in several lines', async () => {
    const wide = csv([...titles, '', ''], [...ana, '', ''], [...beto, '', '']).replace('Nombre', '"Nom\nbre"');
    const { header, cells } = await readFile(Buffer.from(wide.replace('"Nom\nbre"', '"Nombre"')));
    expect(header.titles).toHaveLength(6);
    expect(cells[0]).toEqual([...ana, '', '']);
  });
  it('with the header again further down, as in files that were put together', async () => {
    const { rows, cells, records } = await readFile(Buffer.from(csv(titles, ana, titles, beto)));
    expect([rows, cells]).toEqual([2, [ana, beto]]);
    expect(records.map(({ line }) => line)).toEqual([2, 4]);
  });
  it('with each row in quotes as a whole', async () => {
    const rows = [titles, ana, ['RUT', '7654321-6', '""Soto; Beto""', 'b@correo.example']];
    const text = rows.map((row) => `"${row.join(';')}"`).join('\r\n');
    const { cells } = await readFile(Buffer.from(text));
    expect(cells).toEqual([ana, ['RUT', '7654321-6', 'Soto; Beto', 'b@correo.example']]);
  });
  it('with rows in quotes as a whole below a header that is not', async () => {
    const rows = [ana, ['RUT', '7654321-6', '""Soto; Beto""', 'b@correo.example']];
    const { cells, records } = await readFile(
      Buffer.from([titles.join(';'), ...rows.map((row) => `"${row.join(';')}"`)].join('\r\n')),
    );
    expect(cells).toEqual([ana, ['RUT', '7654321-6', 'Soto; Beto', 'b@correo.example']]);
    expect(records.map(({ line }) => line)).toEqual([2, 3]);
  });
  it.each([
    ['in capitals', titles.map((title) => title.toUpperCase())],
    ['in part', ['Tipo de documento', '', 'Nombre', '']],
    ['as a line of dashes', ['---', '--------', '------', '-----']],
  ])('with its header again %s', async (_how, again) => {
    expect((await readFile(Buffer.from(csv(titles, again, ana, again, beto)))).cells).toEqual([ana, beto]);
  });
  it.each([
    [['TOTAL', '', '2', '']],
    [['Total general', '2', '', '']],
    [['', '', 'Total: 2', '']],
    [['', 'Subtotal', '', '']],
    [['2 registros']],
    [['(2 rows affected)']],
    [['Página 1 de 3', '', '', '']],
    [['Fin del reporte']],
  ])('without its totals, of which it tells: %j', async (row) => {
    const { cells, rows, told } = await readFile(Buffer.from(csv(titles, ana, row, beto, row)));
    expect([rows, cells]).toEqual([2, [ana, beto]]);
    expect(told).toMatchObject([{ code: 'ROW_TOTALS', line: 3, count: 2 }]);
  });
  it.each([
    [['RUT', '12345678-5', 'Total Soluciones SpA', '']],
    [['', '', 'Total', 'total@correo.example']],
    [['', '', 'Sociedad Total', '']],
    [['Total', '12345678-5', 'Ana', '']],
  ])('and never without a person: %j', async (row) => {
    expect((await readFile(Buffer.from(csv(titles, row)))).rows).toBe(1);
  });
  it('ends at the mark of MS-DOS', async () => {
    expect((await readFile(Buffer.from(`${plain}\u001a`))).cells).toEqual([ana, beto]);
  });
  it.each([
    [['RUT', 'Nombre', 'Correo'], 'documentNumber'],
    [['N° RUT del cliente', 'Nombre', 'Correo'], 'documentNumber'],
    [['Cédula de ciudadanía', 'Nombre', 'Correo'], 'documentNumber'],
    [['CPF', 'Nombre', 'Correo'], 'documentNumber'],
    [['Documento Nacional de Identidad', 'Nombre', 'Correo'], 'documentNumber'],
    [['Cédula de identidad', 'Nombre', 'Correo'], 'documentNumber'],
  ])('%j: the title of the number says its type', async (head, key) => {
    const { header } = await readFile(Buffer.from(csv(head, ['12345678-5', 'Ana', ''])));
    expect(header.keys[0]).toBe(key);
  });
  it('two such titles are a question', async () => {
    const file = Buffer.from(csv(['DNI', 'CUIT', 'Nombre'], ['1', '2', 'Ana']));
    await expect(readFile(file)).rejects.toMatchObject({ question: { kind: 'columns', titles: ['DNI', 'CUIT'] } });
  });
  it('keeps what is wrong with a row, and its line, in a copy as well', async () => {
    const text = `Título;;;\r\n${csv(titles, ana)}RUT;1;Be"to;x\r\n${csv(beto)}`;
    const { records } = await readFile(Buffer.from(text));
    expect(records.map(({ line, fault }) => [line, fault])).toEqual([
      [3, undefined],
      [4, 'QUOTE_MISPLACED'],
      [5, undefined],
    ]);
    expect(records[1]?.raw).toBe('RUT;1;Be"to;x');
  });
  it('names what is missing where no row is a header', async () => {
    expect(await faultOf(Buffer.from('a;b;c\n1;2;3\n'))).toBe('COLUMN_MISSING');
  });
});

describe('in which order its dates are', () => {
  const dated = (...dates: readonly string[]) =>
    Buffer.from(
      csv(
        ['Tipo de documento', 'Número identificador único', 'Canal', 'Fecha de envío', 'Destinatarios', 'Estado'],
        ...dates.map((date) => ['RUT', '12345678-5', 'Correo', date, 'a@correo.example', 'enviada']),
      ),
    );
  const order = async (...dates: readonly string[]) =>
    (await readFile(dated(...dates), { kind: 'interactions' })).reading.dateFormat;
  it.each([
    [['01/02/2026', '24/11/2026 10:30', '03/03/2026'], 'dd/mm/yyyy'],
    [['01-02-2026', '11-24-2026'], 'mm/dd/yyyy'],
    [['2026-11-24', '2026/01/02'], 'yyyy-mm-dd'],
    [['2026-11-24', '24.11.2026'], 'dd/mm/yyyy'],
    [['24/11/26', '01/02/26 10:30'], 'dd/mm/yyyy'],
    [['11/24/26', '1/2/26'], 'mm/dd/yyyy'],
    [['mar 24/11/2026', '01/02/2026'], 'dd/mm/yyyy'],
    [['24 nov 2026', 'Nov 3, 2026'], null],
    [[], null],
  ])('%j: %s', async (dates, expected) => {
    expect(await order(...dates)).toBe(expected);
  });
  it.each([[['01/02/2026', '03/04/2026']], [['24/11/2026', '11/24/2026']]])('%j is asked', async (dates) => {
    await expect(readFile(dated(...dates), { kind: 'interactions' })).rejects.toMatchObject({
      issue: { code: 'DATE_ORDER_UNKNOWN' },
      question: { kind: 'dateFormat', column: 'Fecha de envío', examples: dates },
    });
    const answered = await readFile(dated(...dates), { kind: 'interactions', dateFormat: 'dd/mm/yyyy' });
    expect(answered.reading.dateFormat).toBe('dd/mm/yyyy');
  });
  it('asks where the year may stand first with two digits', async () => {
    const dates = ['26/11/01', '26/11/05', '26/11/09', '26/10/14', '26/10/24'];
    await expect(order(...dates)).rejects.toMatchObject({ question: { kind: 'dateFormat' } });
  });
  it('asks nothing where day and month are the same in each', async () => {
    expect(await order('05/05/2026', '2026-01-02')).toBe('yyyy-mm-dd');
  });
});

describe('which zeros a spreadsheet has dropped', () => {
  const padded = async (type: string, ...numbers: readonly string[]) =>
    (await readFile(Buffer.from(csv(titles, ...numbers.map((number) => [type, number, 'Ana', '']))))).paddedTypes;
  it('is told by the rows that still have theirs', async () => {
    expect(await padded('Código', '00012345', '10023456', '12345')).toEqual({ codigo: 8 });
    expect(refilled({ codigo: 8 }, 'CÓDIGO', '12345')).toBe('00012345');
  });
  it.each([
    [['12345', '123456', '1234567']],
    [['0012345', '00123456']],
    [['0012345', '12345678']],
    [['000', '12']],
    [['A012', '12']],
  ])('and by nothing else: %j', async (numbers) => {
    expect(await padded('Código', ...numbers)).toEqual({});
  });
});

describe('a workbook', () => {
  const book = async (...sheets: readonly (readonly (readonly CellValue[])[])[]) =>
    Buffer.from(
      await writeXlsx({
        sheets: sheets.map((rows, index) => ({ name: `Hoja ${index + 1}`, rows: rows.map((row) => [...row]) })),
      }),
    );
  it('is read like a text, with its lines', async () => {
    const bytes = await book([['Informe de cartera'], [], titles, ana, [], beto]);
    const { reading, cells, records, isCopied } = await readFile(bytes);
    expect(reading).toMatchObject({ format: 'xlsx', encoding: null, sheet: 1, headerLine: 3 });
    expect([isCopied, cells]).toEqual([true, [ana, beto]]);
    expect(records.map(({ line }) => line)).toEqual([4, 6]);
  });
  it('gives numbers all their digits, dates their day, and fills short rows', async () => {
    const at = new Date(Date.UTC(2026, 10, 24, 22, 30));
    const rows: CellValue[][] = [
      [...titles, 'Celular', 'Fecha', 'Hora', 'Saldo'],
      ['RUT', 12_345_678, 'Ana', null, 56_912_345_678, new Date(Date.UTC(2026, 10, 24)), at, 0.1 + 0.2],
      ['RUT', '1', 'Beto'],
      ['RUT', '1', 'Caro', '#N/A', 1.234, true, null, '=1+1'],
    ];
    expect((await readFile(await book(rows))).cells).toEqual([
      ['RUT', '12345678', 'Ana', '', '56912345678', '2026-11-24', '2026-11-24 22:30:00', '0.3'],
      ['RUT', '1', 'Beto', '', '', '', '', ''],
      ['RUT', '1', 'Caro', '#N/A', '1.2340', 'true', '', '=1+1'],
    ]);
  });
  it('takes the sheet that has the table', async () => {
    const { reading, cells } = await readFile(await book([['Léeme'], ['Notas']], [titles, ana]));
    expect([reading.sheet, cells]).toEqual([2, [ana]]);
  });
  const rowOf = (line: number, name: string, attributes = '') =>
    textRow(line, ['RUT', '12345678-5', name, '']).replace('<row ', `<row ${attributes} `);
  const tabs = (...states: readonly string[]) => ({
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${states
      .map((state, index) => `<sheet name="Hoja ${index + 1}" ${state} r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
  });
  it.each(['state="hidden"', 'state="veryHidden"'])('never takes a sheet with %s', async (state) => {
    const sheets = ['Vieja', 'Nueva'].map((name) => textRow(1, titles) + rowOf(2, name));
    const { reading, cells } = await readFile(workbookOf({ sheets, more: tabs(state, '') }));
    expect([reading.sheet, cells[0]?.[2]]).toEqual([2, 'Nueva']);
    const only = await readFile(workbookOf({ sheets: sheets.slice(0, 1), more: tabs(state) }));
    expect([only.reading.sheet, only.cells[0]?.[2]]).toEqual([1, 'Vieja']);
  });
  it('tells of other sheets with a table, and of hidden rows', async () => {
    const sheets = [
      textRow(1, titles) + rowOf(2, 'Ana', 'hidden="1"') + rowOf(3, 'Beto'),
      textRow(1, titles) + rowOf(2, 'Caro'),
      textRow(1, ['Notas']) + textRow(2, ['Nombre']),
    ];
    const { cells, told } = await readFile(workbookOf({ sheets, more: tabs('', '', '') }));
    expect(cells.map((each) => each[2])).toEqual(['Ana', 'Beto']);
    expect(told).toEqual([
      { code: 'SHEET_NOT_READ', details: { value: 'Hoja 2' }, line: null, count: 1 },
      { code: 'ROWS_HIDDEN', details: {}, line: 2, count: 1 },
    ]);
  });
  it('shows who a merged cell is about in all of its rows, and no balance twice', async () => {
    const head = [...titles, 'Saldo'];
    const rows = [
      textRow(1, ['Informe de cartera']),
      textRow(2, head),
      textRow(3, ['RUT', '12345678-5', 'Ana', 'a@correo.example', '100']),
      textRow(4, ['', '', '', 'b@correo.example']),
      textRow(5, ['RUT', '7654321-6', 'Beto', '', '200']),
    ];
    const merges = ['A1:E1', 'A3:A4', 'B3:B4', 'C3:C4', 'E3:E4', 'C5:D5'];
    const behind = `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
    const { cells } = await readFile(workbookOf({ sheets: [`<sheetData>${rows.join('')}</sheetData>${behind}`] }));
    expect(cells).toEqual([
      ['RUT', '12345678-5', 'Ana', 'a@correo.example', '100'],
      ['RUT', '12345678-5', 'Ana', 'b@correo.example', ''],
      ['RUT', '7654321-6', 'Beto', '', '200'],
    ]);
  });
  it('in Latin letters of one byte each, as it declares', async () => {
    const sheet = `<?xml version="1.0" encoding="ISO-8859-1"?><worksheet><sheetData>${textRow(1, titles)}${rowOf(2, 'Muñoz')}</sheetData></worksheet>`;
    const more = { 'xl/worksheets/sheet1.xml': Buffer.from(sheet, 'latin1') };
    expect((await readFile(workbookOf({ sheets: [''], more }))).cells[0]?.[2]).toBe('Muñoz');
  });
  it.each([
    ['OpenDocument .ods', 'content.xml'],
    ['Numbers', 'Index/Document.iwa'],
    ['Excel .xlsb', 'xl/workbook.bin'],
    ['Word', 'word/document.xml'],
    ['ZIP', 'archivo.csv'],
  ])('a zip of another program is named: %s', async (format, part) => {
    await expect(readFile(Buffer.from(zipSync({ [part]: strToU8('x') })))).rejects.toMatchObject({
      issue: { code: 'FILE_NOT_CSV', details: { format } },
    });
  });
  it.each([
    [0x09, 0x08, 0x08, 0x00],
    [0x09, 0x04, 0x06, 0x00],
    [0x09, 0x02, 0x06, 0x00],
  ])('Excel before 1997: %d %d %d %d', async (...magic) => {
    expect(await faultOf(Buffer.concat([Buffer.from(magic), Buffer.alloc(300)]))).toBe('FILE_OLD_OR_LOCKED');
  });
  it('keeps quotes, separators and line breaks of its cells', async () => {
    const odd = ['RUT', '1', 'So;to "Beto"\nde Mar', "=cmd|'x'"];
    expect((await readFile(await book([titles, odd]))).cells).toEqual([odd]);
  });
  it('that is damaged, or a zip of something else, is no workbook', async () => {
    const bytes = await book([titles, ana]);
    expect(await faultOf(bytes.subarray(0, bytes.length / 2))).toBe('FILE_NOT_CSV');
    expect(await faultOf(await book([]))).toBe('FILE_EMPTY');
  });
});
