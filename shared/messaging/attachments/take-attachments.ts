/**
 * Takes uploaded files for a message or a recording: looks at the bytes, and moves them to where nobody can write any
 * more, so that what was checked is what is sent (C10, D22; reliability §4.2).
 */

import type { AttachmentPurpose } from '#contract/attachment-types.ts';
import type { Attachment } from '#contract/attachments.ts';
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFileValue } from './entities.ts';
import type { AttachmentFiles } from './file-store.ts';
import { fileKey, uploadKey } from './rules.ts';
import { isOfType, needsWholeFile } from './sniff.ts';

export interface TakeAttachmentsDeps {
  readonly attachments: Pick<AttachmentStore, 'find' | 'findMany' | 'change'>;
  readonly files: Pick<AttachmentFiles, 'look' | 'keep'>;
}

interface Wanted {
  readonly tenant: string;
  readonly ids: readonly string[];
  readonly purpose: AttachmentPurpose;
  /** Ids of the message's customer: a document of another customer's debts does not go along. */
  readonly customerIds: readonly string[];
}

const missing = (id: string): Refusal =>
  Refusal.at('attachments', 'ATTACHMENT_NOT_FOUND', `no file ${id}. Upload it again with POST /v1/attachments.`);

/** The file, as far as its own item says that it may be taken. */
const usable = (
  found: ReadonlyMap<string, Stored<AttachmentFileValue>>,
  id: string,
  { purpose, customerIds }: Wanted,
): Stored<AttachmentFileValue> => {
  const file = found.get(id);
  if (file === undefined || file.value.state === 'deleting' || file.value.purpose !== purpose) throw missing(id);
  if (file.value.customerId !== null && !customerIds.includes(file.value.customerId)) {
    throw Refusal.at('attachments', 'ATTACHMENT_CUSTOMER', `${file.value.fileName} belongs to another customer.`);
  }
  return file;
};

/** Files of these ids as they were announced, each once, in their order; their bytes are not looked at yet. */
export const findAttachments = async (
  deps: Pick<TakeAttachmentsDeps, 'attachments'>,
  wanted: Wanted,
): Promise<readonly Stored<AttachmentFileValue>[]> => {
  const ids = [...new Set(wanted.ids)];
  if (ids.length === 0) return [];
  const found = await deps.attachments.findMany(wanted.tenant, ids);
  return ids.map((id) => usable(found, id, wanted));
};

/** Looks at what was uploaded, and keeps it. */
const keep = async (
  deps: TakeAttachmentsDeps,
  before: Stored<AttachmentFileValue>,
): Promise<Stored<AttachmentFileValue>> => {
  const file = before.value;
  const whole = needsWholeFile(file.contentType);
  const from = uploadKey(file);
  const uploaded = await deps.files.look(from, { whole });
  if (uploaded === undefined) {
    throw Refusal.at(
      'attachments',
      'ATTACHMENT_NOT_UPLOADED',
      `${file.fileName} has not been uploaded yet. Submit its form first.`,
    );
  }
  // The form allows less as well, and a program with the role's rights may write anything: the item says what is true.
  if (uploaded.size > file.size)
    throw Refusal.at('attachments', 'ATTACHMENT_CONTENT', `${file.fileName} is larger than declared.`);
  // Nobody has a form for what we wrote ourselves, and its type (a page, say) need not be one that people may upload.
  const isOurs = file.source !== 'upload';
  if (!isOurs && !(await isOfType(file.contentType, uploaded.bytes, uploaded.bytes.length === uploaded.size))) {
    throw Refusal.at(
      'attachments',
      'ATTACHMENT_CONTENT',
      `the content of ${file.fileName} is not ${file.contentType}.`,
    );
  }
  await deps.files.keep(from, fileKey(file), { etag: uploaded.etag, contentType: file.contentType });
  return writeOnce(
    () => deps.attachments.change(before, { ...file, size: uploaded.size, state: 'ready' }),
    async () => {
      // Another message took it at the same time, which did the same.
      const now = await deps.attachments.find(file.tenant, file.attachmentId);
      if (now?.value.state !== 'ready') throw missing(file.attachmentId);
      return now;
    },
  );
};

/**
 * Makes the files ready to be sent. @param found by `findAttachments`
 * @throws Refusal ATTACHMENT_NOT_FOUND, ATTACHMENT_NOT_UPLOADED, ATTACHMENT_CONTENT
 */
export const takeAttachments = async (
  deps: TakeAttachmentsDeps,
  found: readonly Stored<AttachmentFileValue>[],
): Promise<readonly Stored<AttachmentFileValue>[]> => {
  const taken: Stored<AttachmentFileValue>[] = [];
  for (const file of found) taken.push(file.value.state === 'ready' ? file : await keep(deps, file));
  return taken;
};

/** What the message shows of its files. */
export const shownAttachments = (files: readonly Stored<AttachmentFileValue>[]): Attachment[] =>
  files.map(({ value: { attachmentId, fileName, contentType, size } }) => ({
    attachmentId,
    fileName,
    contentType,
    size,
  }));
