import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/**
 * Sends a message. Repeating the same one after a failure keeps its key, so that it is sent once even when the first
 * answer was lost (C9, Q11).
 */
export const useSend = (customerId: string) => {
  const queryClient = useQueryClient();
  const draft = useRef<{ readonly text: string; readonly key: string }>(undefined);
  return useMutation({
    mutationFn: (body: Body<'sendMessage'>) => {
      const text = JSON.stringify(body);
      if (draft.current?.text !== text) draft.current = { text, key: crypto.randomUUID() };
      const header = { 'Idempotency-Key': draft.current.key };
      return dataOf(api.POST('/v1/messages', { params: { header }, body }));
    },
    onSuccess: () => {
      draft.current = undefined;
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.messages(customerId) });
    },
    // What stood against sending is asked anew: the answer may have told something new.
    onError: () => queryClient.invalidateQueries({ queryKey: queryKeys.contactability.of(customerId) }),
  });
};
