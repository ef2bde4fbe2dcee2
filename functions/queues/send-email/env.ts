/** Environment of `queues-send-email`. */
import { BaseEnvironment, EmailSettings, FilesBucket, InboundMail, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape)
  .extend(InboundMail.shape)
  .extend(FilesBucket.shape)
  .extend(SendPace.shape);
