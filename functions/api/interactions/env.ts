/** Environment of `api-interactions`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
