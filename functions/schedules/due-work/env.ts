/** Environment of `schedules-due-work`. */
import { BaseEnvironment, ExportsQueue, FilesBucket, SendQueues } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueues.shape)
  .extend(ExportsQueue.shape)
  .extend(FilesBucket.shape);
