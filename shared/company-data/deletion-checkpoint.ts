/** Where the deletion of a company stands: keys, ids and counts only. */
import * as z from 'zod';
import { CompanyDeletion } from '#shared/companies/entities.ts';
import { WalkPlaceSchema } from './company-items.ts';
import { CompanyMarksSchema } from './whose-item.ts';

/** In their order; from `items` on back to `settle` until a whole walk has found nothing. */
const deletionSteps = ['close', 'users', 'settle', 'files', 'items', 'receipt'] as const;

export const DeletionCheckpointSchema = z.object({
  starts: z.number(),
  step: z.enum(deletionSteps),
  marks: CompanyMarksSchema,
  /** Epoch ms until which it waits for what was under way. */
  until: z.number(),
  /** Position among the folders of the bucket. */
  folder: z.number(),
  place: WalkPlaceSchema,
  /** Whether this round has found something. */
  found: z.boolean(),
  counts: CompanyDeletion.schema.shape.counts,
});
export type DeletionCheckpoint = z.infer<typeof DeletionCheckpointSchema>;
