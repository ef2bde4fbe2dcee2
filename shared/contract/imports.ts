/** Imports of outside history, of customers and of debts (B23–B34, C27–C30, F19, F20). The file goes to S3, never through the API. */
import * as z from 'zod';
import { answerableDateFormats } from './date-orders.ts';
import { IdSchema, lineField, rule } from './fields.ts';
import { ImportKindSchema, ImportOptionsSchema } from './import-options.ts';
import { ImportFileTypeSchema } from './import-questions.ts';
import { ProcessSchema } from './processes.ts';
import { defineRoute, readers, supervisors } from './route.ts';

// Imports are processes: one function serves both.
const resource = 'processes';

export const ImportRequestSchema = z
  .strictObject({
    kind: ImportKindSchema,
    fileName: lineField(120),
    /** Bytes, as the file has them: the upload takes neither more nor fewer. */
    size: z.int().min(1),
    options: ImportOptionsSchema.default(ImportOptionsSchema.parse({})),
  })
  .refine(({ kind, options }) => kind === 'debts' || options.completeFor === undefined, {
    path: ['options', 'completeFor'],
    ...rule('VALUE_INVALID', 'Only an import of debts can be complete.'),
  });
export type ImportRequest = z.output<typeof ImportRequestSchema>;

const importParams = z.strictObject({ processId: IdSchema });

export const createImport = defineRoute({
  id: 'createImport',
  method: 'POST',
  path: '/v1/imports',
  resource,
  summary: 'Starts an import and returns the form that uploads its file (B23, B33)',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: ImportRequestSchema,
  status: 202,
  answer: z.strictObject({
    processId: z.string(),
    /** A pre-signed POST: send `fields` and then the file, as multipart/form-data, within 5 minutes. */
    upload: z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) }),
  }),
  errors: ['FILE_TOO_LARGE'],
  idempotency: 'optional',
});

/** The answer to what an import asks; without one the question stays. */
export const ImportAnswerSchema = ImportOptionsSchema.pick({ columns: true }).extend({
  dateFormat: z.enum(answerableDateFormats).optional(),
  /**
   * Whether the debts that are missing in a complete file are settled; also with the `confirm` of a dry run, which
   * settles no more than it has told, and without this what it has told.
   */
  settle: z.boolean().optional(),
});
export type ImportAnswer = z.output<typeof ImportAnswerSchema>;

export const confirmImport = defineRoute({
  id: 'confirmImport',
  method: 'POST',
  path: '/v1/imports/{processId}/confirm',
  resource,
  summary: 'Starts an import after its upload, confirms it after a dry run, or answers its questions (F19)',
  roles: supervisors,
  scope: 'closed',
  params: importParams,
  query: undefined,
  body: ImportAnswerSchema.optional(),
  status: 202,
  answer: ProcessSchema,
  errors: ['NOT_FOUND', 'UPLOAD_MISSING', 'IMPORT_NOT_CONFIRMABLE', 'IMPORT_ANSWER_MISSING'],
});

export const cancelImport = defineRoute({
  id: 'cancelImport',
  method: 'POST',
  path: '/v1/imports/{processId}/cancel',
  resource,
  summary: 'Stops an import between two batches; rows already written stay (F20)',
  roles: supervisors,
  scope: 'closed',
  params: importParams,
  query: undefined,
  body: undefined,
  status: 202,
  answer: ProcessSchema,
  errors: ['NOT_FOUND', 'PROCESS_ENDED'],
});

export const getImportTemplate = defineRoute({
  id: 'getImportTemplate',
  method: 'GET',
  path: '/v1/imports/templates/{kind}',
  resource,
  summary: "Downloads the import template: headers in the company's language, and an example row (B26)",
  roles: readers,
  scope: 'company',
  params: z.strictObject({ kind: ImportKindSchema }),
  /** `csv` with the separator, decimal mark and dates of the company's country; `xlsx` with a sheet of what is accepted. */
  query: z.strictObject({ format: ImportFileTypeSchema.default('csv') }),
  body: undefined,
  status: 200,
  answer: undefined,
  fileTypes: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  errors: ['VALUE_INVALID'],
});

export const importRoutes = [createImport, confirmImport, cancelImport, getImportTemplate] as const;
