/**
 * Exports on request and standing reports (B35–B41, F21, F22, Q4). The tray Interacciones is exported off-line only: the
 * request is taken, the file is written in the company's night, once a day for each user. The other trays are exported at
 * once, by the same machinery.
 */
import * as z from 'zod';
import { customerColumns, customerFileColumns } from './customer-columns.ts';
import { CustomerFilterSchema } from './customers.ts';
import { type ExportTray, exportTrays } from './export-trays.ts';
import { DaySchema, IdSchema, lineField, pageOf, TimestampSchema } from './fields.ts';
import { interactionColumns, registerRangeDays } from './interaction-columns.ts';
import { InteractionFilterSchema } from './interactions.ts';
import { processErrorColumns } from './process-error-columns.ts';
import { ProcessFilterSchema } from './process-filters.ts';
import { defineRoute, readers, supervisors } from './route.ts';
import { longestValues } from './values-text.ts';
import type { Label } from './vocabulary.ts';
import { ProcessStateSchema } from './vocabulary-schemas.ts';

const resource = 'exports';

export const ExportTraySchema = z.enum(exportTrays);

/** Columns by tray: those of the list itself (B16–B22), and the customers' addresses. */
export const exportColumns: Readonly<Record<ExportTray, Readonly<Record<string, Label>>>> = {
  interactions: interactionColumns,
  customers: customerFileColumns,
  processErrors: processErrorColumns,
};

/** Columns of an export that names none: other systems get what they have always got. */
export const standardColumns = (tray: ExportTray, type: z.infer<typeof ExportFileTypeSchema>): readonly string[] =>
  Object.keys(tray === 'customers' && type === 'machine' ? customerColumns : exportColumns[tray]);

const { limit: _limit, cursor: _cursor, sort: _sort, ...interactionFilters } = InteractionFilterSchema.shape;
const { from: _from, to: _to, ...registerFilters } = interactionFilters;
const { limit: _l, cursor: _c, sort: _s, lastContact: _shown, ...customerFilters } = CustomerFilterSchema.shape;

/** Filters by tray: those of the list, without range, order and page. Values are texts, as in a query. */
export const exportFilters = {
  interactions: z.strictObject(registerFilters),
  customers: z.strictObject(customerFilters),
  processErrors: ProcessFilterSchema,
} as const satisfies Record<ExportTray, z.ZodType>;

const FiltersSchema = z.record(z.string().max(40), z.string().max(longestValues));
const ColumnsSchema = z.array(z.string().max(60)).min(1).max(60);

export const ExportFileTypeSchema = z.enum(['machine', 'csv', 'xlsx']);
export const ExportDatesSchema = z.enum(['iso', 'local']);

/** How a file is written. */
export const ExportFormatSchema = z.strictObject({
  /**
   * `machine`: CSV with commas, ids and texts, the same in every country. `xlsx`: a workbook with typed cells and names;
   * `csv`: the same as the spreadsheets of the company's country split it. `bom` and `dates` are those of `machine`.
   */
  type: ExportFileTypeSchema.default('machine'),
  /** A byte-order mark in front, by which Excel knows UTF-8. */
  bom: z.boolean().default(true),
  /** `iso`: with the offset of the company's zone. `local`: `22/11/2026 10:00:00` in that zone, without offset. */
  dates: ExportDatesSchema.default('iso'),
});

interface Selection {
  readonly tray: ExportTray;
  readonly filters: Readonly<Record<string, string>>;
  readonly columns?: readonly string[] | undefined;
}

/** Filters and columns must be those of the tray. */
const checkSelection = ({ tray, filters, columns }: Selection, context: z.RefinementCtx): void => {
  const issue = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path, params: { code: 'FILTER_INVALID' }, message });
  const parsed = exportFilters[tray].safeParse(filters);
  for (const { path, message } of parsed.error?.issues ?? []) issue(['filters', ...path], message);
  for (const [index, column] of (columns ?? []).entries()) {
    if (!Object.hasOwn(exportColumns[tray], column)) issue(['columns', index], `The tray has no column "${column}".`);
    if (columns?.indexOf(column) !== index) issue(['columns', index], `Column "${column}" is repeated.`);
  }
};

export const ExportCreateSchema = z
  .strictObject({
    tray: ExportTraySchema,
    /** Local dates, both ends counted; at most 45 (B36). The register needs both or is exported up to today. */
    from: DaySchema.optional(),
    to: DaySchema.optional(),
    filters: FiltersSchema.default({}),
    /** In this order; all columns of the tray without it. */
    columns: ColumnsSchema.optional(),
    format: ExportFormatSchema.default({ type: 'machine', bom: true, dates: 'iso' }),
    /** Takes the place of the request of the same day that has not run yet (Q4). */
    replace: z.boolean().default(false),
  })
  .superRefine(checkSelection);
export type ExportCreate = z.output<typeof ExportCreateSchema>;

export const ExportRequestedSchema = z.strictObject({
  processId: z.string(),
  state: ProcessStateSchema,
  /** When it is written: in the company's next night, or now. */
  runsAt: TimestampSchema,
  /** The text that people confirmed, in the company's language (B37). */
  notice: z.string(),
});

