/** Imports of outside history and of customers (B23–B34, F19, F20). The file goes to S3, never through the API. */
import * as z from 'zod';
import { IdSchema, lineField } from './fields.ts';
import { ImportKindSchema, ImportOptionsSchema } from './import-options.ts';
import { ProcessSchema } from './processes.ts';
import { defineRoute, readers, supervisors } from './route.ts';

// Imports are processes: one function serves both.
const resource = 'processes';

export const ImportRequestSchema = z.strictObject({
  kind: ImportKindSchema,
  fileName: lineField(120),
  /** Bytes, as the file has them: the upload takes neither more nor fewer. */
  size: z.int().min(1),
  options: ImportOptionsSchema.default(ImportOptionsSchema.parse({})),
});
export type ImportRequest = z.output<typeof ImportRequestSchema>;

const importParams = z.strictObject({ processId: IdSchema });

export const createImport = defineRoute({
  id: 'createImport',
  method: 'POST',
  path: '/v1/imports',
  resource,
  summary: 'Begins an import: gives the form with which the file is uploaded (B23, B33)',
  roles: supervisors,
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

export const confirmImport = defineRoute({
  id: 'confirmImport',
  method: 'POST',
  path: '/v1/imports/{processId}/confirm',
  resource,
  summary: 'After the upload: starts at once. After a dry run: imports what was validated (F19)',
  roles: supervisors,
  params: importParams,
  query: undefined,
  body: undefined,
  status: 202,
  answer: ProcessSchema,
  errors: ['NOT_FOUND', 'UPLOAD_MISSING', 'IMPORT_NOT_CONFIRMABLE'],
});

export const cancelImport = defineRoute({
  id: 'cancelImport',
  method: 'POST',
  path: '/v1/imports/{processId}/cancel',
  resource,
  summary: 'Stops an import between two batches; rows that are written stay (F20)',
  roles: supervisors,
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
  summary: 'The template file: headers in the language of the company, and an example (B26)',
  roles: readers,
  params: z.strictObject({ kind: ImportKindSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.string(),
  answerType: 'text/csv',
  errors: ['VALUE_INVALID'],
});

export const importRoutes = [createImport, confirmImport, cancelImport, getImportTemplate] as const;
