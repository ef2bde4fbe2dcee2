/** Environment of `schedules-due-work`. */
import { BaseEnvironment, ExportsQueue, FilesBucketName, ImportsQueue, SendQueueUrls } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueueUrls.shape)
  .extend(ExportsQueue.shape)
  .extend(ImportsQueue.shape)
  .extend(FilesBucketName.shape);
