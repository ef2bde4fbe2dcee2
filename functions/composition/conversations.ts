/** Conversations, and what deletes their content (Q17). */
import { DeletionStore } from '#shared/conversations/deletion-store.ts';
import { findLastContacts, listLastContacts } from '#shared/conversations/last-contacts.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { ThreadStore } from '#shared/conversations/thread-store.ts';
import type { LastContacts } from '#shared/customers/list-readers.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { eraseMessage as eraseMessageIn } from '#shared/messaging/ledger/erase-message.ts';
import { findCustomer, findStoredCustomer } from './customers.ts';
import { attachments, messages } from './messaging.ts';
import { type On, part, storePart, take } from './part.ts';

export const conversations = /* @__PURE__ */ storePart(ConversationStore);

/** For lists of customers. */
export const contacts = /* @__PURE__ */ part((on: On<'table'>): LastContacts => {
  const deps = take(on, { conversations });
  return {
    list: (tenant, advisorId, options) => listLastContacts(deps, tenant, advisorId, options),
    find: (tenant, customerIds) => findLastContacts(deps, tenant, customerIds),
  };
});
export const deletions = /* @__PURE__ */ storePart(DeletionStore);
export const threads = /* @__PURE__ */ storePart(ThreadStore);

/** Conversations with what they read of other slices. */
export const inbox = /* @__PURE__ */ part((on: On<'table'>) =>
  take(on, { conversations, threads, findCustomer, findStoredCustomer }),
);

export type ErasureGround = On<'table' | 'log'> & { readonly files: Pick<AttachmentFiles, 'delete'> };

const eraseMessage = /* @__PURE__ */ part((on: ErasureGround) => {
  const deps = take(on, { messages, attachments });
  return (target: Parameters<typeof eraseMessageIn>[1]) => eraseMessageIn(deps, target);
});

/** For the request to delete a conversation, and for due work, which finishes it. */
export const erasure = /* @__PURE__ */ part((on: ErasureGround) =>
  take(on, { conversations, threads, findCustomer, findStoredCustomer, deletions, eraseMessage }),
);
