/** Environment of `api-exports`. */
import { ApiEnvironment, ExportsQueue } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(ExportsQueue.shape);
