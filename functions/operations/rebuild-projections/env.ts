/** Environment of `operations-rebuild-projections`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
