/** Environment of `queues-company`. */
import { BulkEnvironment, CompanyQueue, ConsoleAddress, FilesBucketName, UserPoolId } from '../../environment.ts';

export const Environment = BulkEnvironment.extend(CompanyQueue.shape)
  .extend(FilesBucketName.shape)
  .extend(UserPoolId.shape)
  .extend(ConsoleAddress.shape);
