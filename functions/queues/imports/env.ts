/** Environment of `queues-imports`. */
import { BaseEnvironment, FilesBucket, ImportsQueue } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ImportsQueue.shape).extend(FilesBucket.shape);
