/** Where an action on many alerts stands. */
import * as z from 'zod';
import { type AlertActionCounts, AlertActionCountsSchema } from '#contract/alert-actions.ts';

export const ActionCheckpointSchema = z.object({
  starts: z.number(),
  /** Of a clearing or marking: number of the item of addresses, and how many of them are done. */
  item: z.number(),
  done: z.number(),
  /** Of an undo: sort key of the last change that was looked at. */
  after: z.string().nullable(),
  counts: AlertActionCountsSchema,
});
export type ActionCheckpoint = z.infer<typeof ActionCheckpointSchema>;

export const noCounts: AlertActionCounts = { changed: 0, unchanged: 0, changedSince: 0, failed: 0 };

export const firstActionCheckpoint = (): ActionCheckpoint => ({
  starts: 0,
  item: 0,
  done: 0,
  after: null,
  counts: noCounts,
});

/** How each address of a step ended. */
export type AlertOutcome = keyof AlertActionCounts;

export const countOutcomes = (counts: AlertActionCounts, outcomes: readonly AlertOutcome[]): AlertActionCounts => {
  const sum = { ...counts };
  for (const outcome of outcomes) sum[outcome] += 1;
  return sum;
};
