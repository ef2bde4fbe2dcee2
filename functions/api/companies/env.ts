/** Environment of `api-companies`. */
import * as z from 'zod';
import { ApiEnvironment, CompanyQueue, UserPoolId } from '../../environment.ts';

export const Environment = ApiEnvironment.extend(UserPoolId.shape)
  .extend(CompanyQueue.shape)
  .extend({
    /** Days that the deletion of a company waits. */
    COMPANY_DELETION_DAYS: z.coerce.number<string>().int().min(1),
  });
