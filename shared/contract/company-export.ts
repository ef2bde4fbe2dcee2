/** Export of everything that a company has (ADR 69). */
import * as z from 'zod';
import { TimestampSchema } from './fields.ts';
import { administrators, defineRoute } from './route.ts';
import { ProcessStateSchema } from './vocabulary-schemas.ts';

/** Of a process that exports a company. */
export const CompanyExportStateSchema = z.strictObject({
  /** Records found so far, by their file without its ending: `customers`, `messages`. */
  records: z.record(z.string(), z.int()),
  /** Attachments, recordings, mails, imported and exported files that are in it so far. */
  files: z.int(),
  /** Records that could not be read and are left out. */
  unreadable: z.int(),
  /** Users who were given a link to it. */
  takenBy: z.array(z.string()),
});

const CompanyExportSchema = z.strictObject({
  processId: z.string(),
  state: ProcessStateSchema,
  requestedAt: TimestampSchema,
  requestedBy: z.string(),
  finishedAt: TimestampSchema.nullable(),
  /** Records and files that are in it so far. */
  done: z.int(),
  /** Why there is none; null while it is made. */
  error: z.string().nullable(),
  /** Its zips; links are made by `GET /v1/processes/{processId}/files/{name}`. Size in bytes. */
  files: z.array(z.strictObject({ name: z.string(), size: z.int() })),
});
export type CompanyExportAnswer = z.infer<typeof CompanyExportSchema>;

const common = {
  path: '/v1/company/export',
  resource: 'companies',
  roles: administrators,
  params: undefined,
  query: undefined,
  body: undefined,
  errors: [],
} as const;

export const getCompanyExport = defineRoute({
  ...common,
  id: 'getCompanyExport',
  method: 'GET',
  // How far it is, and nothing of anybody.
  scope: 'company',
  summary: 'Reads the last export of everything that the company has',
  status: 200,
  answer: z.strictObject({ export: CompanyExportSchema.nullable() }),
});

export const requestCompanyExport = defineRoute({
  ...common,
  id: 'requestCompanyExport',
  method: 'POST',
  // Of all customers: nothing for whoever sees only their own.
  scope: 'closed',
  summary: 'Begins the export of everything that the company has, or answers with the one that is being made',
  status: 202,
  answer: CompanyExportSchema,
});

export const companyExportRoutes = [getCompanyExport, requestCompanyExport] as const;
