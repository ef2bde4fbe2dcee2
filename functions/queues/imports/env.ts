/** Environment of `queues-imports`. */
import { BulkEnvironment, FilesBucket, ImportsQueue } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(ImportsQueue.shape).extend(FilesBucket.shape);
