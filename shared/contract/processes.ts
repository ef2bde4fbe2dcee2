/** Log de procesos: night reports now, imports and exports as they come (B34, B38, B39). */
import * as z from 'zod';
import { IdSchema, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { defineRoute, readers, supervisors } from './route.ts';
import { ProcessKindSchema, ProcessStateSchema } from './vocabulary.ts';

const resource = 'processes';

export const ProcessSchema = z.strictObject({
  processId: z.string(),
  kind: ProcessKindSchema,
  state: ProcessStateSchema,
  /** Local date that a night report covers. */
  date: z.string().nullable(),
  createdAt: TimestampSchema,
  startedAt: TimestampSchema.nullable(),
  finishedAt: TimestampSchema.nullable(),
  requestedBy: z.string(),
  progress: z.strictObject({ done: z.int(), total: z.int().nullable() }),
  files: z.array(
    z.strictObject({
      name: z.string(),
      contentType: z.string(),
      size: z.int(),
      rows: z.int().nullable(),
      sha256: z.string().nullable(),
    }),
  ),
  error: z.string().nullable(),
});
export type Process = z.infer<typeof ProcessSchema>;

const processParams = z.strictObject({ processId: IdSchema });

export const listProcesses = defineRoute({
  id: 'listProcesses',
  method: 'GET',
  path: '/v1/processes',
  resource,
  summary: 'Lists processes, newest first',
  roles: readers,
  params: undefined,
  query: z.strictObject({ kind: ProcessKindSchema.optional(), state: ProcessStateSchema.optional(), ...pageQuery }),
  body: undefined,
  status: 200,
  answer: pageOf(ProcessSchema),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'CURSOR_INVALID'],
});

export const getProcess = defineRoute({
  id: 'getProcess',
  method: 'GET',
  path: '/v1/processes/{processId}',
  resource,
  summary: 'Reads a process',
  roles: readers,
  params: processParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: ProcessSchema,
  errors: ['NOT_FOUND'],
});

export const getProcessFile = defineRoute({
  id: 'getProcessFile',
  method: 'GET',
  path: '/v1/processes/{processId}/files/{name}',
  resource,
  summary: 'Gives a pre-signed link to a file, valid for 5 minutes (B39)',
  roles: supervisors,
  params: z.strictObject({ processId: IdSchema, name: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ url: z.string(), expiresAt: TimestampSchema }),
  errors: ['NOT_FOUND', 'FILE_NOT_READY', 'FILE_EXPIRED'],
});

export const processRoutes = [listProcesses, getProcess, getProcessFile] as const;
