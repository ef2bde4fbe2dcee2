/** The file that people fill in (B26): headers in their language, and one row that shows how. Pure. */
import { type ImportKind, importColumns } from '#contract/import-columns.ts';
import type { Label } from '#contract/vocabulary.ts';
import { csvCell, csvRecord } from '#shared/processes/csv.ts';

/** Mandatory columns first, as they are defined; with the mark by which Excel knows UTF-8. */
export const importTemplate = (kind: ImportKind, language: keyof Label): string => {
  const columns = Object.values(importColumns[kind]);
  const header = csvRecord(columns.map((column) => csvCell(column[language])));
  const example = csvRecord(columns.map(({ example: cell }) => csvCell(cell, cell.startsWith('+') ? 'phone' : 'text')));
  return `\ufeff${header}${example}`;
};
