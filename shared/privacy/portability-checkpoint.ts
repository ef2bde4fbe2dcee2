/** Where the making of a person's file stands: ids and places only. */
import * as z from 'zod';
import { firstZipPlace, ZipPlaceSchema } from '#shared/processes/zip-upload.ts';

/** In their order. */
export const portabilitySteps = ['person', 'addresses', 'messages', 'files', 'notes'] as const;

export const PortabilityCheckpointSchema = z.object({
  starts: z.number(),
  step: z.enum(portabilitySteps),
  /** Number of the member that is worked on. */
  member: z.number(),
  /** Sort key of what was written last; null: nothing of the member in this step. */
  after: z.string().nullable(),
  /** Ids of the customer and of those merged into it; empty: they were not looked for yet. */
  members: z.array(z.string()),
  /** Records by kind. */
  counts: z.record(z.string(), z.number()),
  zip: ZipPlaceSchema,
});
export type PortabilityCheckpoint = z.infer<typeof PortabilityCheckpointSchema>;

/** @param key under which the file will stand */
export const firstPortabilityCheckpoint = (key: string, starts: number): PortabilityCheckpoint => ({
  starts,
  step: 'person',
  member: 0,
  after: null,
  members: [],
  counts: {},
  zip: firstZipPlace(key),
});
