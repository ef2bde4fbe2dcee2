/** How a file is to be read and what is to be done with it. */
import * as z from 'zod';
import { lineField } from './fields.ts';
import { importKinds } from './import-columns.ts';
import { LanguageSchema } from './vocabulary-schemas.ts';

export const ImportKindSchema = z.enum(importKinds);

/** Orders of a date's parts. */
export const dateFormats = ['yyyy-mm-dd', 'dd/mm/yyyy', 'mm/dd/yyyy'] as const;
export type DateFormat = (typeof dateFormats)[number];

export const ImportDateFormatSchema = z.enum(['auto', ...dateFormats]);
export const DecimalMarkSchema = z.enum(['auto', '.', ',']);
export const ListSeparatorSchema = z.enum([';', ',', '|']);
export const WithoutDocumentSchema = z.enum(['reject', 'create']);

/** Most titles of a file that people give a meaning to. */
const mostMapped = 50;

export const ImportOptionsSchema = z.strictObject({
  /** Everything but the writing; `confirm` then imports exactly the bytes that were validated. */
  dryRun: z.boolean().default(false),
  /** Imported failures that say that the address is bad raise contactability alerts (Q5). */
  raiseAlerts: z.boolean().default(false),
  /**
   * How dates are written. `auto`: all dates of the file together tell; where they do not, the import asks, so that 02/03
   * is never read as the wrong month (§5.6 #131).
   */
  dateFormat: ImportDateFormatSchema.default('auto'),
  /**
   * Decimal mark of amounts; the other of `.` and `,` may group thousands. `auto`: an amount that can be read in one way
   * only is read so, any other refused.
   */
  decimal: DecimalMarkSchema.default('auto'),
  /** What titles of the file mean that are no names of ours: key of a column, or null to leave it out. */
  columns: z
    .record(z.string().min(1).max(200), z.string().min(1).max(60).nullable())
    .refine((columns) => Object.keys(columns).length <= mostMapped)
    .optional(),
  /** Between several recipients, portfolios or tags in one cell. */
  listSeparator: ListSeparatorSchema.default(';'),
  /**
   * Rows of customers whose document stands for nobody (final consumer, `S/N`, an empty cell): refused, or made a customer
   * without document, found again by name, addresses and debt code (Q13).
   */
  withoutDocument: WithoutDocumentSchema.default('reject'),
  /**
   * Of debts only: the file holds all open debts of this portfolio, or of the whole company with `*`. Open debts of that
   * scope which the file does not name are settled once all rows are in. Nothing is settled without it.
   */
  completeFor: lineField(60).optional(),
  /** Language of the error file; the company's where it is not given. */
  language: LanguageSchema.optional(),
});
export type ImportOptions = z.output<typeof ImportOptionsSchema>;
