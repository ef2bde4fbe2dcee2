/** Opens a conversation: what stands above the thread (C21–C24, D10). */
import type { Clock } from '#platform/clock.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { customerNotFound } from './change-conversation.ts';
import { type ConversationHead, headView } from './conversation-view.ts';
import type { ConversationStore } from './store.ts';

/** @throws Refusal NOT_FOUND when the company has no such customer */
export const getConversation = async (
  deps: {
    readonly conversations: Pick<ConversationStore, 'find'>;
    readonly readContact: ReadContact;
    readonly findCompany: FindCompany;
    readonly clock: Clock;
  },
  tenant: string,
  customerId: string,
): Promise<ConversationHead> => {
  const [contact, conversation, company] = await Promise.all([
    deps.readContact(tenant, customerId),
    deps.conversations.find(tenant, customerId),
    deps.findCompany(tenant),
  ]);
  if (contact === undefined) throw customerNotFound();
  return headView(contact, conversation?.value, company, deps.clock.now());
};
