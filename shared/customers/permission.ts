/** Entries of "do not disturb" as they lie in the gate (Q7). */
import * as z from 'zod';
import { ChannelSchema, DndScopeSchema, DndSourceSchema } from '#contract/vocabulary-schemas.ts';

/** The customer does not want these messages. `at` in epoch ms. */
export const DndEntrySchema = z.object({
  channel: ChannelSchema,
  scope: DndScopeSchema,
  source: DndSourceSchema,
  at: z.int(),
});
export type DndEntry = z.infer<typeof DndEntrySchema>;
