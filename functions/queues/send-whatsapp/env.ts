/** Environment of `queues-send-whatsapp`. */
import { BaseEnvironment, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendPace.shape);
