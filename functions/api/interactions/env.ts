/** Environment of `api-interactions`. */
import { ApiEnvironment } from '../../environment.ts';

export const Environment = ApiEnvironment;
