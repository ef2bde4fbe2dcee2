/** Writes a sheet as a PDF (C11, D23). Equal sheets give equal bytes: the file holds no time and no random id. */
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { printableText, wrapText } from './pdf-text.ts';
import type { Sheet } from './sheet.ts';

/** A4 and its measures in points of 1/72 inch. */
const paper = { width: 595.28, height: 841.89, margin: 48, footer: 28 } as const;
const width = paper.width - 2 * paper.margin;
/** Share of the first column, which holds names, and of the last, which holds amounts; the others share the rest. */
const shares = { first: 0.32, last: 0.2 } as const;
const gap = 8;
const ink = { text: rgb(0.06, 0.08, 0.1), detail: rgb(0.33, 0.36, 0.4), line: rgb(0.78, 0.8, 0.82) } as const;
const size = { title: 18, text: 10, cell: 9, footer: 8 } as const;

interface Style {
  readonly bold?: boolean;
  readonly detail?: boolean;
  readonly indent?: number;
}

interface Column {
  readonly x: number;
  readonly width: number;
  readonly right: boolean;
}

const columnsOf = (count: number): readonly Column[] => {
  const middle = count > 2 ? (1 - shares.first - shares.last) / (count - 2) : 0;
  let x: number = paper.margin;
  return Array.from({ length: count }, (_unused, at) => {
    const isLast = at === count - 1;
    const share = at === 0 ? shares.first : isLast ? shares.last : middle;
    const column = { x, width: share * width - (isLast ? 0 : gap), right: isLast };
    x += share * width;
    return column;
  });
};

/** Writes from the top of a page to its bottom, and goes on at the top of the next. */
class SheetWriter {
  readonly #pdf: PDFDocument;
  readonly #regular: PDFFont;
  readonly #bold: PDFFont;
  readonly #printable: ReadonlySet<number>;
  readonly #sheet: Sheet;
  readonly #columns: readonly Column[];
  readonly #pages: PDFPage[] = [];
  #y = 0;

  constructor(pdf: PDFDocument, fonts: { readonly regular: PDFFont; readonly bold: PDFFont }, sheet: Sheet) {
    this.#pdf = pdf;
    this.#regular = fonts.regular;
    this.#bold = fonts.bold;
    this.#printable = new Set(fonts.regular.getCharacterSet());
    this.#sheet = sheet;
    this.#columns = columnsOf(sheet.columns.length);
  }

  write(): void {
    const { title, heading, rows, totals, empty, notes } = this.#sheet;
    this.#newPage();
    this.#paragraph(title, size.title, { bold: true });
    this.#y -= 4;
    for (const line of heading) this.#paragraph(line, size.text);
    this.#y -= 12;
    if (rows.length === 0) this.#paragraph(empty, size.text);
    else {
      this.#head();
      for (const { detail, cells } of rows) this.#row(cells, { detail, indent: detail ? 10 : 0 });
    }
    this.#y -= 6;
    const blanks = this.#columns.slice(2).map(() => '');
    for (const { label, amount } of totals) this.#row([label, ...blanks, amount], { bold: true });
    if (notes.length > 0) this.#y -= 10;
    for (const note of notes) this.#paragraph(note, size.text);
    this.#footers();
  }

  #newPage(): void {
    this.#pages.push(this.#pdf.addPage([paper.width, paper.height]));
    this.#y = paper.height - paper.margin;
  }

  #page(): PDFPage {
    return this.#pages.at(-1) ?? this.#pdf.addPage();
  }

  #lines(text: string, fontSize: number, available: number, style: Style): string[] {
    const font = style.bold ? this.#bold : this.#regular;
    return wrapText(printableText(text, this.#printable), available, (part) => font.widthOfTextAtSize(part, fontSize));
  }

  #draw(text: string, x: number, y: number, fontSize: number, style: Style): void {
    if (text === '') return;
    const font = style.bold ? this.#bold : this.#regular;
    this.#page().drawText(text, { x, y, font, size: fontSize, color: style.detail ? ink.detail : ink.text });
  }

  /** Lines over the whole width. */
  #paragraph(text: string, fontSize: number, style: Style = {}): void {
    const leading = fontSize * 1.4;
    for (const line of this.#lines(text, fontSize, width, style)) {
      if (this.#y - leading < paper.margin + paper.footer) this.#newPage();
      this.#y -= leading;
      this.#draw(line, paper.margin, this.#y, fontSize, style);
    }
  }

  /** A row that stands on one page; the next page begins with the names of the columns. */
  #row(cells: readonly string[], style: Style): void {
    const indent = style.indent ?? 0;
    const lines = this.#columns.map((column, at) =>
      this.#lines(cells[at] ?? '', size.cell, column.width - (at === 0 ? indent : 0), style),
    );
    const leading = size.cell * 1.3;
    const height = Math.max(...lines.map(({ length }) => length)) * leading + 5;
    if (this.#y - height < paper.margin + paper.footer) {
      this.#newPage();
      this.#head();
    }
    for (const [at, column] of this.#columns.entries()) {
      for (const [line, text] of (lines[at] ?? []).entries()) {
        const y = this.#y - (line + 1) * leading;
        const font = style.bold ? this.#bold : this.#regular;
        const x = column.right
          ? column.x + column.width - font.widthOfTextAtSize(text, size.cell)
          : column.x + (at === 0 ? indent : 0);
        this.#draw(text, x, y, size.cell, style);
      }
    }
    this.#y -= height;
    this.#rule(0.5);
  }

  #head(): void {
    if (this.#sheet.rows.length === 0) return;
    this.#row(this.#sheet.columns, { bold: true });
    this.#rule(1);
  }

  #rule(thickness: number): void {
    const { margin } = paper;
    const start = { x: margin, y: this.#y };
    this.#page().drawLine({ start, end: { x: margin + width, y: this.#y }, thickness, color: ink.line });
  }

  /** Title and number of each page, once it is known how many there are. */
  #footers(): void {
    const title = printableText(this.#sheet.title, this.#printable);
    for (const [at, page] of this.#pages.entries()) {
      const number = `${at + 1} / ${this.#pages.length}`;
      const style = { y: paper.margin, size: size.footer, font: this.#regular, color: ink.detail };
      page.drawText(title, { ...style, x: paper.margin });
      page.drawText(number, {
        ...style,
        x: paper.width - paper.margin - this.#regular.widthOfTextAtSize(number, size.footer),
      });
    }
  }
}

/** @returns bytes of the PDF */
export const sheetPdf = async (sheet: Sheet, language: CompanyValue['language']): Promise<Uint8Array> => {
  // Without its metadata of its own: they would hold the time.
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(sheet.title, { showInWindowTitleBar: true });
  pdf.setLanguage(language);
  const fonts = {
    regular: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  new SheetWriter(pdf, fonts, sheet).write();
  return pdf.save();
};
