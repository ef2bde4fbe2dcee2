/** Environment of `schedules-due-work`. */
import { BaseEnvironment, ExportsQueue, FilesBucket, ImportsQueue, SendQueues } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueues.shape)
  .extend(ExportsQueue.shape)
  .extend(ImportsQueue.shape)
  .extend(FilesBucket.shape);
