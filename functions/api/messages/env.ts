/** Environment of `api-messages`. */
import { BaseEnvironment, FilesBucket, SendQueues } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueues.shape).extend(FilesBucket.shape);
