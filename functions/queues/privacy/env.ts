/** Environment of `queues-privacy`. */
import { BulkEnvironment, FilesBucketName, PrivacyQueue } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(PrivacyQueue.shape).extend(FilesBucketName.shape);
