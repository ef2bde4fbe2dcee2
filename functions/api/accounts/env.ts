/** Environment of `api-accounts`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
