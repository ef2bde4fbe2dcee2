/** Environment of `api-templates`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
