/**
 * Reads a raw mail (RFC 5322, MIME). Never throws: what cannot be read is empty and said so, and what goes beyond the
 * bounds is read by its header alone.
 */
import { addressParser } from 'postal-mime';
import { isoTime } from '#platform/clock.ts';
import { type Body, type BodyText, nameOf, readBody } from './body-parts.ts';
import { MailTooLarge, requireWithin } from './bounds.ts';
import { type DeliveryReport, readDeliveryReport } from './delivery-report.ts';
import { type HeaderField, headerText, inUtf8 } from './header-block.ts';
import { textOfHtml } from './html-text.ts';
import { decodedBody, type MimePart, readParts, readTopHeaders } from './mime-parts.ts';
import { pointsToHtml } from './points-to-html.ts';

/** A file of a mail, as its sender names it; nothing of it can be believed. */
export interface MailFile {
  readonly fileName: string | null;
  /** As it lies in the mail, bytes. */
  readonly encodedSize: number;
  /** Another mail that was attached (message/rfc822). */
  readonly isMail: boolean;
  /** Decodes it, each time anew: one mail has many, and one of them at a time is held. */
  readonly read: () => Uint8Array;
}

export interface ReadMail {
  /** The one address of `From`, in lower case, with its name; null when there is none or more than one. */
  readonly from: { readonly address: string; readonly name: string } | null;
  readonly subject: string;
  /**
   * `Date` header, which anybody can set to anything: ISO-8601 in UTC where it can be read, else as it stands, at most
   * 100 characters; null when there is none.
   */
  readonly date: string | null;
  /** The sender's own id, without angle brackets; null when there is none. */
  readonly messageId: string | null;
  /** Ids of `In-Reply-To` and `References`, without angle brackets, nearest first. */
  readonly answers: readonly string[];
  readonly header: (name: string) => readonly string[];
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly MailFile[];
  /** What it says of the delivery of another mail, read when it is asked for; null where it was not read. */
  readonly report: () => DeliveryReport | null;
  /** Part of it, or all, could not be read. */
  readonly isDamaged: boolean;
  /** Beyond the bounds: there is more than its header, and none of that was read. */
  readonly isTooLarge: boolean;
}

const bareId = (text: string): string => text.trim().replace(/^<|>$/g, '');

/** Ids in the text of a header, at most the last 20: longer chains are made to cost something. */
const idsOf = (text: string | undefined): string[] => (text?.match(/<[^<>\s]{1,250}>/g) ?? []).slice(-20).map(bareId);

/** Longest `From` that is read, characters; no name and address are longer. */
const maxFrom = 2_000;

const fromOf = (fields: readonly HeaderField[]): ReadMail['from'] => {
  // Two senders are how one mail is shown as another's: DMARC then speaks of one of them only.
  const [field, another] = fields.filter(({ name }) => name === 'from');
  if (field === undefined || another !== undefined || field.value.length > maxFrom) return null;
  const value = inUtf8(field.value);
  // Within quotes it is a name, whatever it says.
  if ((value.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/</g)?.length ?? 0) > 1) return null;
  const mailboxes = addressParser(value);
  const [mailbox, second] = mailboxes.filter((one) => one.address !== undefined && one.address !== '');
  const address = mailbox?.address?.trim().toLowerCase() ?? '';
  if (second !== undefined || !/^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,190}$/.test(address)) return null;
  // A name with a comma that nobody quoted: `Pérez, Rosa <rosa@uno.example>`.
  const name = mailboxes.map((one) => one.name).filter((part) => part !== '');
  return { address, name: name.join(', ').replace(/\s+/g, ' ').trim().slice(0, 120).toWellFormed() };
};

