/**
 * Reads a raw mail (RFC 5322, MIME) with the parser that Nodemailer's author keeps. Never throws: what cannot be read
 * is empty and said so. The limits bound what a sender can make it cost.
 */
import PostalMime, { type Email } from 'postal-mime';
import { textOfHtml } from './html-text.ts';

/** A file of a mail, as its sender names it; nothing of it can be believed. */
export interface MailFile {
  readonly fileName: string | null;
  readonly bytes: Uint8Array;
}

export interface ReadMail {
  /** The one address of `From`, in lower case, with its name; null when there is none or more than one. */
  readonly from: { readonly address: string; readonly name: string } | null;
  readonly subject: string;
  /** The sender's own id, without angle brackets; null when there is none. */
  readonly messageId: string | null;
  /** Ids of `In-Reply-To` and `References`, without angle brackets, nearest first. */
  readonly answers: readonly string[];
  readonly header: (name: string) => readonly string[];
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly MailFile[];
  /** Part of it, or all, could not be read. */
  readonly isDamaged: boolean;
}

/** Header bytes of one mail; SES itself takes far less. */
const maxHeaders = 256 * 1024;
const limits = { maxNestingDepth: 50, maxRfc822NestingDepth: 5, maxHeadersSize: maxHeaders };

const bareId = (text: string): string => text.trim().replace(/^<|>$/g, '');

/** Ids in the text of a header, at most the last 20: longer chains are made to cost something. */
const idsOf = (text: string | undefined): string[] => (text?.match(/<[^<>\s]{1,250}>/g) ?? []).slice(-20).map(bareId);

const bytesOf = (content: ArrayBuffer | Uint8Array | string): Uint8Array => {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
};

const fromOf = (email: Email): ReadMail['from'] => {
  // Two senders are how one mail is shown as another's: DMARC then speaks of one of them only.
  if (email.headers.filter(({ key }) => key === 'from').length !== 1) return null;
  const { from } = email;
  const mailbox = from?.group === undefined ? from : undefined;
  const address = mailbox?.address.trim().toLowerCase() ?? '';
  if (!/^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,190}$/.test(address)) return null;
  const value = email.headers.find(({ key }) => key === 'from')?.value ?? '';
  if ((value.match(/</g)?.length ?? 0) > 1) return null;
  return { address, name: (mailbox?.name ?? '').replace(/\s+/g, ' ').trim().slice(0, 120).toWellFormed() };
};

const nothing: ReadMail = {
  from: null,
  subject: '',
  messageId: null,
  answers: [],
  header: () => [],
  text: '',
  html: null,
  files: [],
  isDamaged: true,
};

const textOf = (email: Email): string => {
  const plain = email.text ?? '';
  return plain.trim() === '' && email.html !== undefined ? textOfHtml(email.html) : plain;
};

export const readMail = async (raw: Uint8Array): Promise<ReadMail> => {
  try {
    const email = await PostalMime.parse(raw, limits);
    const messageId = bareId(email.messageId ?? '');
    return {
      from: fromOf(email),
      subject: (email.subject ?? '').replace(/\s+/g, ' ').trim().toWellFormed(),
      messageId: messageId === '' || messageId.length > 500 ? null : messageId,
      answers: [...idsOf(email.inReplyTo), ...idsOf(email.references).toReversed()],
      header: (name) => email.headers.filter(({ key }) => key === name).map(({ value }) => value),
      text: textOf(email).toWellFormed(),
      html: email.html ?? null,
      files: email.attachments.map(({ filename, content }) => ({ fileName: filename, bytes: bytesOf(content) })),
      // Bytes without a single header are no mail at all.
      isDamaged: email.headers.length === 0,
    };
  } catch {
    return nothing;
  }
};
