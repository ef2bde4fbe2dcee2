/** Issue 10, A.4: cells that calculate for whoever splits at commas, semicolons, tabs or lines, one a line. */
import { describe, expect, it } from 'vitest';
import { createErrorRows, errorRecord } from '#shared/imports/error-file.ts';
import { csvCell, csvRecord, unguarded } from '#shared/processes/csv.ts';

const cells = [
  "Ana;=cmd|'/C calc'!A0",
  "Ana,=cmd|'/C calc'!A0",
  "Ana\t=cmd|'/C calc'!A0",
  "Ana\n=cmd|'/C calc'!A0",
  "Ana\r\n=cmd|'/C calc'!A0",
  'Ana;"=1+1"',
  'Ana;""=1+1',
  "Ana;'=1+1",
  'Ana; =1+1',
  'Ana; "=1+1',
  'Ana;;;+1',
  'Ana;-1+1',
  'Ana;@SUM(A1)',
  'Ana;＝1+1',
  'Ana;\0=1',
  '=HYPERLINK("http://x.example";"ver")',
  '"=1+1',
  "'=1+1",
  ' =1+1',
];
const calculates = /^[ "]*[=+\-@\0＝＋－＠]/;
const fieldsOf = (line: string) => [',', ';', '\t', /\r?\n|\r/].flatMap((separator) => line.split(separator).slice(1));

describe('a cell', () => {
  it.each(cells)('of an export: %j', (text) => {
    const written = csvCell(text);
    for (const field of fieldsOf(csvRecord(['x', written, 'y']))) expect(field).not.toMatch(calculates);
    const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    expect(unguarded(read)).toBe(text);
  });

  it.each([',', ';', '\t'].flatMap((separator) => cells.map((text) => [separator, text] as const)))(
    'of an error file with %j: %j',
    (separator, text) => {
      const rows = createErrorRows({ kind: 'customers', language: 'es', separator, titles: ['Nombre', 'Nota'] });
      const raw = `x${separator}"${text.replaceAll('"', '""')}"`;
      const record = { line: 2, offset: 0, end: 0, raw, cells: ['x', text], fault: undefined };
      const format = { separator, written: separator };
      const line = errorRecord(rows.record(record, [{ code: 'VALUE_REQUIRED' }]), format);
      for (const field of fieldsOf(line)) expect(field).not.toMatch(calculates);
    },
  );

  it.each(cells)('of a row whose quotes never end: %j', (text) => {
    const rows = createErrorRows({ kind: 'customers', language: 'es', separator: ',', titles: ['Nombre'] });
    const record = { line: 2, offset: 0, end: 0, raw: `"${text}`, cells: [], fault: 'QUOTE_UNCLOSED' as const };
    const note = rows.record(record, [{ code: 'QUOTE_UNCLOSED' }]);
    for (const field of fieldsOf(errorRecord(note, { separator: ',', written: ',' }))) {
      expect(field).not.toMatch(calculates);
    }
  });
});
