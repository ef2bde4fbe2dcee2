/** Environment of `schedules-night-run`. */
import { BaseEnvironment, ExportsQueue, PrivacyQueue } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ExportsQueue.shape).extend(PrivacyQueue.shape);
