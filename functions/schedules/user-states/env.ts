/** Environment of `schedules-user-states`. */
import * as z from 'zod';
import { BaseEnvironment, UserPoolId } from '../../environment.ts';

export const Environment = BaseEnvironment.extend(UserPoolId.shape).extend({
  /** How often a run of a minute asks the pool. */
  USER_LOOKS: z.coerce.number<string>().int().min(1),
});
