/** Environment of `operations-hold-sending`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
