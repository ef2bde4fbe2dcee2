/** Attachments: files that go along with a message, uploaded before it is accepted (C10, D22, D23). */
import * as z from 'zod';
import { attachmentPurposes } from './attachment-types.ts';
import { IdSchema, lineField, TimestampSchema } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';

const resource = 'attachments';

export const AttachmentSchema = z.strictObject({
  attachmentId: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  /** Bytes. */
  size: z.int(),
});
export type Attachment = z.infer<typeof AttachmentSchema>;

export const AttachmentCreateSchema = z.strictObject({
  fileName: lineField(200),
  size: z.int().min(1),
  contentType: z.string().max(100),
  purpose: z.enum(attachmentPurposes).default('message'),
});
export type AttachmentCreate = z.infer<typeof AttachmentCreateSchema>;

/** A form to be sent to S3 as multipart/form-data: these fields first, then the file in the field `file`. */
export const UploadFormSchema = z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) });

export const createAttachment = defineRoute({
  id: 'createAttachment',
  method: 'POST',
  path: '/v1/attachments',
  resource,
  summary: 'Registers a file and returns a form that uploads it within five minutes (C10, D22)',
  roles: writers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: AttachmentCreateSchema,
  status: 201,
  answer: z.strictObject({ attachmentId: z.string(), upload: UploadFormSchema, expiresAt: TimestampSchema }),
  errors: ['ATTACHMENT_TYPE', 'ATTACHMENT_TOO_LARGE'],
  idempotency: 'optional',
});

export const getMessageAttachment = defineRoute({
  id: 'getMessageAttachment',
  method: 'GET',
  path: '/v1/messages/{messageId}/attachments/{attachmentId}',
  resource,
  summary: 'Returns a download link for a message attachment, valid for five minutes',
  roles: readers,
  scope: 'named',
  params: z.strictObject({ messageId: IdSchema, attachmentId: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ url: z.string(), expiresAt: TimestampSchema }),
  errors: ['NOT_FOUND', 'ATTACHMENT_NOT_FOUND'],
});

export const attachmentRoutes = [createAttachment, getMessageAttachment] as const;
