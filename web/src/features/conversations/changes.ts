import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import type { Conversation, ConversationsPage } from './queries.ts';

type State = Answer<'readConversation'>;
type Flags = Omit<State, 'customerId'>;

/** Actions on a conversation, and what each shows at once; the service answers with what it came to. */
const shown = {
  read: { unread: false },
  unread: { unread: true },
  omit: { unread: false, bold: false },
  star: { starred: true },
  unstar: { starred: false },
  archive: { archived: true },
  unarchive: { archived: false },
} as const satisfies Record<string, Partial<Flags>>;
export type ConversationAction = keyof typeof shown;

type ListData = InfiniteData<ConversationsPage>;

/** Changes what lists and heads show of a conversation. */
const useShow = () => {
  const queryClient = useQueryClient();
  return (customerId: string, flags: Partial<Flags>) => {
    queryClient.setQueriesData<ListData>(
      { queryKey: queryKeys.conversations.lists },
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((row) => (row.customerId === customerId ? { ...row, ...flags } : row)),
          })),
        },
    );
    queryClient.setQueryData<Conversation>(
      queryKeys.conversations.one(customerId),
      (conversation) => conversation && { ...conversation, ...flags },
    );
  };
};

/** Stops reads that would show the state before a change; gives what puts that state back when the change fails. */
const useSnapshot = () => {
  const queryClient = useQueryClient();
  return async (customerId: string) => {
    await queryClient.cancelQueries({ queryKey: queryKeys.conversations.lists });
    await queryClient.cancelQueries({ queryKey: queryKeys.conversations.one(customerId) });
    const before = [
      ...queryClient.getQueriesData({ queryKey: queryKeys.conversations.lists }),
      ...queryClient.getQueriesData({ queryKey: queryKeys.conversations.one(customerId) }),
    ];
    return () => {
      for (const [key, data] of before) queryClient.setQueryData(key, data);
    };
  };
};

/** Reads lists and head again: reads that a change has stopped, and what others did meanwhile. */
const useRefresh = () => {
  const queryClient = useQueryClient();
  return (customerId: string) => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.lists });
    void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.one(customerId) });
  };
};

/** Omit, star, archive, mark as read or unread (C20, D24–D26): seen at once, taken back when it fails. */
export const useConversationAction = () => {
  const queryClient = useQueryClient();
  const show = useShow();
  const snapshot = useSnapshot();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ customerId, action }: { customerId: string; action: ConversationAction }) =>
      dataOf(api.POST(`/v1/conversations/{customerId}/${action}`, { params: { path: { customerId } } })),
    onMutate: async ({ customerId, action }) => {
      const putBack = await snapshot(customerId);
      show(customerId, shown[action]);
      return putBack;
    },
    onError: (_error, _change, putBack) => putBack?.(),
    onSuccess: ({ customerId, ...flags }) => show(customerId, flags),
    onSettled: (_data, _error, { customerId }) => {
      refresh(customerId);
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.messages(customerId) });
    },
  });
};

/** Assigns the customer's advisor, or none (D10, D16). */
export const useAssign = (customerId: string) => {
  const queryClient = useQueryClient();
  const show = useShow();
  const snapshot = useSnapshot();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (advisorId: string | null) =>
      dataOf(
        api.POST('/v1/conversations/{customerId}/assign', { params: { path: { customerId } }, body: { advisorId } }),
      ),
    onMutate: async (advisorId) => {
      const putBack = await snapshot(customerId);
      show(customerId, { advisorId });
      return putBack;
    },
    onError: (_error, _advisorId, putBack) => putBack?.(),
    onSettled: () => {
      refresh(customerId);
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.all });
    },
  });
};

/** Deletes texts and attachments for good (D27, Q17). The row leaves the lists at once and comes back on failure. */
export const useDeleteConversation = () => {
  const queryClient = useQueryClient();
  const snapshot = useSnapshot();
  return useMutation({
    mutationFn: (customerId: string) =>
      dataOf(api.DELETE('/v1/conversations/{customerId}', { params: { path: { customerId } } })),
    onMutate: async (customerId) => {
      const putBack = await snapshot(customerId);
      queryClient.setQueriesData<ListData>(
        { queryKey: queryKeys.conversations.lists },
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              items: page.items.filter((row) => row.customerId !== customerId),
            })),
          },
      );
      return putBack;
    },
    onError: (_error, _customerId, putBack) => putBack?.(),
    onSuccess: (_data, customerId) => {
      queryClient.removeQueries({ queryKey: queryKeys.conversations.messages(customerId) });
      queryClient.removeQueries({ queryKey: queryKeys.conversations.one(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.lists });
    },
  });
};

/** Cancels a message that is not on its way yet, or decides an unknown outcome (F13, Q11). */
export const useDecideMessage = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, decision }: { messageId: string; decision: 'cancel' | 'sent' | 'resend' }) => {
      const params = { path: { messageId } };
      return decision === 'cancel'
        ? dataOf(api.POST('/v1/messages/{messageId}/cancel', { params, body: {} }))
        : dataOf(api.POST('/v1/messages/{messageId}/resolve', { params, body: { outcome: decision } }));
    },
    onSettled: (_data, _error, { messageId }) => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.messages(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.messages.one(messageId) });
    },
  });
};

/** Takes back a result that was recorded by mistake, with what it did to customer and conversation (C7). */
export const useWithdrawResult = (customerId: string) => {
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (messageId: string) =>
      dataOf(
        api.POST('/v1/conversations/{customerId}/results/{messageId}/withdraw', {
          params: { path: { customerId, messageId } },
        }),
      ),
    onSettled: (_data, _error, messageId) => {
      refresh(customerId);
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.messages(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.messages.one(messageId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.one(customerId) });
    },
  });
};

/** Says whether a message near a refusal was one; the customer's permission follows (F24). */
export const useAnswerOptOut = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, optsOut }: { messageId: string; optsOut: boolean }) =>
      dataOf(api.POST('/v1/messages/{messageId}/opt-out', { params: { path: { messageId } }, body: { optsOut } })),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.messages(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.one(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.one(customerId) });
    },
  });
};
