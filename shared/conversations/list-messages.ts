/**
 * The thread of a customer, page by page (A20, D5, D19). It is ordered by the time and name that a message has from its
 * provider, and paged by key, so that what arrives meanwhile neither hides nor repeats anything.
 */
import type { Cursors } from '#platform/cursor.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { customerNotFound, type FindCustomer } from './change-conversation.ts';
import type { ConversationValue } from './entities.ts';
import { isBeforeDeletion, threadOrder } from './fold-message.ts';
import { newConversation } from './new-conversation.ts';
import type { ConversationStore } from './store.ts';
import type { ThreadStore } from './thread-store.ts';
import { type ThreadMessageView, threadMessageView } from './thread-view.ts';

export interface ListMessagesDeps {
  readonly conversations: Pick<ConversationStore, 'find'>;
  readonly threads: Pick<ThreadStore, 'listPage' | 'findBodies'>;
  readonly findCustomer: FindCustomer;
  readonly cursors: Cursors;
}

export interface ThreadQuery {
  readonly order?: 'newest' | 'oldest' | undefined;
  readonly bodies?: 'full' | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const defaultLimit = 30;
/** Most read units of a page without long texts; beyond it the page is short and has a next one (design §5 "Lists"). */
const unitLimit = 30;
/** Long texts read for one page: bytes of their answer stay far below what a function may answer (6 MB). */
const bodyBytesLimit = 1_000_000;
/** Texts asked for at a time. */
const bodiesAtOnce = 10;

/** The conversation as far as it has got; a customer without one yet has written nothing that we know of. */
const conversationOf = async (
  deps: ListMessagesDeps,
  tenant: string,
  customerId: string,
): Promise<ConversationValue> => {
  const stored = await deps.conversations.find(tenant, customerId);
  if (stored !== undefined) return stored.value;
  const customer = await deps.findCustomer(tenant, customerId);
  if (customer === undefined) throw customerNotFound();
  if (customer.customerId !== customerId) return conversationOf(deps, tenant, customer.customerId);
  return newConversation(customer);
};

const readPage = async (
  deps: ListMessagesDeps,
  conversation: ConversationValue,
  request: { limit: number; reverse: boolean; after: string | undefined },
): Promise<{ messages: readonly MessageValue[]; next: string | undefined }> => {
  const { tenant, customerId, merges } = conversation;
  const threads = [customerId, ...merges.map((merge) => merge.customerId)];
  const messages: MessageValue[] = [];
  let { after } = request;
  for (let spent = 0; ; ) {
    const limit = request.limit - messages.length;
    const page = await deps.threads.listPage(tenant, threads, { ...request, limit, after });
    spent += page.units;
    messages.push(...page.messages.filter((message) => !isBeforeDeletion(conversation, message)));
    const lastRead = page.messages.at(-1);
    if (lastRead !== undefined) after = threadOrder(lastRead.messageId);
    if (!page.more) return { messages, next: undefined };
    if (messages.length >= request.limit || spent + page.units > unitLimit) return { messages, next: after };
  }
};

/** Long texts of a page, in its order, until they grow too large. */
const longBodies = async (
  deps: ListMessagesDeps,
  tenant: string,
  messages: readonly MessageValue[],
): Promise<ReadonlyMap<string, string>> => {
  const wanted = messages.filter(({ body }) => body === null).map(({ messageId }) => messageId);
  const bodies = new Map<string, string>();
  let bytes = 0;
  for (let start = 0; start < wanted.length && bytes < bodyBytesLimit; start += bodiesAtOnce) {
    for (const [id, body] of await deps.threads.findBodies(tenant, wanted.slice(start, start + bodiesAtOnce))) {
      bodies.set(id, body);
      bytes += Buffer.byteLength(body);
    }
  }
  return bodies;
};

/** @throws Refusal NOT_FOUND, CURSOR_INVALID */
export const listMessages = async (
  deps: ListMessagesDeps,
  { tenant, customerId, query }: { tenant: string; customerId: string; query: ThreadQuery },
): Promise<{ items: ThreadMessageView[]; nextCursor?: string }> => {
  const { order = 'newest', limit = defaultLimit } = query;
  const scope = `${tenant}:thread:${customerId}:${order}`;
  const after = deps.cursors.open<string>(scope, query.cursor);
  const conversation = await conversationOf(deps, tenant, customerId);
  const { messages, next } = await readPage(deps, conversation, { limit, reverse: order === 'newest', after });
  const bodies = query.bodies === 'full' ? await longBodies(deps, tenant, messages) : new Map<string, string>();
  const items = messages.map((message) =>
    threadMessageView(message, message.body ?? bodies.get(message.messageId) ?? null, conversation),
  );
  return next === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, next) };
};
