/** Environment of `schedules-due-work`. */
import { BaseEnvironment, SendQueues } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueues.shape);
