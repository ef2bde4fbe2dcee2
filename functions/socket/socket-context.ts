/** What the authorizer hands to `$connect` (`requestContext.authorizer`): text, as API Gateway passes it on. */
import * as z from 'zod';

export const SocketContextSchema = z.object({
  tenant: z.string(),
  userId: z.string(),
  /** Epoch ms. */
  tokenEndsAt: z.string().regex(/^\d+$/),
});
export type SocketContext = z.infer<typeof SocketContextSchema>;
