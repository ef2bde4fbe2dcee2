/** Environment of `api-accounts`. */
import { ApiEnvironment, EveryProvider } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(EveryProvider.shape);
