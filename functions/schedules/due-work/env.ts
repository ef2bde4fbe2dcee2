/** Environment of `schedules-due-work`. */
import {
  AlertsQueue,
  BaseEnvironment,
  CompanyQueue,
  ExportsQueue,
  FilesBucketName,
  ImportsQueue,
  PrivacyQueue,
  SendQueueUrls,
} from '../../environment.ts';

export const Environment = BaseEnvironment.extend(SendQueueUrls.shape)
  .extend(ExportsQueue.shape)
  .extend(ImportsQueue.shape)
  .extend(PrivacyQueue.shape)
  .extend(AlertsQueue.shape)
  .extend(CompanyQueue.shape)
  .extend(FilesBucketName.shape);