const exportParams = z.strictObject({ processId: IdSchema });

export const createExport = defineRoute({
  id: 'createExport',
  method: 'POST',
  path: '/v1/exports',
  resource,
  summary: 'Requests an export of a filtered list; interactions are exported overnight, once a day (B35–B40)',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: ExportCreateSchema,
  status: 202,
  answer: ExportRequestedSchema,
  errors: [
    'RANGE_TOO_LONG',
    'RANGE_INVALID',
    'DATE_FORMAT',
    'DATE_INVALID',
    'DATE_OUT_OF_RANGE',
    'FILTER_INVALID',
    'EXPORT_ALREADY_REQUESTED',
  ],
  idempotency: 'optional',
});

export const cancelExport = defineRoute({
  id: 'cancelExport',
  method: 'POST',
  path: '/v1/exports/{processId}/cancel',
  resource,
  summary: 'Cancels an export that has not been written yet; another can be requested that day (Q4)',
  roles: supervisors,
  scope: 'closed',
  params: exportParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ processId: z.string(), state: ProcessStateSchema }),
  errors: ['NOT_FOUND', 'PROCESS_ENDED'],
});

export const retryExport = defineRoute({
  id: 'retryExport',
  method: 'POST',
  path: '/v1/exports/{processId}/retry',
  resource,
  summary: 'Rewrites a failed or expired export or report, as of the same moment (F21)',
  roles: supervisors,
  scope: 'closed',
  params: exportParams,
  query: undefined,
  body: undefined,
  status: 202,
  answer: z.strictObject({ processId: z.string(), state: ProcessStateSchema }),
  errors: ['NOT_FOUND', 'PROCESS_NOT_FAILED'],
});

/** A report that is written every night with the company's own selection. */
export const StandingReportInputSchema = z
  .strictObject({
    name: lineField(60),
    filters: FiltersSchema.default({}),
    columns: ColumnsSchema.optional(),
    format: ExportFormatSchema.default({ type: 'machine', bom: true, dates: 'iso' }),
    /** Dates that each report covers, up to yesterday. */
    days: z.int().min(1).max(registerRangeDays).default(1),
    active: z.boolean().default(true),
    /** Users who are told by e-mail, with a link into the console and never the file. */
    notify: z.array(IdSchema).max(20).default([]),
  })
  .superRefine((input, context) => checkSelection({ ...input, tray: 'interactions' }, context));
export type StandingReportInput = z.output<typeof StandingReportInputSchema>;

export const StandingReportSchema = z.strictObject({
  reportId: z.string(),
  name: z.string(),
  filters: FiltersSchema,
  columns: z.array(z.string()),
  format: ExportFormatSchema,
  days: z.int(),
  active: z.boolean(),
  notify: z.array(z.string()),
  createdBy: z.string(),
  updatedAt: TimestampSchema,
  version: z.int(),
});
export type StandingReport = z.infer<typeof StandingReportSchema>;

/** Most standing reports of one company. */
export const standingReportLimit = 20;

const reportParams = z.strictObject({ reportId: IdSchema });

export const listStandingReports = defineRoute({
  id: 'listStandingReports',
  method: 'GET',
  path: '/v1/standing-reports',
  resource,
  summary: 'Lists the standing reports, which are written every night',
  roles: readers,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: pageOf(StandingReportSchema),
  errors: [],
});

export const createStandingReport = defineRoute({
  id: 'createStandingReport',
  method: 'POST',
  path: '/v1/standing-reports',
  resource,
  summary: 'Creates a standing report of interactions, written every night',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: StandingReportInputSchema,
  status: 201,
  answer: StandingReportSchema,
  errors: ['FILTER_INVALID', 'STANDING_REPORT_LIMIT', 'USER_NOT_FOUND'],
  idempotency: 'optional',
});

export const putStandingReport = defineRoute({
  id: 'putStandingReport',
  method: 'PUT',
  path: '/v1/standing-reports/{reportId}',
  resource,
  summary: 'Replaces a standing report; it takes effect the next night',
  roles: supervisors,
  scope: 'closed',
  params: reportParams,
  query: undefined,
  body: StandingReportInputSchema,
  status: 200,
  answer: StandingReportSchema,
  errors: ['NOT_FOUND', 'FILTER_INVALID', 'VERSION_CONFLICT', 'USER_NOT_FOUND'],
  ifMatch: true,
});

export const deleteStandingReport = defineRoute({
  id: 'deleteStandingReport',
  method: 'DELETE',
  path: '/v1/standing-reports/{reportId}',
  resource,
  summary: 'Deletes a standing report; its files are kept as long as any others',
  roles: supervisors,
  scope: 'closed',
  params: reportParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ reportId: z.string() }),
  errors: ['NOT_FOUND'],
});

export const exportRoutes = [
  createExport,
  cancelExport,
  retryExport,
  listStandingReports,
  createStandingReport,
  putStandingReport,
  deleteStandingReport,
] as const;
