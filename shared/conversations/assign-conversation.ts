/** Gives a customer to an advisor, or to nobody, from its conversation (D10, D16). */

import type { Clock } from '#platform/clock.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { customerNotFound, type FindCustomer } from './change-conversation.ts';
import { type ConversationStateView, stateView } from './conversation-view.ts';
import { newConversation } from './new-conversation.ts';
import { type ProjectConversationDeps, projectConversation } from './project-conversation.ts';

export interface AssignConversationDeps extends ProjectConversationDeps {
  /** The customers' use case. @throws Refusal NOT_FOUND, USER_NOT_FOUND */
  readonly changeAdvisor: (input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly advisorId: string | null;
  }) => Promise<void>;
  readonly findCustomer: FindCustomer;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/**
 * The advisor is the customer's, so that every list agrees; the conversation's row follows at once instead of with the
 * stream, so that whoever assigns sees it in the list.
 * @throws Refusal NOT_FOUND, USER_NOT_FOUND
 */
export const assignConversation = async (
  deps: AssignConversationDeps,
  input: { tenant: string; customerId: string; advisorId: string | null },
): Promise<ConversationStateView> => {
  const { tenant } = input;
  await deps.changeAdvisor(input);
  const [customer, company] = await Promise.all([
    deps.findCustomer(tenant, input.customerId),
    deps.findCompany(tenant),
  ]);
  if (customer === undefined) throw customerNotFound();
  const { customerId } = customer;
  await projectConversation(deps, { tenant, customerId, messageIds: [], customer: true });
  const stored = await deps.conversations.find(tenant, customerId, { consistent: true });
  return stateView(stored?.value ?? newConversation(customer), company, deps.clock.now());
};
