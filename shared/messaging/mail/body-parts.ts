/**
 * Which parts of a mail are its words, which are files, and which only decorate (RFC 2046 §5.1, RFC 2387, RFC 2183).
 * Pure.
 */
import { MailTooLarge, mailBounds } from './bounds.ts';
import { decodeText } from './character-set.ts';
import { unfoldFlowed } from './flowed-text.ts';
import { decodedText, fieldOf, type MimePart } from './mime-parts.ts';

/** Words in one form or in two that say the same. */
export interface BodyText {
  readonly plain: string | null;
  readonly html: string | null;
}

export interface Body {
  readonly texts: readonly BodyText[];
  readonly files: readonly MimePart[];
  /** Small pictures that the HTML shows, by their `Content-ID`: logos of signatures. */
  readonly pictures: ReadonlyMap<string, MimePart>;
}

const isText = ({ type, disposition }: MimePart): boolean =>
  (type.value === 'text/plain' || type.value === 'text/html') && disposition.value !== 'attachment';

export const nameOf = ({ type, disposition }: MimePart): string | null =>
  disposition.parameter('filename') ?? type.parameter('name');

const textOf = (part: MimePart): string => {
  const bytes = decodedText(part);
  const text = decodeText(bytes, part.type.parameter('charset')).replace(/\r\n?/g, '\n').toWellFormed();
  const flowed = part.type.parameter('format')?.toLowerCase() === 'flowed';
  return flowed ? unfoldFlowed(text, part.type.parameter('delsp')?.toLowerCase() === 'yes') : text;
};

/** Largest picture of a signature, bytes: what people photograph and paste to be read is larger. */
const signatureBytes = 32 * 1024;

const idOf = (part: MimePart): string => fieldOf(part, 'content-id').replace(/^\s*<|>\s*$/g, '');

/** Pictures that the HTML names; `cid:` may be percent-encoded (RFC 2392). */
const namedPictures = (texts: readonly BodyText[]): ReadonlySet<string> => {
  const ids = texts.flatMap(({ html }) => [...(html ?? '').matchAll(/\bcid:([^"'\s>)]{1,250})/gi)]);
  return new Set(ids.flatMap(([, id = '']) => [id, id.replace(/%40/g, '@')]));
};

interface Found {
  readonly texts: BodyText[];
  readonly files: MimePart[];
}

/** Encoded bytes of all texts of a mail: a letter takes four bytes at most, and base64 makes four of three. */
const maxEncoded = 8 * mailBounds.text;

const collect = (part: MimePart, found: Found, spent: { encoded: number }): void => {
  if (part.type.value === 'multipart/alternative' && part.children.length > 0) {
    const inner: Found = { texts: [], files: [] };
    for (const child of part.children) collect(child, inner, spent);
    const joined = (form: keyof BodyText): string | null => {
      const all = inner.texts.flatMap((text) => text[form] ?? []);
      return all.length === 0 ? null : all.join('\n');
    };
    found.texts.push({ plain: joined('plain'), html: joined('html') });
    found.files.push(...inner.files);
  } else if (part.children.length > 0) {
    for (const child of part.children) collect(child, found, spent);
  } else if (isText(part) && (nameOf(part) === null || found.texts.length === 0)) {
    spent.encoded += part.body.length;
    if (spent.encoded > maxEncoded) throw new MailTooLarge('text');
    const text = textOf(part);
    found.texts.push(part.type.value === 'text/html' ? { plain: null, html: text } : { plain: text, html: null });
  } else if (!part.type.value.startsWith('multipart/')) {
    found.files.push(part);
  }
};

/** @throws MailTooLarge */
export const readBody = (root: MimePart): Body => {
  const found: Found = { texts: [], files: [] };
  collect(root, found, { encoded: 0 });
  const named = namedPictures(found.texts);
  const isOfSignature = (part: MimePart): boolean =>
    part.type.value.startsWith('image/') && named.has(idOf(part)) && part.body.length <= signatureBytes * 1.4;
  const pictures = found.files.filter(isOfSignature);
  return {
    texts: found.texts,
    files: found.files.filter((part) => !isOfSignature(part)),
    pictures: new Map(pictures.map((part) => [idOf(part), part])),
  };
};
