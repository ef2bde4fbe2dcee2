/** Environment of `operations-provision-company`. */
import { BaseEnvironment, InboundDomain } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(InboundDomain.shape);
