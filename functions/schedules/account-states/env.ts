/** Environment of `schedules-account-states`. */
import { BaseEnvironment, EveryProvider } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EveryProvider.shape);
