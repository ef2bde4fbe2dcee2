/** Environment of `api-templates`. */
import { ApiEnvironment } from '../../environment.ts';

export const Environment = ApiEnvironment;
