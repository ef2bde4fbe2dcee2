import * as z from 'zod';
import type { InvocationOutcome } from '../functions/environment.ts';

/** The authorizer's words for `$connect`, or the status that refuses the connection. */
export type SocketAuthorization =
  | { readonly allowed: true; readonly context: Readonly<Record<string, unknown>> }
  | { readonly allowed: false; readonly status: 401 | 403 | 500 };

const answerSchema = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: z.unknown(), Resource: z.unknown() })),
  }),
  // Objects and lists are refused, as in API Gateway.
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/**
 * What API Gateway makes of an authorizer's answer: the error `Unauthorized` is a 401, any other error or a malformed
 * answer a 500, a policy that denies a 403. The resources of the policy are not compared: there is one route only.
 */
export const socketAuthorization = (outcome: InvocationOutcome): SocketAuthorization => {
  if (!outcome.ok) return { allowed: false, status: outcome.error.errorMessage === 'Unauthorized' ? 401 : 500 };
  const answer = answerSchema.safeParse(outcome.payload);
  if (!answer.success) return { allowed: false, status: 500 };
  const { principalId, policyDocument, context } = answer.data;
  const effects = policyDocument.Statement.map(({ Effect }) => Effect);
  if (!effects.includes('Allow') || effects.includes('Deny')) return { allowed: false, status: 403 };
  return { allowed: true, context: { ...context, principalId, integrationLatency: 0 } };
};
