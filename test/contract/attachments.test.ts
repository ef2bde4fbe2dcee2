/** Attachments on the real table and bucket: announced, looked at, kept, shared, let go (C10, D22, Q17). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttachmentStore, bindingActions } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFileValue } from '#shared/messaging/attachments/entities.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { keepAttachment } from '#shared/messaging/attachments/keep-attachment.ts';
import { releaseAttachments } from '#shared/messaging/attachments/release-attachments.ts';
import { fileKey, uploadKey } from '#shared/messaging/attachments/rules.ts';
import { findAttachments, takeAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import { codeOf } from '../support/refusals.ts';
import { bucket, type ReportEngines, startReportEngines } from '../support/report-engines.ts';

let engines: ReportEngines;
let deps: {
  attachments: AttachmentStore;
  files: ReturnType<typeof createAttachmentFiles>;
  clock: { now: () => number };
};
const clock = { now: () => Date.UTC(2026, 10, 24) };
const tenant = 'demo';
const customerId = 'c1';
const pdf = Buffer.from('%PDF-1.7\n%%EOF\n');

beforeAll(async () => {
  engines = await startReportEngines();
  deps = {
    attachments: new AttachmentStore(engines.table),
    files: createAttachmentFiles(engines.s3, bucket),
    clock,
  };
});
afterAll(() => engines.stop());

/** A file as it stands after its announcement; its bytes, if any, where the form puts them. */
const announced = async (bytes?: Uint8Array, more: Partial<AttachmentFileValue> = {}): Promise<AttachmentFileValue> => {
  const file: AttachmentFileValue = {
    tenant,
    attachmentId: randomUUID().replaceAll('-', '').slice(0, 26),
    fileName: 'aviso.pdf',
    contentType: 'application/pdf',
    size: 1_000,
    purpose: 'message',
    state: 'uploading',
    source: 'upload',
    customerId: null,
    createdAt: clock.now(),
    ...more,
  };
  await deps.attachments.create(file);
  if (bytes !== undefined) await deps.files.write(uploadKey(file), bytes, file.contentType);
  return file;
};
const find = (ids: readonly string[], caller = tenant) =>
  findAttachments(deps, { tenant: caller, ids, purpose: 'message', customerIds: [customerId] });
const take = async (...ids: string[]) => takeAttachments(deps, await find(ids));
const bind = async (file: AttachmentFileValue, messageId: string) =>
  engines.table.transact(bindingActions(await take(file.attachmentId), messageId));
const message = (file: AttachmentFileValue, messageId: string) => ({ tenant, messageId, attachments: [file] });

describe('taking an upload (C10, D22)', () => {
  it('keeps the bytes where no form writes, with their real size', async () => {
    const file = await announced(pdf);
    const [taken] = await take(file.attachmentId);
    expect(taken?.value).toMatchObject({ state: 'ready', size: pdf.length });
    // Whatever the form, still valid, puts there afterwards is not what is sent.
    await deps.files.write(uploadKey(file), Buffer.from('<script>'), 'text/html');
    await take(file.attachmentId);
    expect(await engines.readObject(fileKey(file))).toEqual(pdf);
  });

  it('takes an id that is named twice once, and keeps the order', async () => {
    const [one, two] = [await announced(pdf), await announced(pdf)];
    const taken = await take(two.attachmentId, one.attachmentId, two.attachmentId);
    expect(taken.map(({ value }) => value.attachmentId)).toEqual([two.attachmentId, one.attachmentId]);
  });

  it('refuses what is missing, foreign, for another purpose, or not uploaded', async () => {
    const file = await announced();
    const recording = await announced(pdf, { purpose: 'recording' });
    expect(await codeOf(find(['nothing']))).toBe('ATTACHMENT_NOT_FOUND');
    expect(await codeOf(find([file.attachmentId], 'acme'))).toBe('ATTACHMENT_NOT_FOUND');
    expect(await codeOf(find([recording.attachmentId]))).toBe('ATTACHMENT_NOT_FOUND');
    expect(await codeOf(take(file.attachmentId))).toBe('ATTACHMENT_NOT_UPLOADED');
  });

  it('refuses a document about another customer', async () => {
    const file = await announced(pdf, { customerId: 'c2', source: 'statement' });
    expect(await codeOf(find([file.attachmentId]))).toBe('ATTACHMENT_CUSTOMER');
  });

  it('refuses bytes that are not what was announced, or more of them', async () => {
    const page = await announced(Buffer.from('<html><script>alert(1)</script></html>'));
    const larger = await announced(Buffer.concat([pdf, Buffer.alloc(2_000)]));
    expect(await codeOf(take(page.attachmentId))).toBe('ATTACHMENT_CONTENT');
    expect(await codeOf(take(larger.attachmentId))).toBe('ATTACHMENT_CONTENT');
    expect(await engines.listObjects(fileKey(page))).toEqual([]);
  });

  it('two messages at once take the same file', async () => {
    const file = await announced(pdf);
    const both = await Promise.all([take(file.attachmentId), take(file.attachmentId)]);
    expect(both.map(([taken]) => taken?.value.state)).toEqual(['ready', 'ready']);
  });
});

