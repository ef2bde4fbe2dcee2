/**
 * What a received file really is, by its bytes: neither its name nor the type that its sender declares can be believed
 * (ASVS 5.2.2). An allow-list: what people send to a company that they owe money to, and nothing that a browser or an
 * operating system would run. Outlook's winmail.dat, archives, old Office files (which are also installers) and files
 * with macros are not on it.
 */
import { fileTypeFromBuffer } from 'file-type';

/** Types that are kept, by what the bytes say, with the endings that fit; the first one is given to others. */
const allowedTypes: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic'],
  'image/heif': ['heif'],
  'image/bmp': ['bmp'],
  'image/tiff': ['tif', 'tiff'],
  'application/pdf': ['pdf'],
  'application/rtf': ['rtf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/x-m4a': ['m4a'],
  'video/mp4': ['mp4'],
  'video/3gpp': ['3gp'],
  'video/quicktime': ['mov'],
  'video/webm': ['webm'],
  'text/plain': ['txt', 'csv', 'log', 'md'],
  'text/calendar': ['ics'],
};

export interface FileKind {
  readonly contentType: string;
  /** Endings of a name that fit, without dot; never empty. */
  readonly endings: readonly string[];
}

/** Anything that a browser would read as a page, wherever it stands in the file. */
const markup = /<(?:!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|meta|link|style|img|form|math)[\s>/]/i;

/** Control characters that no text has: all but tab, line and page breaks, and the escape of old encodings. */
const isControl = (byte: number): boolean => (byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27) || byte === 127;

/** Words without markup, in UTF-8, Latin-1 or anything else that has ASCII's control characters where ASCII has them. */
const isPlainText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && !bytes.some(isControl) && !markup.test(Buffer.from(bytes).toString('latin1'));

const normalTypes: Readonly<Record<string, string>> = {
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/vnd.wave': 'audio/wav',
};

/** @returns null for what is not on the list, whatever its name says */
export const fileKindOf = async (bytes: Uint8Array): Promise<FileKind | null> => {
  const sniffed = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime.toLowerCase();
  const known = sniffed === undefined ? undefined : (normalTypes[sniffed] ?? sniffed);
  if (known !== undefined) {
    const endings = Object.hasOwn(allowedTypes, known) ? allowedTypes[known] : undefined;
    return endings === undefined ? null : { contentType: known, endings };
  }
  if (!isPlainText(bytes)) return null;
  const calendar = /^\s*BEGIN:VCALENDAR/i.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  const contentType = calendar ? 'text/calendar' : 'text/plain';
  return { contentType, endings: allowedTypes[contentType] ?? ['txt'] };
};
