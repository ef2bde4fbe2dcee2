/** Environment of `schedules-integrity`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
