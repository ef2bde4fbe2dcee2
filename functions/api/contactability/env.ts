/** Environment of `api-contactability`. */
import { AlertsQueue, ApiEnvironment, EmailProvider, SmsProvider } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(EmailProvider.shape)
  .extend(SmsProvider.shape)
  .extend(AlertsQueue.shape);
