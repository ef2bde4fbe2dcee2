/** Attachments: files that go along with a message, uploaded before it is accepted (C10, D22, D23). */
import * as z from 'zod';
import { IdSchema, lineField, TimestampSchema } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';

const resource = 'attachments';
const mebibyte = 1_048_576;

/** What a file is uploaded for: to go along with a message, or as the recording of a call (D3). */
export const attachmentPurposes = ['message', 'recording'] as const;
export type AttachmentPurpose = (typeof attachmentPurposes)[number];

/** What Meta sends a file as; each has its own limits. */
export type WhatsAppMedia = 'document' | 'image' | 'audio' | 'video';

interface AttachmentType {
  /** Endings of file names; the first is added where a name has none of them. */
  readonly extensions: readonly [string, ...string[]];
  readonly purposes: readonly AttachmentPurpose[];
  /** Absent where Meta does not take the type. */
  readonly whatsapp?: WhatsAppMedia;
}

/**
 * Types of files that are taken; everything else (HTML, SVG, archives, programs) is refused. Those of WhatsApp:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
export const attachmentTypes: Readonly<Record<string, AttachmentType>> = {
  'application/pdf': { extensions: ['pdf'], purposes: ['message'], whatsapp: 'document' },
  'image/jpeg': { extensions: ['jpg', 'jpeg'], purposes: ['message'], whatsapp: 'image' },
  'image/png': { extensions: ['png'], purposes: ['message'], whatsapp: 'image' },
  'image/gif': { extensions: ['gif'], purposes: ['message'] },
  'image/webp': { extensions: ['webp'], purposes: ['message'] },
  'text/plain': { extensions: ['txt'], purposes: ['message'], whatsapp: 'document' },
  'text/csv': { extensions: ['csv'], purposes: ['message'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    extensions: ['docx'],
    purposes: ['message'],
    whatsapp: 'document',
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    extensions: ['xlsx'],
    purposes: ['message'],
    whatsapp: 'document',
  },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': {
    extensions: ['pptx'],
    purposes: ['message'],
    whatsapp: 'document',
  },
  'audio/mpeg': { extensions: ['mp3'], purposes: ['message', 'recording'], whatsapp: 'audio' },
  'audio/mp4': { extensions: ['m4a'], purposes: ['message', 'recording'], whatsapp: 'audio' },
  'audio/ogg': { extensions: ['ogg', 'opus', 'oga'], purposes: ['message', 'recording'], whatsapp: 'audio' },
  'audio/wav': { extensions: ['wav'], purposes: ['recording'] },
  'video/mp4': { extensions: ['mp4'], purposes: ['message'], whatsapp: 'video' },
};

/** Largest file in bytes, by what it is for. */
export const attachmentSizeLimits = { message: 10 * mebibyte, recording: 50 * mebibyte } as const satisfies Record<
  AttachmentPurpose,
  number
>;

/** Most attachments of one message. */
export const attachmentCountLimit = 10;

/**
 * What one e-mail may carry, bytes before they are encoded. SES takes 40 MB of encoded message, base64 adds a third:
 * https://docs.aws.amazon.com/ses/latest/dg/quotas.html ; many mailboxes refuse more than 25 MB.
 */
export const emailAttachmentsLimit = 18 * mebibyte;

/** Meta's largest media in bytes; what is above our own limit of a file never gets this far. */
export const whatsAppMediaLimits = {
  document: 100 * mebibyte,
  image: 5 * mebibyte,
  audio: 16 * mebibyte,
  video: 16 * mebibyte,
} as const satisfies Record<WhatsAppMedia, number>;

/** Longest text beside a medium of WhatsApp, in characters; audio takes none. */
export const whatsAppCaptionLimit = 1_024;

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
  summary: 'Announces a file and gives the form that uploads it within five minutes (C10, D22)',
  roles: writers,
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
  summary: 'A link that downloads an attachment of a message; it holds for five minutes',
  roles: readers,
  params: z.strictObject({ messageId: IdSchema, attachmentId: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ url: z.string(), expiresAt: TimestampSchema }),
  errors: ['NOT_FOUND', 'ATTACHMENT_NOT_FOUND'],
});

export const attachmentRoutes = [createAttachment, getMessageAttachment] as const;
