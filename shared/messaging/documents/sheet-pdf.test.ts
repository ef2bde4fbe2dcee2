/** The PDF of a sheet, read back (C11, D23). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textsOfPages } from '../../../test/support/pdf-lines.ts';
import { printableText, wrapText } from './pdf-text.ts';
import type { Sheet } from './sheet.ts';
import { sheetPdf } from './sheet-pdf.ts';

const sheet = (more: Partial<Sheet> = {}): Sheet => ({
  title: 'Estado de cuenta',
  heading: ['Cobranzas Ñuñoa', 'Cliente: José Peña'],
  columns: ['Deuda', 'Vencimiento', 'Días de atraso', 'Estado', 'Saldo'],
  rows: [{ detail: false, cells: ['OP-1', '14-11-2026', '10', 'Vencida', '$150.000'] }],
  totals: [{ label: 'Total CLP', amount: '$150.000' }],
  empty: 'No registra deudas pendientes.',
  notes: [],
  ...more,
});
const rows = (count: number): Sheet['rows'] =>
  Array.from({ length: count }, (_unused, at) => ({
    detail: at % 3 > 0,
    cells: [`OP-${at}`, '14-11-2026', '', '', `$${at}`],
  }));
const read = async (given: Sheet) => textsOfPages(await sheetPdf(given, 'es'));

describe('the PDF of a sheet', () => {
  it('prints everything that the sheet says, accents and signs of currencies too', async () => {
    const [page = []] = await read(sheet({ notes: ['Paga aquí: https://pagos.example/1 — 5 €'] }));
    expect(page).toEqual([
      'Estado de cuenta',
      'Cobranzas Ñuñoa',
      'Cliente: José Peña',
      'Deuda',
      'Vencimiento',
      'Días de atraso',
      'Estado',
      'Saldo',
      'OP-1',
      '14-11-2026',
      '10',
      'Vencida',
      '$150.000',
      'Total CLP',
      '$150.000',
      'Paga aquí: https://pagos.example/1 — 5 €',
      'Estado de cuenta',
      '1 / 1',
    ]);
  });

  it('goes on over as many pages as it takes: each row once, the columns named on each, the pages counted', async () => {
    const pages = await read(sheet({ rows: rows(200) }));
    expect(pages.length).toBeGreaterThan(3);
    const printed = pages.flat().filter((text) => text.startsWith('OP-'));
    expect(printed).toEqual(rows(200).map(({ cells: [code] }) => code));
    for (const [at, page] of pages.entries()) {
      expect(page.filter((text) => text === 'Vencimiento')).toHaveLength(1);
      expect(page.at(-1)).toBe(`${at + 1} / ${pages.length}`);
    }
    expect(pages.at(-1)).toContain('Total CLP');
  });

  it('is the same file for the same sheet, whenever it is written', async () => {
    const first = await sheetPdf(sheet({ rows: rows(60) }), 'es');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(Buffer.from(await sheetPdf(sheet({ rows: rows(60) }), 'es'))).toEqual(Buffer.from(first));
    expect(Buffer.from(first).toString('latin1')).not.toMatch(/CreationDate|ModDate|\/ID/);
  });

  it('says so when there is nothing', async () => {
    const [page = []] = await read(sheet({ rows: [], totals: [] }));
    expect(page).toContain('No registra deudas pendientes.');
    expect(page).not.toContain('Vencimiento');
  });

  it('shows that a letter is missing where the font lacks it, and never fails for one', async () => {
    const [page = []] = await read(sheet({ heading: ['Łukasz Őrs 日本 😀', 'a\u202eb\nc\td'] }));
    expect(page.slice(1, 3)).toEqual(['?ukasz Ors ?? ?', 'a b c d']);
    const anything = fc.string({ unit: 'binary', maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (name, code) => {
        const cells = [code, '', '', '', name];
        expect(await read(sheet({ title: name, heading: [name], rows: [{ detail: true, cells }] }))).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});

describe('lines', () => {
  const widthOf = (text: string): number => text.length;

  it('break between words, within a word only when it is wider than a line, and lose no letter', () => {
    expect(wrapText('uno dos tres', 8, widthOf)).toEqual(['uno dos', 'tres']);
    expect(wrapText('https://pagos.example/1', 10, widthOf)).toEqual(['https://pa', 'gos.exampl', 'e/1']);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 60 }), (text) => {
        const lines = wrapText(text.trim(), 7, widthOf);
        expect(lines.every((line) => line.length <= 7)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('of printable letters alone stay as they are', () => {
    expect(printableText('ñandú', new Set([...'ñandú'].map((letter) => letter.codePointAt(0) ?? 0)))).toBe('ñandú');
  });
});
