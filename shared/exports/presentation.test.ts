import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { fileLocaleOf } from '#contract/file-locales.ts';
import { type NotedRow, noteOf, type Presentation, present } from './presentation.ts';

const columns = [
  { title: 'Cliente', holds: 'text' },
  { title: 'Teléfonos', holds: 'phone' },
  { title: 'Saldo', holds: 'amount' },
  { title: 'Vence', holds: 'day' },
  { title: 'Enviado', holds: 'time' },
] as const;
const rows: readonly NotedRow[] = [
  ['=Ana; Torres', '+56912345678', '-1250.50', '2026-11-05', '2026-11-22T12:00:05-03:00'],
  [null, '+56912345678; +56987654321', null, null, '2026-11-22'],
];

const fileOf = async (type: Presentation['type'], defaultCountry: string): Promise<Buffer> => {
  const locale = fileLocaleOf({ language: 'es', defaultCountry });
  const notes = async function* () {
    yield Buffer.from(rows.map(noteOf).join(''));
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of present({ type, locale, sheet: 'Clientes', columns }, notes())) pieces.push(piece);
  return Buffer.concat(pieces);
};

describe('a file for people', () => {
  it.each([
    [
      'CL',
      [
        "'=Ana; Torres",
        '+56912345678',
        '-1250,50',
        '05-11-2026',
        '22-11-2026 12:00:05',
        "'+56912345678;' +56987654321",
        '22-11-2026',
      ],
      ';',
    ],
    [
      'MX',
      [
        "'=Ana; Torres",
        '+56912345678',
        '-1250.50',
        '05-11-2026',
        '22-11-2026 12:00:05',
        "'+56912345678;' +56987654321",
        '22-11-2026',
      ],
      ',',
    ],
  ])('as CSV of %s: separator, decimal mark and dates of its spreadsheets', async (country, cells, separator) => {
    const quoted = (cell: string | undefined) => (cell?.includes(separator) === true ? `"${cell}"` : cell);
    const [name, phone, amount, day, time, phones, dayAlone] = cells.map(quoted);
    expect((await fileOf('csv', country)).toString('utf8')).toBe(
      [
        `\uFEFF${columns.map(({ title }) => title).join(separator)}`,
        [name, phone, amount, day, time].join(separator),
        ['', phones, '', '', dayAlone].join(separator),
        '',
      ].join('\r\n'),
    );
  });

  it('as a workbook: amounts and dates are typed, texts calculate nothing, a time without hour is a day', async () => {
    const [sheet] = (await readXlsx(await fileOf('xlsx', 'CL'))).sheets;
    expect(sheet?.rows.slice(1)).toEqual([
      ['=Ana; Torres', '+56912345678', -1250.5, new Date('2026-11-05T00:00:00Z'), new Date('2026-11-22T12:00:05Z')],
      [null, '+56912345678; +56987654321', null, null, new Date('2026-11-22T00:00:00Z')],
    ]);
    expect([sheet?.freezePane, sheet?.autoFilter]).toEqual([{ rows: 1 }, { range: 'A1:E3' }]);
  });
});
