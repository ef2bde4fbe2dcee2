/** Environment of `queues-send-email`. */
import { BaseEnvironment, EmailSettings, InboundMail, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape).extend(InboundMail.shape).extend(SendPace.shape);
import { BaseEnvironment, EmailSettings, FilesBucket, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape).extend(FilesBucket.shape).extend(SendPace.shape);
