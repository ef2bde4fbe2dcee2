/**
 * Writes Excel workbooks row by row (ISO/IEC 29500-1, SpreadsheetML): what was written leaves at once, so that memory does
 * not grow with the rows, and the same rows give the same bytes. Texts are typed as texts: nothing that a customer wrote
 * is ever calculated. Why by hand: docs/decisions/0044-workbooks-are-written-last.md. Pure.
 */
import { Zip, ZipDeflate } from 'fflate';

/** Media type of a workbook. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** How the cells of a column look. `text` keeps what is typed into it as it was typed. */
export type CellFormat = 'general' | 'text' | 'date' | 'dateTime' | 'amount0' | 'amount2' | 'amount3';

/** Null: empty. A value with a format of its own is a number that the format shows, such as an amount or a date. */
export type WorkbookCell = string | number | null | { readonly value: number; readonly format: CellFormat };

export interface WorkbookColumn {
  readonly title: string;
  /** Also of the cells below the last row. Default `general`. */
  readonly format?: CellFormat;
  /** Characters. */
  readonly width: number;
  /** Offered in each cell below the header; anything else can be written all the same. */
  readonly choices?: SheetRange;
}

/** Cells of a column of another sheet. */
export interface SheetRange {
  readonly sheet: string;
  /** From 0. */
  readonly column: number;
  /** Cells below the header. */
  readonly cells: number;
}

export interface SheetDefinition {
  /** At most 31 characters, none of `[]:*?/\`. */
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  /** Filter buttons in the header. */
  readonly hasFilters?: boolean;
}

/** Rows of one sheet, the header included (Excel specifications and limits). */
const mostRows = 1_048_576;
/** Characters of one cell (the same). */
const mostCharacters = 32_767;
/** XML that is compressed at once, characters. */
const chunkCharacters = 64 * 1024;

const dayMs = 86_400_000;
/** Days from Excel's day zero to 1970-01-01. */
const epochDays = 25_569;

/** Before it Excel counts a day that there was not (29-02-1900), and before 1900 none at all. */
const firstDay = '1900-03-01';

/** A day `YYYY-MM-DD`; as a text where Excel has no such day. */
export const dayCell = (day: string): WorkbookCell =>
  day < firstDay ? day : { value: Date.parse(`${day}T00:00:00Z`) / dayMs + epochDays, format: 'date' };

/** A local time `YYYY-MM-DDTHH:mm:ss`; what stands behind it is left out. */
export const timeCell = (local: string): WorkbookCell =>
  local < firstDay ? local : { value: Date.parse(`${local.slice(0, 19)}Z`) / dayMs + epochDays, format: 'dateTime' };

const amountFormats: Readonly<Record<number, CellFormat>> = { 0: 'amount0', 3: 'amount3' };
/** @param digits of the currency's minor unit */
export const amountCell = (minorUnits: number, digits: number): WorkbookCell => ({
  value: Number((minorUnits / 10 ** digits).toFixed(digits)),
  format: amountFormats[digits] ?? 'amount2',
});

/** Formats in the order of the styles' `cellXfs`; the header comes last. */
const formats = ['general', 'text', 'date', 'dateTime', 'amount0', 'amount2', 'amount3'] as const;
const styleOf = new Map<CellFormat, number>(formats.map((format, index) => [format, index]));
const headerStyle = formats.length;

