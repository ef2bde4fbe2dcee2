/** Rules of attachments: names, types, and what each channel carries (C10, D22; reliability §4.2). Pure. */

import {
  type AttachmentPurpose,
  attachmentSizeLimits,
  attachmentTypes,
  emailAttachmentsLimit,
  type WhatsAppMedia,
  whatsAppCaptionLimit,
  whatsAppMediaLimits,
} from '#contract/attachment-types.ts';
import type { Attachment } from '#contract/attachments.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';

/** Longest name in characters, its ending included. */
const nameLimit = 120;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"'`<>:|?*\\/;%]/g;

const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Bytes for people. */
const sizeText = (bytes: number): string => `${Math.round((bytes / 1_048_576) * 10) / 10} MB`;

/**
 * A name that no system reads as anything else: no folders, no control or direction marks, no ending but one of the
 * type's (`aviso.pdf.exe` of a PDF becomes `aviso.pdf.exe.pdf`).
 */
export const cleanFileName = (given: string, contentType: string): string => {
  const endings = attachmentTypes[contentType]?.extensions;
  const folded = given
    .normalize('NFC')
    .replace(unsafe, '_')
    .replace(/^[.\s_]+|[.\s]+$/g, '');
  const ending = endingOf(folded);
  const right = endings === undefined || endings.includes(ending) ? ending : endings[0];
  const stem = ending !== '' && ending === right ? folded.slice(0, -ending.length - 1) : folded;
  const short = stem.slice(0, nameLimit - 11).replace(/[\ud800-\udbff]$/, '') || 'archivo';
  return right === '' ? short : `${short}.${right}`;
};

/** The same name in letters that need no escaping anywhere: the last part of the file's key. */
const keyName = (fileName: string): string =>
  fileName
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_');

interface FilePlace {
  readonly tenant: string;
  readonly attachmentId: string;
  readonly fileName: string;
}

/** Where a checked file lies in the bucket. */
export const fileKey = ({ tenant, attachmentId, fileName }: FilePlace): string =>
  `attachments/${tenant}/${attachmentId}/${keyName(fileName)}`;

/** Where a file is uploaded to; what nobody uses is deleted there by the bucket itself. */
export const uploadKey = ({ tenant, attachmentId, fileName }: FilePlace): string =>
  `uploads/${tenant}/${attachmentId}/${keyName(fileName)}`;

/** @throws Refusal ATTACHMENT_TYPE, ATTACHMENT_TOO_LARGE */
export const checkAnnounced = (file: { contentType: string; size: number; purpose: AttachmentPurpose }): void => {
  const { contentType, size, purpose } = file;
  const type = Object.hasOwn(attachmentTypes, contentType) ? attachmentTypes[contentType] : undefined;
  if (type === undefined || !type.purposes.includes(purpose)) {
    const taken = Object.values(attachmentTypes).filter(({ purposes }) => purposes.includes(purpose));
    const endings = taken.map(({ extensions }) => extensions[0]).join(', ');
    throw Refusal.at('contentType', 'ATTACHMENT_TYPE', `files for a ${purpose} must be ${endings}.`);
  }
  const limit = attachmentSizeLimits[purpose];
  if (size > limit) throw Refusal.at('size', 'ATTACHMENT_TOO_LARGE', `at most ${sizeText(limit)} (${limit} bytes).`);
};

/** What Meta sends the file as; undefined where it does not take it. */
export const whatsAppMediaOf = (contentType: string): WhatsAppMedia | undefined =>
  Object.hasOwn(attachmentTypes, contentType) ? attachmentTypes[contentType]?.whatsapp : undefined;

const checkWhatsApp = (files: readonly Attachment[], body: string, isTemplate: boolean): void => {
  if (isTemplate) throw new Refusal('ATTACHMENT_CHANNEL', 'A WhatsApp template cannot have attachments.');
  if (files.length > 1) throw new Refusal('ATTACHMENT_LIMIT', 'WhatsApp: one attachment per message.');
  for (const { fileName, contentType, size } of files) {
    const media = whatsAppMediaOf(contentType);
    if (media === undefined) throw new Refusal('ATTACHMENT_CHANNEL', `WhatsApp does not accept ${fileName}.`);
    const limit = whatsAppMediaLimits[media];
    if (size > limit) {
      throw new Refusal('ATTACHMENT_LIMIT', `${fileName}: WhatsApp takes ${media} up to ${sizeText(limit)}.`);
    }
    if (media === 'audio' && body !== '') {
      throw new Refusal('ATTACHMENT_CHANNEL', `${fileName}: WhatsApp sends audio without text. Omit body.`);
    }
    if (body.length > whatsAppCaptionLimit) {
      throw Refusal.at(
        'body',
        'TEXT_TOO_LONG',
        `with an attachment, WhatsApp accepts ${whatsAppCaptionLimit} characters.`,
      );
    }
  }
};

/**
 * Whether a channel carries these files beside this text.
 * @throws Refusal ATTACHMENT_CHANNEL, ATTACHMENT_LIMIT, TEXT_TOO_LONG
 */
export const checkCarried = (
  channel: SendingChannel,
  files: readonly Attachment[],
  { body, isTemplate }: { readonly body: string; readonly isTemplate: boolean },
): void => {
  if (files.length === 0) return;
  if (channel === 'sms')
    throw new Refusal('ATTACHMENT_CHANNEL', 'An SMS cannot carry attachments. Use e-mail or WhatsApp.');
  if (channel === 'whatsapp') {
    checkWhatsApp(files, body, isTemplate);
    return;
  }
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > emailAttachmentsLimit) {
    const is = sizeText(total);
    throw new Refusal(
      'ATTACHMENT_LIMIT',
      `An e-mail carries ${sizeText(emailAttachmentsLimit)} in sum; these are ${is}.`,
    );
  }
};
