/** Environment of `queues-send-email`. */
import { BaseEnvironment, EmailProvider, FilesBucketName, InboundMail, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailProvider.shape)
  .extend(InboundMail.shape)
  .extend(FilesBucketName.shape)
  .extend(SendPace.shape);
