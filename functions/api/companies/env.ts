/** Environment of `api-companies`. */
import { ApiEnvironment, UserPoolId } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(UserPoolId.shape);
