/** Environment of `queues-send-whatsapp`. */
import { BaseEnvironment, FilesBucketName, SendPace, WhatsAppProvider } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(WhatsAppProvider.shape)
  .extend(FilesBucketName.shape)
  .extend(SendPace.shape);
