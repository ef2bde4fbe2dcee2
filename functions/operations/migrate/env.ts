/** Environment of `operations-migrate`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
