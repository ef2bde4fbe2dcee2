/** Environment of `schedules-night-run`. */
import { BaseEnvironment, ExportsQueue } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ExportsQueue.shape);
