/** An advisor is a user of the company: another company's answers as one that does not exist (D10, I17). */
import { Refusal } from '#platform/errors.ts';

/** Finds a user of the company. */
export type FindUser = (tenant: string, userId: string) => Promise<object | undefined>;

/**
 * @param input.advisorId user of the company; null or undefined: nobody
 * @throws Refusal USER_NOT_FOUND
 */
export const requireAdvisor = async (
  deps: { readonly findUser: FindUser },
  { tenant, advisorId }: { readonly tenant: string; readonly advisorId: string | null | undefined },
): Promise<void> => {
  if (advisorId == null || (await deps.findUser(tenant, advisorId)) !== undefined) return;
  throw Refusal.at('advisorId', 'USER_NOT_FOUND', 'the company has no user with this id; see GET /v1/users.');
};
