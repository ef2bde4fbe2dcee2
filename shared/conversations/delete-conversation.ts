/** Deletes a conversation for good (D27, Q17). Undone by nobody; the register keeps its rows, without content. */
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { customerNotFound } from './change-conversation.ts';
import type { DeletionStore } from './deletion-store.ts';
import type { DeletionValue } from './entities.ts';
import { hasThread } from './entities.ts';
import { type EraseConversationDeps, eraseConversation } from './erase-conversation.ts';

export interface DeleteConversationDeps extends EraseConversationDeps {
  readonly deletions: EraseConversationDeps['deletions'] & Pick<DeletionStore, 'find'>;
  readonly clock: Clock;
}

/** Writes down what is to be deleted before anything is, so that a crash leaves it to due work. */
const announce = (deps: DeleteConversationDeps, deletion: DeletionValue): Promise<Stored<DeletionValue>> =>
  changeItem({
    item: `deletion of the conversation of customer ${deletion.customerId}`,
    read: () => deps.deletions.find(deletion.tenant, deletion.customerId),
    decide: (before) => {
      const cut = Math.max(deletion.cut, before?.value.cut ?? 0);
      return { write: () => deps.deletions.save({ ...deletion, cut }, before) };
    },
  });

/**
 * Deletes what was recorded up to now. Messages that wait are cancelled; the conversation is gone from lists and thread
 * when this answers, its last texts a little later where there are very many.
 * @param input.hasTime false leaves the rest to due work
 * @throws Refusal NOT_FOUND
 */
export const deleteConversation = async (
  deps: DeleteConversationDeps,
  input: { tenant: string; customerId: string; by: string; hasTime: () => boolean },
): Promise<{ customerId: string; deletedAt: string }> => {
  const { tenant, by } = input;
  const now = deps.clock.now();
  const [customer, stored] = await Promise.all([
    deps.findCustomer(tenant, input.customerId),
    deps.conversations.find(tenant, input.customerId, { consistent: true }),
  ]);
  if (customer === undefined) throw customerNotFound();
  if (stored === undefined) throw new Refusal('NOT_FOUND', 'There is no conversation with this customer yet.');
  const { customerId, deletedAt, lastInboundAt, pendingCall } = stored.value;
  // Asked again: done, or on its way.
  if (!hasThread(stored.value) && pendingCall === null && deletedAt > 0) {
    return { customerId, deletedAt: isoTime(deletedAt) };
  }
  const cut = Math.max(now, lastInboundAt);
  const deletion = await announce(deps, { tenant, customerId, cut, by, dueAt: now + 60_000 });
  await eraseConversation(deps, deletion, now, input.hasTime);
  return { customerId, deletedAt: isoTime(deletion.value.cut) };
};
