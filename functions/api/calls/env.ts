/** Environment of `api-calls`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
