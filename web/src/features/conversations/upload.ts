import { attachmentTypes } from '#contract/attachment-types.ts';
import { api, dataOf } from '#web/api/client.ts';
import { ApiProblem } from '#web/api/problem.ts';

/** What a browser does not know the type of is told by its ending. */
const typeOf = ({ name, type }: File): string => {
  if (type !== '' && Object.hasOwn(attachmentTypes, type)) return type;
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = Object.entries(attachmentTypes).find(([, { extensions }]) => extensions.includes(ending));
  return known?.[0] ?? (type === '' ? 'application/octet-stream' : type);
};

/**
 * Announces a file and sends it straight to where files are kept (C10, D3, D22).
 *
 * @returns its id, to be named by the message or result that it goes along with
 * @throws ApiProblem ATTACHMENT_TYPE, ATTACHMENT_TOO_LARGE; ATTACHMENT_NOT_UPLOADED when it did not arrive
 */
export const uploadFile = async (file: File, purpose: 'message' | 'recording'): Promise<string> => {
  const body = { fileName: file.name, size: file.size, contentType: typeOf(file), purpose };
  const { attachmentId, upload } = await dataOf(api.POST('/v1/attachments', { body }));
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', file);
  const answer = await fetch(upload.url, { method: 'POST', body: form }).catch(() => undefined);
  if (answer?.ok !== true) throw new ApiProblem('ATTACHMENT_NOT_UPLOADED', answer?.status ?? 0, {});
  return attachmentId;
};
