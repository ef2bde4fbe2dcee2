/** The address of the inbox: its filters, and which conversation is open. */
import type { ListAddress } from '#web/lists/use-list-address.ts';
import type { conversationParameters } from './inbox/filters.ts';

export type InboxAddress = ListAddress<(typeof conversationParameters)[number]>;
