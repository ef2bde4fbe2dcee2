/** Conversations as the API answers them, and waiting for what the stream brings. */
import { expect } from 'vitest';
import * as z from 'zod';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';
import { pageOf } from './shapes.ts';

export const conversationRowSchema = z.looseObject({
  customerId: z.string(),
  name: z.string(),
  segment: z.string(),
  advisorId: z.string().nullable(),
  unread: z.boolean(),
  bold: z.boolean(),
  pendingCall: z.boolean(),
  managed: z.boolean(),
  starred: z.boolean(),
  archived: z.boolean(),
  contactability: z.string(),
  last: z
    .looseObject({
      at: z.string(),
      channel: z.string(),
      direction: z.string(),
      preview: z.string(),
      status: z.string(),
    })
    .nullable(),
});
export type ConversationRow = z.output<typeof conversationRowSchema>;

export const threadMessageSchema = z.looseObject({
  messageId: z.string(),
  channel: z.string(),
  direction: z.string(),
  status: z.string(),
  purpose: z.string(),
  attempts: z.int(),
  body: z.string().nullable(),
  preview: z.string(),
});

/** Conversations that a list gives, all pages of it up to 1,000. */
export const listConversations = async (
  api: Api,
  query: Readonly<Record<string, string>> = {},
): Promise<ConversationRow[]> => {
  const rows: ConversationRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 10; page += 1) {
    const answer = await api.take(pageOf(conversationRowSchema), 200, 'GET', '/v1/conversations', {
      query: { limit: '100', ...query, ...(cursor === undefined ? {} : { cursor }) },
    });
    rows.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return rows;
};

/** Waits until the conversation stands in the list as `expected` says. */
export const untilListed = (
  api: Api,
  customerId: string,
  expected: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, string>> = {},
): Promise<ConversationRow> =>
  eventually(async () => {
    const row = (await listConversations(api, query)).find((candidate) => candidate.customerId === customerId);
    expect(row).toMatchObject(expected);
    if (row === undefined) throw new Error('unreachable: the line above has thrown');
    return row;
  });

/** Waits until the conversation does not stand in the list. */
export const untilUnlisted = (api: Api, customerId: string, query: Readonly<Record<string, string>> = {}) =>
  eventually(async () => {
    const ids = (await listConversations(api, query)).map((row) => row.customerId);
    expect(ids).not.toContain(customerId);
  });

export const threadOf = async (api: Api, customerId: string, query: Readonly<Record<string, string>> = {}) =>
  (await api.take(pageOf(threadMessageSchema), 200, 'GET', `/v1/conversations/${customerId}/messages`, { query }))
    .items;

/** One of the actions on a conversation. */
export const act = (api: Api, customerId: string, action: string, body?: unknown) =>
  api.take(z.looseObject({ customerId: z.string() }), 200, 'POST', `/v1/conversations/${customerId}/${action}`, {
    ...(body === undefined ? {} : { body }),
  });
