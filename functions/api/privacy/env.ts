/** Environment of `api-privacy`. */
import { ApiEnvironment, FilesBucketName, PrivacyQueue } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(FilesBucketName.shape).extend(PrivacyQueue.shape);
