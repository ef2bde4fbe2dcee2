/** Environment of `queues-delivery-events`. */
import { BaseEnvironment, FilesBucketName } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucketName.shape);
