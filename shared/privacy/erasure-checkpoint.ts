/** Where an erasure stands. What it holds of the person are hashes, and it is gone when the erasure has ended. */
import * as z from 'zod';
import { type ErasureCounts, ErasureCountsSchema } from '#contract/privacy.ts';
import type { ErasureStage } from '#contract/privacy-words.ts';

/** Steps in their order, and as what people see them. The second half finds what was written while the first ran. */
export const stageOfStep = {
  gather: 'begin',
  files: 'files',
  uploads: 'files',
  inbound: 'inbound',
  events: 'inbound',
  messages: 'messages',
  records: 'records',
  settle: 'settle',
  filesAgain: 'again',
  messagesAgain: 'again',
  recordsAgain: 'again',
  leftovers: 'again',
  receipt: 'again',
} as const satisfies Record<string, ErasureStage>;
export type ErasureStep = keyof typeof stageOfStep;

export const noCounts: ErasureCounts = {
  messages: 0,
  fileVersions: 0,
  processes: 0,
  waiting: 0,
  addresses: 0,
  records: 0,
  views: 0,
};

export const ErasureCheckpointSchema = z.object({
  starts: z.number(),
  step: z.enum(Object.keys(stageOfStep) as [ErasureStep, ...ErasureStep[]]),
  /** Place within the step: what was done last. */
  after: z.string().nullable(),
  /** A worker still held a message: the step is done once more. */
  left: z.boolean(),
  /** Ids of the customer and of those merged into it. */
  members: z.array(z.string()),
  /** By what the person is found in texts (`person-marks.ts`). */
  marks: z.array(z.string()),
  counts: ErasureCountsSchema,
});
export type ErasureCheckpoint = z.infer<typeof ErasureCheckpointSchema>;

export const firstErasureCheckpoint = (): ErasureCheckpoint => ({
  starts: 0,
  step: 'gather',
  after: null,
  left: false,
  members: [],
  marks: [],
  counts: noCounts,
});
