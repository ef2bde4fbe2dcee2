/** Environment of `queues-send-email`. */
import { BaseEnvironment, EmailSettings, InboundMail, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape).extend(InboundMail.shape).extend(SendPace.shape);
