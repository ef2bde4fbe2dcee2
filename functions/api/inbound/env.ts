/** Environment of `api-inbound`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
