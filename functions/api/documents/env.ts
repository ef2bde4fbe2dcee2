/** Environment of `api-documents`. */
import { BaseEnvironment, FilesBucket } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(FilesBucket.shape);
