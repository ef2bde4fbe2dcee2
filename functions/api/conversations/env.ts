/** Environment of `api-conversations`. */
import { BaseEnvironment, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape);
