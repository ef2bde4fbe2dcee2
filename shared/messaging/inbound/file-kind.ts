/**
 * What a received file really is, by its bytes: neither its name nor the type that its sender declares can be believed
 * (ASVS 5.2.2). An allow-list: what may be sent, what phones make and other offices write, and nothing that a browser or
 * an operating system would run. Outlook's winmail.dat, archives, old Office files (which are also installers) and files
 * with macros are not on it.
 */
import { attachmentTypes } from '#contract/attachment-types.ts';
import { isPlainText, signedType } from '../attachments/sniff.ts';

/** Types that are only received, with their endings; the first one is given to names with another. */
const receivedOnly: Readonly<Record<string, readonly string[]>> = {
  'image/heic': ['heic'],
  'image/heif': ['heif'],
  'image/bmp': ['bmp'],
  'image/tiff': ['tif', 'tiff'],
  'application/rtf': ['rtf'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'video/3gpp': ['3gp'],
  'video/quicktime': ['mov'],
  'video/webm': ['webm'],
  'text/calendar': ['ics'],
  'message/rfc822': ['eml'],
};

export interface FileKind {
  readonly contentType: string;
  /** Endings of a name that fit, without dot; never empty. */
  readonly endings: readonly string[];
}

const kindOf = (contentType: string): FileKind | null => {
  const endings = Object.hasOwn(attachmentTypes, contentType)
    ? attachmentTypes[contentType]?.extensions
    : Object.hasOwn(receivedOnly, contentType)
      ? receivedOnly[contentType]
      : undefined;
  return endings === undefined ? null : { contentType, endings };
};

/** Of what its sender says is a mail: it begins with a header. @returns null for everything else */
export const mailKindOf = (bytes: Uint8Array): FileKind | null => {
  const beginning = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  return /^\s{0,8}[!-9;-~]{1,76}[ \t]{0,8}:/.test(beginning) ? kindOf('message/rfc822') : null;
};

/** @returns null for what is not on the list, whatever its name says */
export const fileKindOf = async (bytes: Uint8Array): Promise<FileKind | null> => {
  const signed = await signedType(bytes).catch(() => undefined);
  if (signed !== undefined) return kindOf(signed);
  if (bytes.length === 0 || !isPlainText(bytes, true)) return null;
  const isCalendar = /^\s*BEGIN:VCALENDAR/i.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  return kindOf(isCalendar ? 'text/calendar' : 'text/plain');
};
