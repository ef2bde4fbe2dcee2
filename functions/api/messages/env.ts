/** Environment of `api-messages`. */
import { ApiEnvironment, FilesBucketName, SendQueueUrls } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(SendQueueUrls.shape).extend(FilesBucketName.shape);
