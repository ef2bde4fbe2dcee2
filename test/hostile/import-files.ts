/**
 * Text files to import that are made to hurt whoever reads them (issue 10, A1): just within each bound of `importLimits`,
 * beyond it, and what takes the square of its length in readers that are careless. Workbooks: `workbooks.test.ts`.
 */
import type { HostileInput } from './readers.ts';

const times = (count: number, scale: number): number => Math.max(1, Math.floor(count * scale));
const titles = 'Tipo de documento;Número identificador único;Nombre;Correo';
/** Just below the largest file, bytes. */
const largest = 199_000_000;

/** Outcome: `read`, or the code with which the file is refused. Its rows may be wrong one by one. */
const csv = (name: string, outcome: string, piece: string, bytes: number, head = `${titles}\n`): HostileInput => ({
  name,
  outcome,
  raw: (scale = 1) => Buffer.concat([Buffer.from(head), Buffer.alloc(times(bytes, scale), piece)]),
});

const person = (number: number) => `RUT;${number};Ana Muñoz ${number};ana.${number}@correo.example`;

export const hostileImports: readonly HostileInput[] = [
  {
    name: 'a million rows of 199 bytes',
    outcome: 'read',
    raw: (scale = 1) => {
      const rows = Array.from({ length: times(1_000_000, scale) }, (_, row) => person(row).padEnd(190, 'x'));
      return Buffer.from(`${titles}\n${rows.join('\n')}\n`);
    },
  },
  csv('more rows than are read', 'FILE_TOO_MANY_ROWS', 'a;b;c;d\n', largest),
  csv('one row of 199 MB', 'read', 'palabra ', largest),
  csv('one cell of 199 MB in quotes', 'read', 'palabra ', largest, `${titles}\n"`),
  csv('quotation marks', 'read', '"', largest),
  csv('quotation marks, doubled in each line', 'read', '""\n', 40_000_000, `${titles}\n"`),
  csv('quotation marks in the middle', 'read', 'a"b;c\n', 6_000_000),
  csv('rows as long as is read, in quotes', 'read', `"${'a""'.repeat(87_000)}"\n`, largest),
  csv('rows as long as is read, of line ends in quotes', 'read', `"${'\n'.repeat(262_000)}"\n`, largest),
  csv('a row a byte longer than is read, again and again', 'read', `"${'a'.repeat(262_142)}"\n`, largest),
  csv('nothing but separators', 'read', `${';'.repeat(262_000)}\n`, largest),
  csv('line ends', 'read', '\r\n', largest),
  csv('blanks', 'read', `${' '.repeat(250_000)}\n`, largest),
  csv('zeros', 'read', '\0', largest),
  csv('a header of 199 MB', 'HEADER_UNREADABLE', 'titulo;', largest, ''),
  {
    name: 'UTF-16 of one row',
    outcome: 'read',
    raw: (scale = 1) =>
      Buffer.concat([Buffer.from(`\ufeff${titles}\n`, 'utf16le'), Buffer.alloc(2 * times(largest / 2, scale), 'a\0')]),
  },
  {
    name: 'Windows-1252',
    outcome: 'read',
    raw: (scale = 1) =>
      Buffer.concat([
        Buffer.from(`${titles}\n`, 'latin1'),
        Buffer.alloc(times(largest, scale), `RUT;1;María Muñoz;${'ñ'.repeat(200)}\n`, 'latin1'),
      ]),
  },
  csv(
    'dates that could be read twice',
    'read',
    `1/2/${'3'.repeat(240)}\n`,
    largest,
    `${titles};Fecha de vencimiento\n`,
  ),
  csv('a byte more than the largest file', 'FILE_TOO_LARGE', 'a', 200_000_001, ''),
];
