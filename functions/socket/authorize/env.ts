/** Environment of `socket-authorize`: it knows tokens, and nothing of the table. */
import * as z from 'zod';
import { ServiceEnvironment } from '../../environment.ts';

export const Environment = ServiceEnvironment.extend({
  ISSUER_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  TOKEN_SCOPE: z.string().min(1),
});
