/** Environment of `api-customers`. */
import { ApiEnvironment } from '../../environment.ts';

export const Environment = ApiEnvironment;
