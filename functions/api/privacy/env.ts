/** Environment of `api-privacy`. */
import { ApiEnvironment, PrivacyQueue } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(PrivacyQueue.shape);
