/** Files that go along with a message: which are taken, and how large they may be (C10, D22, D3). */

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
