/** What an advisor does to a whole conversation: read, unread, omit, star, archive and back (C20, D24–D26). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { type ChangeConversationDeps, changeConversation } from './change-conversation.ts';
import { type ConversationStateView, stateView } from './conversation-view.ts';
import { hasThread } from './entities.ts';
import { afterAction, type ConversationAction } from './rules.ts';

/** @throws Refusal NOT_FOUND when there is no customer, or no conversation with it (any more) */
export const actOnConversation = async (
  deps: ChangeConversationDeps & { readonly findCompany: FindCompany; readonly clock: Clock },
  input: { tenant: string; customerId: string; action: ConversationAction },
): Promise<ConversationStateView> => {
  const now = deps.clock.now();
  const company = await deps.findCompany(input.tenant);
  const after = await changeConversation(deps, input.tenant, input.customerId, (conversation) => {
    if (!hasThread(conversation) && conversation.pendingCall === null) {
      throw new Refusal('NOT_FOUND', 'There is no conversation with this customer yet.');
    }
    return afterAction(conversation, input.action, now);
  });
  return stateView(after, company, now);
};
