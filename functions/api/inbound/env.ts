/** Environment of `api-inbound`. */
import { ApiEnvironment } from '../../environment.ts';

export const Environment = ApiEnvironment;
