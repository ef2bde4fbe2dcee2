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

/** A second of silence as a telephone system records it: WAV, 8 kHz, 8 bits, mono. */
export const wavFile = (fileName = 'llamada.wav'): LocalFile => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + 8_000, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(8_000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(8_000, 40);
  return { fileName, contentType: 'audio/wav', bytes: Buffer.concat([header, Buffer.alloc(8_000, 0x80)]) };
};

/** Announces a file; `size` may lie about it. */
export const announce = (
  api: Api,
  file: LocalFile,
  size = file.bytes.length,
  purpose: 'message' | 'recording' = 'message',
): Promise<Announced> =>
  api.take(announcedSchema, 201, 'POST', '/v1/attachments', {
    body: { fileName: file.fileName, contentType: file.contentType, size, purpose },
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
export const upload = async (api: Api, file: LocalFile, purpose?: 'recording'): Promise<string> => {
  const announced = await announce(api, file, file.bytes.length, purpose);
  const { status, text } = await sendForm(announced.upload, file.bytes);
  expect(status, text).toBe(204);
  return announced.attachmentId;
};
