/** Environment of `queues-exports`. */
import { BaseEnvironment, ConsoleAddress, ExportsQueue, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ExportsQueue.shape)
  .extend(FilesBucket.shape)
  .extend(ConsoleAddress.shape);
