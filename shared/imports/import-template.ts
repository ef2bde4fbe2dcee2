/**
 * The file that people fill in (B26), as the spreadsheets of their country open it (F19): headers in their language, a row
 * that shows how, and in a workbook a sheet with what is accepted. It can be imported as it is. Pure.
 */
import { type FileLocale, fileLocaleOf, localDayText, localNumberText } from '#contract/file-locales.ts';
import { type ImportColumn, type ImportKind, importColumns } from '#contract/import-columns.ts';
import {
  type AcceptedList,
  acceptedLists,
  currencyOfCountry,
  documentExamples,
  documentTypeOfCountry,
  importWords,
  isWordColumn,
} from '#contract/import-words.ts';
import type { Label } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { byteOrderMark, csvCell, csvRecord, csvType } from '#shared/processes/csv.ts';
import {
  dayCell,
  type WorkbookCell,
  type WorkbookColumn,
  workbookOf,
  workbookType,
} from '#shared/processes/workbook.ts';

export type TemplateFormat = 'csv' | 'xlsx';

const names = {
  interactions: { es: 'plantilla-interacciones', en: 'template-interactions' },
  customers: { es: 'plantilla-clientes', en: 'template-customers' },
  debts: { es: 'plantilla-deudas', en: 'template-debts' },
} as const satisfies Record<ImportKind, Label>;
const sheetNames = {
  interactions: { es: 'Interacciones', en: 'Interactions' },
  customers: { es: 'Clientes', en: 'Customers' },
  debts: { es: 'Deudas', en: 'Debts' },
} as const satisfies Record<ImportKind, Label>;
const acceptedSheet = { es: 'Valores aceptados', en: 'Accepted values' } as const satisfies Label;

/** An amount of the example in money that has no cents, or too many of it for a small one; others owe 1,250.50. */
const amounts: Readonly<Record<string, string>> = {
  CL: '125000',
  AR: '125000.50',
  CO: '125000',
  PY: '125000',
  CR: '125000.50',
};

/** A mobile phone as the country has them. The library that knows all countries is 110 KB in the bundle. */
const mobiles: Readonly<Record<string, string>> = {
  CL: '+56912345678',
  AR: '+5491123456789',
  CO: '+573211234567',
  PE: '+51912345678',
  BR: '+5511961234567',
  MX: '+522221234567',
  GT: '+50251234567',
  HN: '+50491234567',
  NI: '+50581234567',
  SV: '+50370123456',
  DO: '+18092345678',
  PA: '+50761234567',
  EC: '+593991234567',
  UY: '+59894231234',
  PY: '+595961456789',
  BO: '+59171234567',
  CR: '+50683123456',
  VE: '+584121234567',
  CU: '+5351234567',
  PR: '+17872345678',
  ES: '+34612345678',
  PT: '+351912345678',
  US: '+12015550123',
};

type Place = Pick<CompanyValue, 'language' | 'defaultCountry'>;

/** Example cells that follow from the country. */
const examplesOf = ({ defaultCountry }: Place): Readonly<Record<string, string>> => {
  const documentType = documentTypeOfCountry[defaultCountry] ?? 'PASAPORTE';
  return {
    documentType,
    documentNumber: documentExamples[documentType],
    mobile: mobiles[defaultCountry] ?? '+56912345678',
    debtCurrency: currencyOfCountry[defaultCountry] ?? 'USD',
    debtBalance: amounts[defaultCountry] ?? '1250.50',
  };
};

/** The example cell of a column; a day as `YYYY-MM-DD`, an amount with a point. */
const exampleOf = (key: string, { example }: ImportColumn, place: Place): string => {
  if (!isWordColumn(key)) return example === '' ? (examplesOf(place)[key] ?? '') : example;
  const word = importWords[key].find(({ value }) => value === example);
  return word?.[place.language] ?? example;
};

const csvTemplate = (kind: ImportKind, place: Place, locale: FileLocale): Uint8Array => {
  const { separator } = locale;
  const columns = Object.entries(importColumns[kind]);
  const text = (cells: readonly string[]) => csvRecord(cells, separator);
  const header = text(columns.map(([, column]) => csvCell(column[place.language], 'text', separator)));
  const example = text(
    columns.map(([key, column]) => {
      const cell = exampleOf(key, column, place);
      if (column.holds === 'date') return localDayText(cell, locale);
      if (column.holds === 'amount') return csvCell(localNumberText(cell, locale), 'text', separator);
      return csvCell(cell, 'phone', separator);
    }),
  );
  return Buffer.from(`${byteOrderMark}${header}${example}`);
};

const exampleCell = (cell: string, holds: ImportColumn['holds']): WorkbookCell => {
  if (cell === '') return null;
  if (holds === 'date') return dayCell(cell);
  return holds === 'amount' ? Number(cell) : cell;
};

/** A column for each list, its values below. */
const acceptedColumns = (lists: readonly AcceptedList[], language: keyof Label): readonly WorkbookColumn[] =>
  lists.map(({ label, values }) => ({
    title: label[language],
    format: 'text',
    width: Math.max(label[language].length, ...values.map((value) => value[language].length)) + 2,
  }));

const workbookTemplate = (kind: ImportKind, place: Place, { dates }: FileLocale): Uint8Array => {
  const { language } = place;
  const lists = acceptedLists[kind];
  const columns = Object.entries(importColumns[kind]);
  const choicesOf = (key: string): Pick<WorkbookColumn, 'choices'> => {
    const column = lists.findIndex((list) => list.column === key);
    const cells = lists[column]?.values.length;
    return cells === undefined ? {} : { choices: { sheet: acceptedSheet[language], column, cells } };
  };
  const longest = Math.max(...lists.map(({ values }) => values.length));
  return workbookOf(dates, [
    {
      name: sheetNames[kind][language],
      columns: columns.map(([key, column]) => ({
        title: column[language],
        format: column.holds === undefined ? 'text' : column.holds === 'date' ? 'date' : 'general',
        width: Math.max(14, column[language].length + 2),
        ...choicesOf(key),
      })),
      rows: [columns.map(([key, column]) => exampleCell(exampleOf(key, column, place), column.holds))],
    },
    {
      name: acceptedSheet[language],
      columns: acceptedColumns(lists, language),
      rows: Array.from({ length: longest }, (_, index) => lists.map(({ values }) => values[index]?.[language] ?? null)),
    },
  ]);
};

/** Mandatory columns first, as they are defined; text with the mark by which Excel knows UTF-8. */
export const importTemplate = (
  kind: ImportKind,
  format: TemplateFormat,
  company: Place,
): { readonly fileName: string; readonly contentType: string; readonly bytes: Uint8Array } => {
  const locale = fileLocaleOf(company);
  return {
    fileName: `${names[kind][company.language]}.${format}`,
    contentType: format === 'xlsx' ? workbookType : csvType,
    bytes: format === 'xlsx' ? workbookTemplate(kind, company, locale) : csvTemplate(kind, company, locale),
  };
};
