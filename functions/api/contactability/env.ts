/** Environment of `api-contactability`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
