/** Environment of `queues-exports`. */
import { BulkEnvironment, ConsoleAddress, ExportsQueue, FilesBucket } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(ExportsQueue.shape)
  .extend(FilesBucket.shape)
  .extend(ConsoleAddress.shape);
