/** Environment of `schedules-template-sync`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
