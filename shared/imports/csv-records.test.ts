/** Splitting files into records (§5.6 #121, #124–#127), compared with a parser that is not ours. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importLimits } from '#contract/import-columns.ts';
import { csvCell } from '#shared/processes/csv.ts';
import { type CsvRecord, RecordReader } from './csv-records.ts';

/** @param cuts sizes of the pieces in bytes, repeated */
const read = (text: string | Buffer, separator = ',', cuts: readonly number[] = [1_000_000]): CsvRecord[] => {
  const bytes = Buffer.from(text as string);
  const reader = new RecordReader(separator, { offset: 0, line: 1 });
  const records: CsvRecord[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = cuts[turn % cuts.length] ?? 1;
    records.push(...reader.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...records, ...reader.end()];
};
const cells = (text: string, separator = ',') => read(text, separator).map((record) => record.cells);

describe('records', () => {
  it('#121: takes CRLF, LF and CR, also mixed, and leaves empty rows out', () => {
    expect(cells('a,b\r\nc,d\ne,f\rg,h\r\n\r\n,,\ni,j')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
      ['i', 'j'],
    ]);
  });

  it('keeps line breaks, separators and doubled quotes inside quotes', () => {
    expect(cells('"a\r\nb";"c;d";"e""f";""\n', ';')).toEqual([['a\r\nb', 'c;d', 'e"f', '']]);
  });

  it('names the line and the bytes of each record', () => {
    const records = read('ñ,1\n"x\ny",2\n\nz,3');
    expect(records.map(({ line, offset, end }) => ({ line, offset, end }))).toEqual([
      { line: 1, offset: 0, end: 5 },
      { line: 2, offset: 5, end: 13 },
      { line: 5, offset: 14, end: 17 },
    ]);
  });

  it.each([
    ['a"b,c\nd,e', 'QUOTE_MISPLACED'],
    ['"a"b,c\nd,e', 'QUOTE_MISPLACED'],
    ['"a,b\nd,e', 'QUOTE_UNCLOSED'],
  ])('#126: %j is rejected alone, the next row is read', (text, fault) => {
    const records = read(text);
    expect(records.map((record) => record.fault)).toEqual([fault, undefined]);
    expect(records[0]?.raw).toBe(text.split('\n')[0]);
    expect(records[1]?.cells).toEqual(['d', 'e']);
  });

  it.each(['x'.repeat(importLimits.recordBytes + 1), `"${'x'.repeat(10_000_000)}"`])(
    '#127: a row that is too long is rejected alone',
    (cell) => {
      for (const cuts of [[1_000_000], [65_536], [300_001]]) {
        const records = read(`a,b\n${cell},c\nd,e\n`, ',', cuts);
        expect(records.map((record) => record.fault)).toEqual([undefined, 'FIELD_TOO_LARGE', undefined]);
        expect(records[1]?.raw.length).toBeLessThanOrEqual(1_000);
        expect(records[2]).toMatchObject({ line: 3, cells: ['d', 'e'] });
      }
    },
  );

  it('I11: any cutting of any bytes gives the same records', () => {
    const piece = fc.constantFrom('a', 'ñ', '😀', '"', '""', ',', ';', '\n', '\r', '\r\n', ' ', "'", '=');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (pieces, cuts) => {
          const text = pieces.join('');
          expect(read(text, ',', cuts)).toEqual(read(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads what is well-formed as csv-parse does', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ñ', '😀', '"', ',', '\n', '\r', ' ', '='), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = rows.map((row) => row.map((value) => csvCell(value)).join(',')).join('\r\n');
        const theirs: string[][] = parse(text, { relax_column_count: true, record_delimiter: ['\r\n'] });
        expect(cells(text)).toEqual(theirs);
      }),
      { numRuns: 1_000 },
    );
  });
});