describe('letting go (Q17)', () => {
  it('the file stays while another message carries it, and goes with the last', async () => {
    const file = await announced(pdf);
    await bind(file, 'm1');
    await bind(file, 'm2');
    await releaseAttachments(deps, message(file, 'm1'));
    expect(await engines.readObject(fileKey(file))).toEqual(pdf);
    await releaseAttachments(deps, message(file, 'm2'));
    expect(await engines.listObjects(fileKey(file))).toEqual([]);
    expect(await deps.attachments.find(tenant, file.attachmentId)).toBeUndefined();
    // Again, as after a crash.
    await releaseAttachments(deps, message(file, 'm2'));
  });

  it('a message that takes the file meanwhile either keeps it or is refused', async () => {
    const file = await announced(pdf);
    await bind(file, 'm1');
    const ready = await take(file.attachmentId);
    await releaseAttachments(deps, message(file, 'm1'));
    await expect(engines.table.transact(bindingActions(ready, 'm2'))).rejects.toThrow();
    expect(await codeOf(find([file.attachmentId]))).toBe('ATTACHMENT_NOT_FOUND');
  });

  it('a release that stopped half-way gives the file back to the message that took it', async () => {
    const file = await announced(pdf);
    await bind(file, 'm1');
    await bind(file, 'm2');
    const stored = await deps.attachments.find(tenant, file.attachmentId);
    if (stored === undefined) throw new Error('The file is there.');
    await deps.attachments.change(stored, { ...stored.value, state: 'deleting' });
    await releaseAttachments(deps, message(file, 'm1'));
    await releaseAttachments(deps, message(file, 'm2'));
    expect(await engines.listObjects(fileKey(file))).toEqual([]);
  });
});

describe('files of the system itself', () => {
  const kept = (source: 'inbound' | 'statement', attachmentId: string) =>
    keepAttachment(deps, {
      tenant,
      attachmentId,
      fileName: '../Señal <1>.pdf',
      contentType: 'application/pdf',
      customerId,
      source,
      bytes: pdf,
    });

  it('an inbound file is kept at once, a document waits until a message takes it', async () => {
    const inbound = await kept('inbound', 'a1');
    expect(inbound).toMatchObject({ fileName: 'Señal _1_.pdf', state: 'ready', size: pdf.length });
    expect(await engines.readObject('attachments/demo/a1/Senal__1_.pdf')).toEqual(pdf);
    const document = await kept('statement', 'a2');
    expect(document.state).toBe('uploading');
    expect((await take('a2'))[0]?.value.state).toBe('ready');
    await kept('inbound', 'a1');
  });
});
