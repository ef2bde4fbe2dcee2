import { expect } from 'vitest';
import * as z from 'zod';
import type { Api } from './api.ts';

const announcedSchema = z.object({
  attachmentId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});
export type Announced = z.infer<typeof announcedSchema>;

export interface LocalFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A PDF that is different every time and that nothing but its bytes makes one. */
export const pdfFile = (fileName = 'aviso.pdf', text = crypto.randomUUID()): LocalFile => ({
  fileName,
  contentType: 'application/pdf',
  bytes: Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`),
});

/** Announces a file; `size` may lie about it. */
export const announce = (api: Api, file: LocalFile, size = file.bytes.length): Promise<Announced> =>
  api.take(announcedSchema, 201, 'POST', '/v1/attachments', {
    body: { fileName: file.fileName, contentType: file.contentType, size },
  });

/** Sends the form as a browser does; `fields` may differ from those that were signed. */
export const sendForm = async (
  { url, fields }: Announced['upload'],
  bytes: Uint8Array,
): Promise<{ readonly status: number; readonly text: string }> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'file');
  const answer = await fetch(url, { method: 'POST', body: form });
  return { status: answer.status, text: await answer.text() };
};

/** Uploads a file. @returns its id */
export const upload = async (api: Api, file: LocalFile): Promise<string> => {
  const announced = await announce(api, file);
  const { status, text } = await sendForm(announced.upload, file.bytes);
  expect(status, text).toBe(204);
  return announced.attachmentId;
};
