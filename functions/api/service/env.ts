/** Environment of `api-service`, which has no table. */
import { ServiceEnvironment } from '../../environment.ts';

export const Environment = ServiceEnvironment;