const subjectOf = (value: string | undefined): string =>
  headerText(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();

/** ISO 8601 where it is a date, else as it stands there. */
const dateOf = (value: string | undefined): string | null => {
  if (value === undefined) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? headerText(value).slice(0, 100).toWellFormed() : isoTime(at);
};

/** What the header tells, whatever the body is. */
const readHeaders = (fields: readonly HeaderField[]) => {
  const valuesOf = (wanted: string) => fields.filter(({ name }) => name === wanted).map(({ value }) => value);
  const first = (wanted: string): string | undefined => valuesOf(wanted)[0];
  const messageId = bareId(headerText(first('message-id') ?? ''));
  return {
    from: fromOf(fields),
    subject: subjectOf(first('subject')),
    date: dateOf(first('date')),
    messageId: messageId === '' || messageId.length > 500 ? null : messageId,
    answers: [...idsOf(first('in-reply-to')), ...idsOf(first('references')).toReversed()],
    header: (name: string) => valuesOf(name).map(headerText),
  };
};

/** The words of one place: as they were written, else those of the HTML. */
const wordsOf = ({ plain, html }: BodyText): string => {
  const written = plain ?? '';
  const isBlank = written.replace(/[\s\p{Cf}]+/gu, '') === '';
  if (html === null || !(isBlank || pointsToHtml(written))) return written;
  const shown = textOfHtml(html);
  return shown === '' ? written : shown;
};

const textOf = (body: Body): string => {
  const text = body.texts.map(wordsOf).join('\n');
  requireWithin('text', text.length);
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  requireWithin('lines', lines);
  return text;
};

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter);

/** Characters of pictures that one page takes in: a page can name one picture a thousand times. */
const maxPictures = 262_144;

/** One page of all parts, with the pictures of signatures inside of it; null where no part is HTML. */
const htmlOf = ({ texts, pictures }: Body): string | null => {
  let room = maxPictures;
  if (texts.every(({ html }) => html === null)) return null;
  const pages = texts.map(
    ({ plain, html }) => html ?? `<div style="white-space:pre-wrap">${escaped(plain ?? '')}</div>`,
  );
  return pages.join('<br>\n').replace(/\bcid:([^"'\s>)]{1,250})/gi, (whole, id: string) => {
    const picture = pictures.get(id) ?? pictures.get(id.replace(/%40/g, '@'));
    if (picture === undefined || picture.body.length > room) return whole;
    room -= picture.body.length;
    return `data:${picture.type.value};base64,${decodedBody(picture).toString('base64')}`;
  });
};

const subjectOfAttached = (part: MimePart): string | null => {
  const subject = subjectOf(readTopHeaders(decodedBody(part)).find(({ name }) => name === 'subject')?.value);
  return subject === '' ? null : `${subject.slice(0, 100)}.eml`;
};

const fileOf = (part: MimePart): MailFile => {
  const isMail = part.type.value === 'message/rfc822' || part.type.value === 'message/global';
  return {
    fileName: nameOf(part) ?? (isMail ? subjectOfAttached(part) : null),
    encodedSize: part.body.length,
    isMail,
    read: () => decodedBody(part),
  };
};

/** By its header alone: a mail that is larger than what is read, or its beginning. Never throws. */
export const readMailHead = (raw: Buffer): ReadMail => {
  const fields = readTopHeaders(raw);
  return {
    ...readHeaders(fields),
    text: '',
    html: null,
    files: [],
    report: () => null,
    isDamaged: fields.length === 0,
    isTooLarge: true,
  };
};

export const readMail = (raw: Buffer): ReadMail => {
  try {
    const root = readParts(raw);
    const body = readBody(root);
    const head = readHeaders(root.headers);
    const text = textOf(body);
    return {
      ...head,
      text,
      html: htmlOf(body),
      files: body.files.map(fileOf),
      report: () => readDeliveryReport(root, { subject: head.subject, text }),
      // Bytes without a single header are no mail at all.
      isDamaged: root.headers.length === 0,
      isTooLarge: false,
    };
  } catch (error) {
    const head = readMailHead(raw);
    return error instanceof MailTooLarge ? head : { ...head, isTooLarge: false, isDamaged: true };
  }
};
