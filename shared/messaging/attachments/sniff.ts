/**
 * What a file is by its bytes, whatever its name and its announced type say: a page or a program that calls itself a
 * picture is refused (ASVS 5.2.2, 5.2.5; reliability §5.6).
 */
import { fileTypeFromBuffer } from 'file-type';

/** Other names under which the library knows a type of ours. */
const sameAs: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/opus': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
};

/** Type that the bytes carry the signature of, in our words for it; undefined for text, and for what nobody knows. */
export const signedType = async (bytes: Uint8Array): Promise<string | undefined> => {
  const found = await fileTypeFromBuffer(bytes);
  return found === undefined ? undefined : (sameAs[found.mime] ?? found.mime);
};

/** Types of text have no signature: what is one of them must read as text and must not read as markup. */
const textTypes = new Set(['text/plain', 'text/csv']);
const markup =
  /<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|link|meta|style|img|form|a\s|\?xml|\?php)|^\s*(?:#!|%!PS)/i;

/** @param complete false when `bytes` are the beginning of a longer file, whose last character may be cut */
export const isPlainText = (bytes: Uint8Array, complete: boolean): boolean => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a text has not
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text) && !markup.test(text);
  } catch {
    return isLatinText(bytes);
  }
};

/** Texts that spreadsheets of Windows write in their own alphabet: letters above 0x9f, no control characters. */
const isLatinText = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('windows-1252').decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a text has not
  return !/[\u0000-\u0008\u000e-\u001f\u007f\u0081\u008d\u008f\u0090\u009d]/.test(text) && !markup.test(text);
};

/** Whether the bytes can only be judged as a whole: packed documents tell what they are at any place. */
export const needsWholeFile = (contentType: string): boolean => contentType.startsWith('application/vnd.openxml');

/**
 * Whether the bytes are of the announced type.
 * @param bytes the whole file, or its beginning where `needsWholeFile` says no
 */
export const isOfType = async (contentType: string, bytes: Uint8Array, complete: boolean): Promise<boolean> => {
  const found = await signedType(bytes);
  if (textTypes.has(contentType)) return found === undefined && isPlainText(bytes, complete);
  return found === contentType;
};
