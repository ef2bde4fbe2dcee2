/** Environment of `streams-projections`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
