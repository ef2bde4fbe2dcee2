import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportKind } from '#contract/import-columns.ts';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { processKeys } from '#web/features/processes/queries.ts';

export type ImportOptions = NonNullable<Body<'createImport'>['options']>;

export interface ImportStart {
  readonly kind: ImportKind;
  readonly file: File;
  readonly options: ImportOptions;
}

/** The storage did not take the file: no connection, or the form's five minutes are over. */
export class UploadFailed extends Error {}

/**
 * Posts a file with the fields of a pre-signed form; `fetch` tells no progress of what it sends.
 *
 * @param onProgress share of the bytes that are sent, 0 to 1
 * @throws UploadFailed
 */
const postFile = (
  { url, fields }: { readonly url: string; readonly fields: Readonly<Record<string, string>> },
  file: File,
  onProgress: (share: number) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new UploadFailed());
    request.onload = () => (request.status < 300 ? resolve() : reject(new UploadFailed()));
    request.send(form);
  });

/** Announces a file, uploads it, and has it checked without anything being written (B33, F19). Answers the process. */
export const useStartImport = () => {
  const queryClient = useQueryClient();
  const [share, setShare] = useState(0);
  const start = useMutation({
    mutationFn: async ({ kind, file, options }: ImportStart) => {
      setShare(0);
      const { processId, upload } = await dataOf(
        api.POST('/v1/imports', {
          body: { kind, fileName: file.name, size: file.size, options: { ...options, dryRun: true } },
        }),
      );
      await postFile(upload, file, setShare);
      await dataOf(api.POST('/v1/imports/{processId}/confirm', { params: { path: { processId } } }));
      return processId;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: processKeys.all }),
  });
  return { ...start, share };
};

/** Imports exactly the bytes that were checked (F19). */
export const useConfirmImport = (processId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/v1/imports/{processId}/confirm', { params: { path: { processId } } })),
    onSuccess: (process) => queryClient.setQueryData(processKeys.one(processId), process),
    onSettled: () => queryClient.invalidateQueries({ queryKey: processKeys.all }),
  });
};

/** Saves the template of a kind as a file (B26). @throws ApiProblem */
export const saveTemplate = async (kind: ImportKind): Promise<void> => {
  const text = await dataOf(api.GET('/v1/imports/templates/{kind}', { params: { path: { kind } }, parseAs: 'text' }));
  // Reading as text drops the mark by which Excel knows UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text.replace(/^\ufeff/, '')], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${kind}.csv`;
  link.click();
  URL.revokeObjectURL(url);
};
