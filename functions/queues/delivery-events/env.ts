/** Environment of `queues-delivery-events`. */
import { BaseEnvironment, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape);
