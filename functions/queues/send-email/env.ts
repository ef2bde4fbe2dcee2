/** Environment of `queues-send-email`. */
import { BaseEnvironment, EmailSettings, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape).extend(SendPace.shape);
