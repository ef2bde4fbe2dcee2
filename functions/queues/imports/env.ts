/** Environment of `queues-imports`. */
import { BulkEnvironment, FilesBucketName, ImportsQueue } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(ImportsQueue.shape).extend(FilesBucketName.shape);
