/** Environment of `api-messages`. */
import { BaseEnvironment, SendQueues } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueues.shape);
