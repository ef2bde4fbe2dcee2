/** Workbooks as no program of offices writes them: parts by hand, zipped. */
import { strToU8, zipSync } from 'fflate';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

interface Parts {
  /** What stands in `<sheetData>` of each sheet, and behind it. */
  readonly sheets: readonly string[];
  /** `<si>…</si>` and so on. */
  readonly shared?: string;
  readonly styles?: string;
  /** Other parts, or others in place of these. */
  readonly more?: Readonly<Record<string, string | Uint8Array>>;
}

export const workbookOf = ({ sheets, shared, styles, more = {} }: Parts): Buffer<ArrayBuffer> => {
  const names = sheets.map((_, index) => `sheet${index + 1}`);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${head}<Types/>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packages}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packages}">${names
      .map((name, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/${name}.xml`))
      .join(
        '',
      )}${relation('rIdS', 'sharedStrings', 'sharedStrings.xml')}${relation('rIdF', 'styles', 'styles.xml')}</Relationships>`,
    ...(shared === undefined ? {} : { 'xl/sharedStrings.xml': `${head}<sst xmlns="${main}">${shared}</sst>` }),
    ...(styles === undefined ? {} : { 'xl/styles.xml': `${head}<styleSheet xmlns="${main}">${styles}</styleSheet>` }),
    ...Object.fromEntries(
      sheets.map((rows, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `${head}<worksheet xmlns="${main}">${rows.includes('<sheetData>') ? rows : `<sheetData>${rows}</sheetData>`}</worksheet>`,
      ]),
    ),
    ...more,
  };
  const zipped = zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
    ),
    { level: 1 },
  );
  return Buffer.from(zipped);
};

/** A row of texts that stand in their cells. */
export const textRow = (line: number, cells: readonly string[]): string =>
  `<row r="${line}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;
