/** How a file is to be read and what is to be done with it. */
import * as z from 'zod';
import { importKinds } from './import-columns.ts';

export const ImportKindSchema = z.enum(importKinds);

/** How dates are written; nothing is guessed, so that 02/03 is never read as the wrong month (§5.6 #131). */
export const dateFormats = ['yyyy-mm-dd', 'dd/mm/yyyy', 'mm/dd/yyyy'] as const;

export const ImportOptionsSchema = z.strictObject({
  /** Everything but the writing; `confirm` then imports exactly the bytes that were validated. */
  dryRun: z.boolean().default(false),
  /** Imported failures that say that the address is bad raise contactability alerts (Q5). */
  raiseAlerts: z.boolean().default(false),
  dateFormat: z.enum(dateFormats).default('yyyy-mm-dd'),
  /** Decimal mark of amounts; the other of `.` and `,` may group thousands. */
  decimal: z.enum(['.', ',']).default('.'),
  /** Between several recipients, portfolios or tags in one cell. */
  listSeparator: z.enum([';', ',', '|']).default(';'),
  /** Language of the error file; the company's where it is not given. */
  language: z.enum(['es', 'en']).optional(),
});
export type ImportOptions = z.output<typeof ImportOptionsSchema>;
