/** Environment of `queues-send-sms`. */
import { BaseEnvironment, SendPace, SmsProvider } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SmsProvider.shape).extend(SendPace.shape);
