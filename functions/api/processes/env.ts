/** Environment of `api-processes`. */
import { BaseEnvironment, FilesBucket, ImportsQueue } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape).extend(ImportsQueue.shape);
