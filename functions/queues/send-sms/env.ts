/** Environment of `queues-send-sms`. */
import { BaseEnvironment, SendPace, SmsSettings } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SmsSettings.shape).extend(SendPace.shape);
