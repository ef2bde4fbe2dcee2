/** An entry of "do not disturb" as it lies in the gate (Q7). */
import * as z from 'zod';
import { ChannelSchema, DndScopeSchema, DndSourceSchema } from '#contract/vocabulary-schemas.ts';

/** The customer does not want these messages. `at` in epoch ms. */
export const StoredDndEntrySchema = z.object({
  channel: ChannelSchema,
  scope: DndScopeSchema,
  source: DndSourceSchema,
  at: z.int(),
  /** Of the address that refuses. None: set by people, or written before refusals belonged to addresses. */
  hash: z.string().exactOptional(),
});
export type DndEntry = z.infer<typeof StoredDndEntrySchema>;
