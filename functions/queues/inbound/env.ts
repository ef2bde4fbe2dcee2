/** Environment of `queues-inbound`. */
import { BaseEnvironment, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape);
