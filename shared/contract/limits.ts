/** How much one company and one user may ask of a deployment (B8). */
import * as z from 'zod';
import { TimestampSchema } from './fields.ts';
import { type LimitName, limitDefinitions, limitNames } from './limit-words.ts';
import { defineRoute, readers } from './route.ts';

const LimitSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
/** A value for each limit; those that are left out are the standard ones. */
export const LimitsSchema = z.strictObject(
  Object.fromEntries(limitNames.map((name) => [name, LimitSchema.default(limitDefinitions[name].standard)])) as Record<
    LimitName,
    z.ZodDefault<typeof LimitSchema>
  >,
);
export type Limits = z.output<typeof LimitsSchema>;
/** What an operator sets for one company: the others stay the deployment's. */
export const CompanyLimitsSchema = z.strictObject(
  Object.fromEntries(limitNames.map((name) => [name, LimitSchema.exactOptional()])) as Record<
    LimitName,
    z.ZodExactOptional<typeof LimitSchema>
  >,
);
export type CompanyLimits = z.output<typeof CompanyLimitsSchema>;

export const getLimits = defineRoute({
  id: 'getLimits',
  method: 'GET',
  path: '/v1/settings/limits',
  resource: 'companies',
  summary: 'Reads the limits of the company and the caller, and their current usage',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        name: z.enum(limitNames),
        limit: z.int(),
        windowSeconds: z.int(),
        /** In the present window, as far as it has been counted: counts arrive in batches of half a per cent. */
        used: z.int(),
        /** When the present window ends and everything is free again. */
        resetsAt: TimestampSchema,
      }),
    ),
  }),
  errors: [],
});

export const limitRoutes = [getLimits] as const;
