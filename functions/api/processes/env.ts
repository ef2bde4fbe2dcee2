/** Environment of `api-processes`. */
import { ApiEnvironment, FilesBucketName, ImportsQueue } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(FilesBucketName.shape).extend(ImportsQueue.shape);
