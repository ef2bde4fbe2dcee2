/** Environment of `operations-provision-company`. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment;
