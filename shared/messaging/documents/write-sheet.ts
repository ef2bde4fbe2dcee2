/** A sheet as a file that people open (C11, D23). */
import { type DocumentFormat, documentMediaTypes } from '#contract/documents.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { Sheet } from './sheet.ts';
import { sheetPage } from './sheet-html.ts';
import { sheetPdf } from './sheet-pdf.ts';

export interface SheetFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * @param today the company's date, part of the name
 */
export const writeSheet = async (
  sheet: Sheet,
  format: DocumentFormat,
  { company, today }: { readonly company: Pick<CompanyValue, 'language'>; readonly today: string },
): Promise<SheetFile> => {
  const bytes =
    format === 'pdf'
      ? await sheetPdf(sheet, company.language)
      : new TextEncoder().encode(sheetPage(sheet, company.language));
  return { fileName: `${sheet.title} ${today}.${format}`, contentType: documentMediaTypes[format], bytes };
};
