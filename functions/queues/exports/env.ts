/** Environment of `queues-exports`. */
import { BaseEnvironment, ExportsQueue, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ExportsQueue.shape).extend(FilesBucket.shape);
