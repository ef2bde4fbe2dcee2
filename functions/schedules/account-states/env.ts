/** Environment of `schedules-account-states`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
