/** Environment of `queues-inbound`. */
import { BaseEnvironment, FilesBucket, InboundMail } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape).extend(InboundMail.shape);
