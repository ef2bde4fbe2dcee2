/** Saved views that a company shares: filters, columns and order of a list (B22, F22). Own ones: `GET /v1/me/views`. */
import * as z from 'zod';
import { customerColumns } from './customer-columns.ts';
import { CustomerFilterSchema } from './customers.ts';
import { IdSchema, lineField, pageOf, TimestampSchema } from './fields.ts';
import { interactionColumns } from './interaction-columns.ts';
import { InteractionFilterSchema } from './interactions.ts';
import { defineRoute, readers, writers } from './route.ts';
import { longestValues } from './values-text.ts';

const resource = 'companies';

/** Most shared views of one list. */
export const sharedViewLimit = 100;

/** Columns of customers that are no data of a file: heart, address, the action (E3), and the last contact. */
const listedColumns = ['favorite', 'contact', 'actions', 'lastContact'] as const;

/** Lists that have shared views, each with the filters and columns of the list itself. */
export const viewLists = {
  customers: { filter: CustomerFilterSchema, columns: [...Object.keys(customerColumns), ...listedColumns] },
  interactions: { filter: InteractionFilterSchema, columns: Object.keys(interactionColumns) },
} as const;
export type ViewList = keyof typeof viewLists;
export const ViewListSchema = z.enum(Object.keys(viewLists) as [ViewList, ...ViewList[]]);

export const SharedViewInputSchema = z.strictObject({
  name: lineField(60),
  /** Query parameters of the list, but for paging, `columns` and `sort`. */
  filters: z.record(z.string().max(40), z.string().max(longestValues)),
  /** Ids of the list's columns in order; of customers `metadata.<key>` too. */
  columns: z.array(lineField(60)).max(60).optional(),
  sort: lineField(40).optional(),
});
export type SharedViewInput = z.infer<typeof SharedViewInputSchema>;

export const SharedViewSchema = z.strictObject({
  viewId: z.string(),
  list: ViewListSchema,
  ...SharedViewInputSchema.shape,
  /** User who made it: with supervisors and administrators the only one who changes it. */
  owner: z.string(),
  updatedAt: TimestampSchema,
  version: z.int(),
});

const listParams = z.strictObject({ list: ViewListSchema });
const viewParams = z.strictObject({ list: ViewListSchema, viewId: IdSchema });

export const listSharedViews = defineRoute({
  id: 'listSharedViews',
  method: 'GET',
  path: '/v1/views/{list}',
  resource,
  summary: "Lists the company's shared views of a list, by name (F22)",
  roles: readers,
  scope: 'company',
  params: listParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: pageOf(SharedViewSchema),
  errors: [],
});

export const createSharedView = defineRoute({
  id: 'createSharedView',
  method: 'POST',
  path: '/v1/views/{list}',
  resource,
  summary: 'Shares a view of a list with the company (F22)',
  roles: writers,
  scope: 'company',
  params: listParams,
  query: undefined,
  body: SharedViewInputSchema,
  status: 201,
  answer: SharedViewSchema,
  errors: ['FILTER_INVALID', 'VIEW_LIMIT', 'VIEW_NAME_TAKEN'],
  idempotency: 'optional',
});

export const putSharedView = defineRoute({
  id: 'putSharedView',
  method: 'PUT',
  path: '/v1/views/{list}/{viewId}',
  resource,
  summary: 'Replaces a shared view; only its owner, supervisors and administrators may (F22)',
  roles: writers,
  scope: 'company',
  params: viewParams,
  query: undefined,
  body: SharedViewInputSchema,
  status: 200,
  answer: SharedViewSchema,
  errors: ['VIEW_NOT_FOUND', 'VERSION_CONFLICT', 'FILTER_INVALID', 'VIEW_NAME_TAKEN'],
  ifMatch: true,
});

export const deleteSharedView = defineRoute({
  id: 'deleteSharedView',
  method: 'DELETE',
  path: '/v1/views/{list}/{viewId}',
  resource,
  summary: 'Deletes a shared view; only its owner, supervisors and administrators may (F22)',
  roles: writers,
  scope: 'company',
  params: viewParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ viewId: z.string() }),
  errors: ['VIEW_NOT_FOUND', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const viewRoutes = [listSharedViews, createSharedView, putSharedView, deleteSharedView] as const;
