/** What an import asks before it goes on, and how it has read its file (F19). */
import * as z from 'zod';

export const ImportFileTypeSchema = z.enum(['csv', 'xlsx']);

/**
 * `columns`: no title of the file means one of these columns; `missing` holds their keys, `titles` what may be meant.
 * `settle`: of `open` debts of the scope before the file, `missing` are not in it and would be settled; more than a fifth of
 * them, or `rejected` rows, so that a person has to look.
 * `dateFormat`: every date can be read in two ways, or they contradict each other; `examples` as they stand in the file.
 */
export const ImportQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('columns'),
    missing: z.array(z.string()),
    titles: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('dateFormat'), column: z.string(), examples: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('settle'), open: z.int(), missing: z.int(), rejected: z.int() }),
]);
export type ImportQuestion = z.infer<typeof ImportQuestionSchema>;

/** What the file told of itself. */
export const ImportReadingSchema = z.strictObject({
  format: ImportFileTypeSchema,
  /** Null for a spreadsheet. */
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'macintosh', 'ibm850']).nullable(),
  /** Which sheet was read, from 1; null for text. */
  sheet: z.int().nullable(),
  /** Line on which the header stands, from 1. */
  headerLine: z.int(),
  /** How dates are read; null where the file has none. */
  dateFormat: z.enum(['yyyy-mm-dd', 'dd/mm/yyyy', 'mm/dd/yyyy']).nullable(),
});
export type ImportReading = z.infer<typeof ImportReadingSchema>;
