/** Read, change, write: the one way in which a conversation changes; two changes at once become one after the other. */
import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '#platform/errors.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { ConversationValue } from './entities.ts';
import { newConversation } from './new-conversation.ts';
import type { ConversationStore } from './store.ts';

/** The customer as it is stored, read consistently; undefined when the company has no such customer. */
export type FindCustomer = (tenant: string, customerId: string) => Promise<CustomerValue | undefined>;

export interface ChangeConversationDeps {
  readonly conversations: Pick<ConversationStore, 'find' | 'save'>;
  readonly findCustomer: FindCustomer;
}

const attempts = 10;

/** The same answer for a customer of another company as for none at all (I17). */
export const customerNotFound = (): Refusal => new Refusal('NOT_FOUND', 'There is no customer with this id.');

/**
 * @param change pure; called again when somebody else was faster. What it returns unchanged is not written.
 * @param options.create begins a conversation where there is none: something has happened that belongs into it
 * @returns the conversation as it is stored now
 * @throws Refusal NOT_FOUND: no such customer, or no conversation with it yet; ConditionFailed when others never let it
 *   through
 */
export const changeConversation = async (
  deps: ChangeConversationDeps,
  tenant: string,
  customerId: string,
  change: (conversation: ConversationValue) => ConversationValue,
  options: { create?: boolean } = {},
): Promise<ConversationValue> => {
  for (let attempt = 1; ; attempt += 1) {
    const stored = await deps.conversations.find(tenant, customerId, { consistent: true });
    const before = stored?.value ?? (await begin(deps, tenant, customerId, options.create ?? false));
    const after = change(before);
    if (isDeepStrictEqual(after, before)) return before;
    try {
      await deps.conversations.save(after, stored);
      return after;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};

const begin = async (
  deps: ChangeConversationDeps,
  tenant: string,
  customerId: string,
  create: boolean,
): Promise<ConversationValue> => {
  const customer = await deps.findCustomer(tenant, customerId);
  if (customer === undefined) throw customerNotFound();
  if (!create) throw new Refusal('NOT_FOUND', 'There is no conversation with this customer yet.');
  return newConversation(customer);
};
