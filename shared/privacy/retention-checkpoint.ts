/** Where the removal of what has ended stands: dates and keys only. */
import * as z from 'zod';
import { type RetentionPeriods, RetentionStateSchema } from '#contract/retention.ts';
import { retentionKindNames } from '#contract/retention-words.ts';

/** In their order. */
const retentionSteps = ['begin', 'register', 'unassigned', 'files', 'audit', 'processes', 'end'] as const;

export const RetentionCheckpointSchema = z.object({
  starts: z.number(),
  step: z.enum(retentionSteps),
  /** Version of the periods that are applied. */
  version: z.number(),
  /** Date of the register that is looked at. */
  day: z.string(),
  /** First date that is looked at, by kind: until then it was done by runs before. */
  from: z.partialRecord(z.enum(retentionKindNames), z.string()),
  /** True when it looks at all dates. */
  isWhole: z.boolean(),
  /** Key of what was looked at last. */
  after: z.record(z.string(), z.string()).nullable(),
  removed: RetentionStateSchema.shape.removed,
});
export type RetentionCheckpoint = z.infer<typeof RetentionCheckpointSchema>;

export const noneRemoved = () =>
  Object.fromEntries(retentionKindNames.map((kind) => [kind, 0])) as Record<keyof RetentionPeriods, number>;

export const firstRetentionCheckpoint = (): RetentionCheckpoint => ({
  starts: 0,
  step: 'begin',
  version: 0,
  day: '',
  from: {},
  isWhole: false,
  after: null,
  removed: noneRemoved(),
});
