/** Environment of `api-companies`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