const stylesXml = (dates: 'dd-mm-yyyy' | 'yyyy-mm-dd'): string => {
  const day = dates === 'dd-mm-yyyy' ? 'dd\\-mm\\-yyyy' : 'yyyy\\-mm\\-dd';
  // 49 is text; 3 and 4 are amounts with the marks of whoever opens the file.
  const ids = { general: 0, text: 49, date: 164, dateTime: 165, amount0: 3, amount2: 4, amount3: 166 } as const;
  const xf = (id: number, more = '') =>
    `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0"${id === 0 ? '' : ' applyNumberFormat="1"'}${more}/>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="${day}"/><numFmt numFmtId="165" formatCode="${day} hh:mm:ss"/><numFmt numFmtId="166" formatCode="#,##0.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${formats.length + 1}">${formats
    .map((format) => xf(ids[format]))
    .join(
      '',
    )}<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
};

const letters: string[] = [];
/** @param column from 0 */
const letterOf = (column: number): string => {
  const known = letters[column];
  if (known !== undefined) return known;
  const rest = Math.floor(column / 26);
  const made = `${rest === 0 ? '' : letterOf(rest - 1)}${String.fromCharCode(65 + (column % 26))}`;
  letters[column] = made;
  return made;
};

const special = /[&<>"]/;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML cannot hold stands as `_x000B_`, as Excel writes it, and a text that looks so is told apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unwritable = /[\0-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;
const codeText = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
const xmlText = (text: string): string => {
  const plain = text.replace(unwritable, codeText);
  return special.test(plain) ? plain.replace(/[&<>"]/g, (character) => entities[character] ?? '') : plain;
};

/** A cell in the style of its column, where it has none of its own. */
const cellXml = (cell: WorkbookCell, place: string, columnStyle: number): string => {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') {
    const text = xmlText(cell.slice(0, mostCharacters));
    return `<c r="${place}" s="${columnStyle}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
  }
  const { value, style } =
    typeof cell === 'number'
      ? { value: cell, style: columnStyle }
      : { value: cell.value, style: styleOf.get(cell.format) };
  return Number.isFinite(value) ? `<c r="${place}" s="${style ?? 0}"><v>${value}</v></c>` : '';
};

