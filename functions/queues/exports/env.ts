/** Environment of `queues-exports`. */
import { BulkEnvironment, ConsoleAddress, ExportsQueue, FilesBucketName } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(ExportsQueue.shape)
  .extend(FilesBucketName.shape)
  .extend(ConsoleAddress.shape);
