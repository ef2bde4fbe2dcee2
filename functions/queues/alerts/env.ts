/** Environment of `queues-alerts`. */
import { AlertsQueue, BaseEnvironment, EmailProvider } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(AlertsQueue.shape).extend(EmailProvider.shape);