const sheetHead = ({ columns }: SheetDefinition): string => {
  const cols = columns
    .map(({ width, format = 'general' }, index) => {
      const number = index + 1;
      return `<col min="${number}" max="${number}" width="${width}" customWidth="1" style="${styleOf.get(format) ?? 0}"/>`;
    })
    .join('');
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${cols}</cols><sheetData>`;
};

/** @param rows of the sheet, the header included */
const sheetTail = ({ columns, hasFilters = false }: SheetDefinition, rows: number): string => {
  const range = `A1:${letterOf(columns.length - 1)}${rows}`;
  const choices = columns.flatMap(({ choices: offered }, index) => {
    if (offered === undefined) return [];
    const letter = letterOf(offered.column);
    const formula = `'${offered.sheet}'!$${letter}$2:$${letter}$${offered.cells + 1}`;
    const cells = `${letterOf(index)}2:${letterOf(index)}${mostRows}`;
    return [
      `<dataValidation type="list" allowBlank="1" showInputMessage="1" sqref="${cells}"><formula1>${xmlText(formula)}</formula1></dataValidation>`,
    ];
  });
  return `</sheetData>${hasFilters ? `<autoFilter ref="${range}"/>` : ''}${
    choices.length === 0 ? '' : `<dataValidations count="${choices.length}">${choices.join('')}</dataValidations>`
  }</worksheet>`;
};

/** Writes one workbook, sheet by sheet; a sheet that is full goes on in the next one. */
export class WorkbookWriter {
  readonly #zip: Zip;
  readonly #dates: 'dd-mm-yyyy' | 'yyyy-mm-dd';
  readonly #names: { name: string; filter: string | undefined }[] = [];
  #out: Uint8Array[] = [];
  #fault: Error | undefined;
  #sheet: { definition: SheetDefinition; entry: ZipDeflate; rows: number; styles: readonly number[] } | undefined;
  #pending = '';

  /** @param dates how days are shown */
  constructor({ dates }: { readonly dates: 'dd-mm-yyyy' | 'yyyy-mm-dd' }) {
    this.#dates = dates;
    this.#zip = new Zip((fault, bytes) => {
      if (fault !== null) this.#fault ??= fault;
      else if (bytes.length > 0) this.#out.push(bytes);
    });
  }

  /** Begins a sheet with its header; the one before is closed. */
  beginSheet(definition: SheetDefinition): void {
    this.#closeSheet();
    const entry = this.#entry(`xl/worksheets/sheet${this.#names.length + 1}.xml`);
    const styles = definition.columns.map(({ format = 'general' }) => styleOf.get(format) ?? 0);
    this.#names.push({ name: definition.name, filter: undefined });
    this.#sheet = { definition, entry, rows: 0, styles };
    this.#write(sheetHead(definition));
    const titles = definition.columns.map(({ title }) => title);
    this.#row(
      titles,
      titles.map(() => headerStyle),
    );
  }

  /** @throws Error where no sheet was begun */
  addRow(cells: readonly WorkbookCell[]): void {
    const full = this.#sheet;
    if (full === undefined) throw new Error('Begin a sheet before its rows.');
    if (full.rows === mostRows) {
      const number = this.#names.filter(({ name }) => name.startsWith(this.#firstName(full.definition))).length + 1;
      this.beginSheet({ ...full.definition, name: `${this.#firstName(full.definition)} (${number})` });
    }
    this.#row(cells, this.#sheet?.styles ?? []);
  }

  /** What was written since it was taken last. @throws Error of the compression */
  take(): readonly Uint8Array[] {
    if (this.#fault !== undefined) throw this.#fault;
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Closes the workbook; the rest of its bytes can be taken then. */
  finish(): void {
    this.#closeSheet();
    const sheets = this.#names;
    const each = (write: (number: number, name: string) => string): string =>
      sheets.map(({ name }, index) => write(index + 1, xmlText(name))).join('');
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
    const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const packages = 'http://schemas.openxmlformats.org/package/2006';
    const filters = sheets.flatMap(({ name, filter }, index) =>
      filter === undefined
        ? []
        : `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${xmlText(`'${name.replaceAll("'", "''")}'!${filter}`)}</definedName>`,
    );
    const files: Readonly<Record<string, string>> = {
      'xl/styles.xml': stylesXml(this.#dates),
      'xl/workbook.xml': `${head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relations}"><sheets>${each(
        (number, name) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`,
      )}</sheets>${filters.length === 0 ? '' : `<definedNames>${filters.join('')}</definedNames>`}</workbook>`,
      'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packages}/relationships">${each(
        (number) =>
          `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
      )}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
      '_rels/.rels': `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      '[Content_Types].xml': `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${each(
        (number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${types}.worksheet+xml"/>`,
      )}</Types>`,
    };
    for (const [path, text] of Object.entries(files)) this.#entry(path).push(Buffer.from(text), true);
    this.#zip.end();
  }

  #firstName({ name }: SheetDefinition): string {
    return name.replace(/ \(\d+\)$/, '');
  }

  /** Without a time, so that the same rows give the same bytes. */
  #entry(path: string): ZipDeflate {
    const entry = new ZipDeflate(path, { level: 4 });
    entry.mtime = new Date(1980, 0, 1);
    this.#zip.add(entry);
    return entry;
  }

  #row(cells: readonly WorkbookCell[], styles: readonly number[]): void {
    const sheet = this.#sheet;
    if (sheet === undefined) return;
    sheet.rows += 1;
    let text = `<row r="${sheet.rows}">`;
    for (let index = 0; index < cells.length; index += 1) {
      text += cellXml(cells[index] ?? null, `${letterOf(index)}${sheet.rows}`, styles[index] ?? 0);
    }
    this.#write(`${text}</row>`);
  }

  #write(xml: string): void {
    this.#pending += xml;
    if (this.#pending.length < chunkCharacters) return;
    this.#sheet?.entry.push(Buffer.from(this.#pending), false);
    this.#pending = '';
  }

  #closeSheet(): void {
    const sheet = this.#sheet;
    if (sheet === undefined) return;
    const { definition, entry, rows } = sheet;
    entry.push(Buffer.from(this.#pending + sheetTail(definition, rows)), true);
    this.#pending = '';
    this.#sheet = undefined;
    if (definition.hasFilters !== true) return;
    const filter = `$A$1:$${letterOf(definition.columns.length - 1)}$${rows}`;
    this.#names[this.#names.length - 1] = { name: definition.name, filter };
  }
}

/** A small workbook at once. */
export const workbookOf = (
  dates: 'dd-mm-yyyy' | 'yyyy-mm-dd',
  sheets: readonly (SheetDefinition & { readonly rows: readonly (readonly WorkbookCell[])[] })[],
): Uint8Array => {
  const writer = new WorkbookWriter({ dates });
  for (const { rows, ...definition } of sheets) {
    writer.beginSheet(definition);
    for (const row of rows) writer.addRow(row);
  }
  writer.finish();
  return Buffer.concat(writer.take());
};
