/** Environment of `api-calls`. */
import { ApiEnvironment, FilesBucketName } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(FilesBucketName.shape);
