/** Environment of `queues-inbound`. */
import { BaseEnvironment, FilesBucketName, MailQueue, SmsProvider } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucketName.shape)
  .extend(MailQueue.shape)
  .extend(SmsProvider.shape);
