/** Environment of `api-customers`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
