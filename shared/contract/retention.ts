/** How long a company keeps what (Ley 21.719 art. 3, LGPD art. 15; ADR 67). */
import * as z from 'zod';
import { rule, TimestampSchema } from './fields.ts';
import { type RetentionKind, retentionKindNames, retentionKinds } from './retention-words.ts';
import { administrators, defineRoute } from './route.ts';

const PeriodSchema = z.int();

/** The kind is kept no longer than the one that it goes with. */
const isWithin = (periods: Readonly<Record<RetentionKind, number>>): boolean =>
  retentionKindNames.every((kind) => {
    const kept = retentionKinds[kind];
    return !('within' in kept) || periods[kind] <= periods[kept.within];
  });

/** Months, or days of what is kept for days, by kind. */
export const RetentionPeriodsSchema = z
  .strictObject(
    Object.fromEntries(
      retentionKindNames.map((kind) => {
        const { least, most } = retentionKinds[kind];
        return [kind, PeriodSchema.min(least).max(most)];
      }),
    ) as Record<RetentionKind, typeof PeriodSchema>,
  )
  .refine(
    isWithin,
    rule('VALUE_INVALID', 'Contents are kept no longer than communications, files no longer than contents.'),
  );
export type RetentionPeriods = z.output<typeof RetentionPeriodsSchema>;

export const RetentionSchema = z.strictObject({
  periods: RetentionPeriodsSchema,
  /** False: nobody has chosen yet, `periods` are the standard ones, and nothing is removed. */
  inForce: z.boolean(),
  /** 0: never chosen. */
  version: z.int(),
  updatedAt: TimestampSchema.nullable(),
  /** Process of the last night that removed what had ended. */
  lastRun: z.strictObject({ processId: z.string(), finishedAt: TimestampSchema }).nullable(),
});
export type Retention = z.output<typeof RetentionSchema>;

/** Of a process that removes what has ended: how much of each kind. */
export const RetentionStateSchema = z.strictObject({
  periods: RetentionPeriodsSchema,
  removed: z.strictObject(
    Object.fromEntries(retentionKindNames.map((kind) => [kind, z.int()])) as Record<RetentionKind, typeof PeriodSchema>,
  ),
});
export type RetentionState = z.infer<typeof RetentionStateSchema>;

export const getRetention = defineRoute({
  id: 'getRetention',
  method: 'GET',
  path: '/v1/settings/retention',
  resource: 'privacy',
  summary: 'Reads how long the company keeps what',
  roles: administrators,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: RetentionSchema,
  errors: [],
});

export const putRetention = defineRoute({
  id: 'putRetention',
  method: 'PUT',
  path: '/v1/settings/retention',
  resource: 'privacy',
  summary: 'Sets how long the company keeps what; the following night removes what has ended, whenever it was stored',
  roles: administrators,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: z.strictObject({ periods: RetentionPeriodsSchema }),
  status: 200,
  answer: RetentionSchema,
  errors: ['VERSION_CONFLICT'],
  ifMatch: true,
});

export const retentionRoutes = [getRetention, putRetention] as const;
