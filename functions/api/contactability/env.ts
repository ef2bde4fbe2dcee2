/** Environment of `api-contactability`. */
import { BaseEnvironment, EmailSettings } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(EmailSettings.shape);
