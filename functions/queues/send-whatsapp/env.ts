/** Environment of `queues-send-whatsapp`. */
import { BaseEnvironment, FilesBucket, SendPace } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape).extend(SendPace.shape);
