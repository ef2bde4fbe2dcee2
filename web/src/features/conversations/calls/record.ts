import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { uploadFile } from '../upload.ts';

/** Records a result; a recording of the call is uploaded before (C7, C36, D3). The key makes a repeat harmless. */
export const useRecordResult = (customerId: string) => {
  const queryClient = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: async ({ body, recording }: { body: Body<'recordResult'>; recording: File | undefined }) => {
      const { call } = body;
      const recorded =
        recording === undefined || call === undefined
          ? body
          : { ...body, call: { ...call, recordingAttachmentId: await uploadFile(recording, 'recording') } };
      return dataOf(
        api.POST('/v1/conversations/{customerId}/results', {
          params: { path: { customerId }, header: { 'Idempotency-Key': key.current } },
          body: recorded,
        }),
      );
    },
    // A refused result is changed and sent again: as another request.
    onError: () => {
      key.current = crypto.randomUUID();
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.contactability.of(customerId) });
    },
  });
};
