/** Environment of `api-exports`. */
import { BaseEnvironment, ExportsQueue } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(ExportsQueue.shape);
