/** Read, change, write: the one way in which a conversation changes; two changes at once become one after the other. */
import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
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

/** The same answer for a customer of another company as for none at all (I17). */
export const customerNotFound = (): Refusal => new Refusal('NOT_FOUND', 'There is no customer with this id.');

/**
 * @param change pure; called again when somebody else was faster. What it returns unchanged is not written.
 * @param options.create begins a conversation where there is none: something has happened that belongs into it
 * @param options.asStored the row of a merged customer itself, which must be there, instead of the one that shows it
 * @returns the conversation as it is stored now
 * @throws Refusal NOT_FOUND: no such customer, or no conversation with it yet; ChangeGivenUp
 */
export const changeConversation = (
  deps: ChangeConversationDeps,
  tenant: string,
  customerId: string,
  change: (conversation: ConversationValue) => ConversationValue,
  options: { create?: boolean; asStored?: boolean } = {},
): Promise<ConversationValue> =>
  changeItem({
    item: `conversation of customer ${customerId}`,
    read: async () => {
      const stored = await deps.conversations.find(tenant, customerId, {
        consistent: true,
        asStored: options.asStored ?? false,
      });
      if (stored !== undefined) return { stored, before: stored.value };
      const customer = await deps.findCustomer(tenant, customerId);
      if (customer === undefined) throw customerNotFound();
      // Merged before it had a conversation: everything is shown in the other one's.
      const survivor = customer.customerId;
      const shown =
        survivor === customerId ? undefined : await deps.conversations.find(tenant, survivor, { consistent: true });
      return { stored: shown, before: shown?.value ?? begin(customer, options.create ?? false) };
    },
    decide: ({ stored, before }) => {
      const after = change(before);
      if (isDeepStrictEqual(after, before)) return { result: before };
      return { write: () => deps.conversations.save(after, stored).then(() => after) };
    },
  });

const begin = (customer: CustomerValue, create: boolean): ConversationValue => {
  if (!create) throw new Refusal('NOT_FOUND', 'There is no conversation with this customer yet.');
  return newConversation(customer);
};
