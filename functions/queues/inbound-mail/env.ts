/** Environment of `queues-inbound-mail`. */
import { BaseEnvironment, FilesBucketName, InboundMail } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucketName.shape).extend(InboundMail.shape);
