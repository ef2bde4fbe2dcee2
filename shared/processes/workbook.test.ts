/** Workbooks as another program reads them (`hucre`, which has no part in writing them). */
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { amountCell, dayCell, timeCell, WorkbookWriter, workbookOf } from './workbook.ts';

const columns = ['Texto', 'Fecha', 'Monto'].map((title) => ({ title, width: 12 }));
const read = async (
  rows: Parameters<typeof workbookOf>[1][number]['rows'],
  dates: 'dd-mm-yyyy' | 'yyyy-mm-dd' = 'dd-mm-yyyy',
) => {
  const bytes = workbookOf(dates, [{ name: 'Hoja', columns, hasFilters: true, rows }]);
  const [sheet] = (await readXlsx(bytes, { readStyles: true })).sheets;
  if (sheet === undefined) throw new Error('The workbook has no sheet.');
  return sheet;
};

describe('a workbook', () => {
  it('types what it holds: texts, days, times, amounts', async () => {
    const { rows } = await read([
      ['00012', dayCell('2026-11-24'), amountCell(-125_050, 2)],
      [null, timeCell('2026-11-24T23:59:58-03:00'), amountCell(125_000, 0)],
      ['', dayCell('1899-12-31'), amountCell(1, 3)],
    ]);
    expect(rows.slice(1)).toEqual([
      ['00012', new Date('2026-11-24T00:00:00Z'), -1250.5],
      [null, new Date('2026-11-24T23:59:58Z'), 125_000],
      [null, '1899-12-31', 0.001],
    ]);
  });

  it('never calculates: what looks like a formula is a text', async () => {
    const wicked = ['=1+1', '+56912345678', '-2', '@SUM(A1)', '\t=1', "'=1", '=cmd|"/c calc"!A0', '＝1'];
    const { rows } = await read(wicked.map((text) => [text]));
    expect(rows.slice(1).map(([cell]) => cell)).toEqual(wicked);
    const bytes = Buffer.from(workbookOf('dd-mm-yyyy', [{ name: 'Hoja', columns, rows: [['=1+1']] }]));
    expect(bytes.includes('<f>')).toBe(false);
  });

  it('keeps every character: marks of XML, line ends, what XML cannot hold, and what looks as if', async () => {
    const texts = [
      'a & b < c > "d"',
      'una\r\ndos\ntres',
      'x\u000by\u0000z',
      '_x000D_ y _x0041_',
      ' al borde ',
      'Ñandú 👋🏽',
      '\ud800',
    ];
    const { rows } = await read(texts.map((text) => [text]));
    expect(rows.slice(1).map(([cell]) => cell)).toEqual(texts.with(-1, '\ufffd'));
  });

  it('has a frozen header with filters over all rows', async () => {
    const { freezePane, autoFilter } = await read([['a'], ['b'], ['c']]);
    expect([freezePane, autoFilter]).toEqual([{ rows: 1 }, { range: 'A1:C4' }]);
  });

  it('cuts a cell where Excel would refuse the file', async () => {
    const { rows } = await read([['x'.repeat(40_000)]]);
    expect(String(rows[1]?.[0])).toHaveLength(32_767);
  });

  it('goes on in another sheet where one is full, and has the same bytes for the same rows', async () => {
    const write = (): Uint8Array => {
      const writer = new WorkbookWriter({ dates: 'dd-mm-yyyy' });
      writer.beginSheet({ name: 'Filas', columns: [{ title: 'N', width: 8 }], hasFilters: true });
      const pieces: Uint8Array[] = [];
      for (let row = 1; row <= 1_048_577; row += 1) {
        writer.addRow([row]);
        pieces.push(...writer.take());
      }
      writer.finish();
      return Buffer.concat([...pieces, ...writer.take()]);
    };
    const bytes = write();
    const { sheets } = await readXlsx(bytes, { sheets: ['Filas (2)'] });
    expect(sheets.map(({ name, rows }) => [name, rows])).toEqual([['Filas (2)', [['N'], [1_048_576], [1_048_577]]]]);
    expect(Buffer.from(bytes).equals(Buffer.from(write()))).toBe(true);
  }, 60_000);
});
