import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportKind } from '#contract/import-columns.ts';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { saveFile } from '#web/parts/save-file.ts';

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
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.processes.all }),
  });
  return { ...start, share };
};

/** The answer to what an import asks. */
export type ImportAnswer = NonNullable<Body<'confirmImport'>>;

/** Imports exactly the bytes that were checked, or answers what the import asks (F19). */
export const useConfirmImport = (processId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (answer?: ImportAnswer) =>
      dataOf(api.POST('/v1/imports/{processId}/confirm', { params: { path: { processId } }, body: answer })),
    onSuccess: (process) => queryClient.setQueryData(queryKeys.processes.one(processId), process),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.processes.all }),
  });
};

/** Saves the template of a kind as a file, under the name that it comes with (B26). @throws ApiProblem */
export const saveTemplate = async ({ kind, format }: { kind: ImportKind; format: 'xlsx' | 'csv' }): Promise<void> => {
  const answer = await api.GET('/v1/imports/templates/{kind}', {
    params: { path: { kind }, query: { format } },
    parseAs: 'blob',
  });
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(await dataOf<Blob>(Promise.resolve(answer)), decodeURIComponent(named ?? `${kind}.${format}`));
};
