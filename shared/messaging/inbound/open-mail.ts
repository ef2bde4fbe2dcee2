/**
 * Fetches a mail from S3 and tells everything of it that does not depend on the company: who wrote, whether that is
 * proven, what is new in it, what came along. The file is read up to SES's limit; a longer one, and one that goes beyond
 * the bounds of mail/bounds.ts, by its header alone.
 */
import type { AutomaticKind, ReceivedNotice, RefusalReason } from '#contract/received-words.ts';
import { keyedHash } from '#platform/ids.ts';
import type { ReceivedFiles } from '../attachments/received-files.ts';
import { htmlLimit } from '../ledger/received-content.ts';
import { isAuthentic } from '../mail/authenticity.ts';
import { automaticKind } from '../mail/automatic.ts';
import { foldQuoted, withoutSignature } from '../mail/fold-quoted.ts';
import { type MailFile, type ReadMail, readMail, readMailHead } from '../mail/read-mail.ts';
import type { MailSignal } from '../providers/signals.ts';
import type { MailReport } from './apply-report.ts';
import { maxText } from './inbound-message.ts';
import { type Wish, wishOfMail } from './opt-out.ts';

/** Largest mail that is read as a whole, bytes: what SES receives (delivery-events.md §1.5). */
export const mailLimit = 40 * 1_048_576;

/** Bytes of a longer one that are read: more than any header has. */
const headBytes = 262_144;

/** Subject as lists show it. */
const maxSubject = 200;

export interface Letter {
  /** Equal for every copy of the mail: of the sender's id and the content, else of SES's receipt. */
  readonly identity: string;
  /** Who wrote, as people see it; the envelope's sender where the header names nobody or several. */
  readonly from: string;
  readonly fromName: string;
  readonly isAuthentic: boolean;
  readonly automatic: AutomaticKind | null;
  /** Of a mail about the delivery of another one. */
  readonly report: MailReport | null;
  readonly subject: string;
  /** See `ReadMail`. */
  readonly date: string | null;
  readonly text: string;
  readonly quoted: string;
  /** What its own words, without signature and history, say about further messages. */
  readonly wish: Wish | undefined;
  readonly html: string | null;
  readonly files: readonly MailFile[];
  /** Where the mail lies as it came, when it was not read, or not as a whole: people then read it themselves. */
  readonly original: { readonly key: string; readonly size: number } | null;
  /** Why none of the files may be kept. */
  readonly withheld: RefusalReason | undefined;
  readonly notices: readonly ReceivedNotice[];
  /** How its sender named it, without angle brackets; null when it has no name. */
  readonly mailId: string | null;
  /** Names of the mails that it follows, oldest first. */
  readonly references: readonly string[];
  /** SES's ids of the messages of ours that it says to answer. */
  readonly answers: readonly string[];
}

/** SES writes its own id in front of its domain into the Message-ID of what it sends. */
const sesIds = (ids: readonly string[]): string[] =>
  ids.flatMap((id) => {
    const [own = '', domain = ''] = id.split('@');
    return /(?:^|\.)amazonses\.com$/i.test(domain) && own !== '' ? [own] : [];
  });

const reportOf = (mail: ReadMail): MailReport | null => {
  const fields = mail.report();
  return fields === null ? null : { fields, sesIds: sesIds([...fields.returnedIds, ...mail.answers]) };
};

const domainsOfSignatures = (mail: ReadMail): string[] =>
  mail
    .header('dkim-signature')
    .flatMap((value) => /(?:^|;)\s*d\s*=\s*([^;\s]{1,253})/i.exec(value)?.[1]?.toLowerCase() ?? []);

const load = async (
  files: Pick<ReceivedFiles, 'read' | 'readHead'>,
  key: string,
): Promise<{ readonly mail: ReadMail; readonly size: number } | undefined> => {
  const file = await files.read(key, mailLimit);
  if (file === undefined) return undefined;
  const { size, bytes } = file;
  if (bytes !== null) return { mail: readMail(viewOf(bytes)), size };
  return { mail: readMailHead(viewOf(await files.readHead(key, headBytes))), size };
};

/** The same memory, not a copy of it. */
const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const identityOf = (signal: MailSignal, mail: ReadMail, from: string, size: number): string => {
  if (mail.messageId === null) return signal.providerId;
  const { messageId, subject, text, html, files } = mail;
  const lengths = files.map(({ encodedSize }) => encodedSize);
  const parts = [messageId, from, subject, text, html, lengths, text === '' && html === null ? size : 0];
  return keyedHash('mail', JSON.stringify(parts));
};

const noticesOf = (signal: MailSignal, mail: ReadMail, text: string): ReceivedNotice[] => [
  ...(mail.isTooLarge ? (['MAIL_TOO_LARGE'] as const) : []),
  ...(mail.isDamaged ? (['MAIL_UNREADABLE'] as const) : []),
  ...(signal.verdicts.virus === 'FAIL' ? (['VIRUS'] as const) : []),
  ...(signal.verdicts.spam === 'FAIL' ? (['SPAM'] as const) : []),
  ...(text.length > maxText ? (['TEXT_CUT'] as const) : []),
  ...(mail.html !== null && !isHtmlKept(signal, mail.html) ? (['HTML_LEFT_OUT'] as const) : []),
];

const isHtmlKept = (signal: MailSignal, html: string): boolean =>
  signal.verdicts.virus !== 'FAIL' && Buffer.byteLength(html) <= htmlLimit;

const cut = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/** @returns undefined when there is no such file */
export const openMail = async (
  files: Pick<ReceivedFiles, 'read' | 'readHead'>,
  signal: MailSignal,
): Promise<Letter | undefined> => {
  const loaded = await load(files, signal.key);
  if (loaded === undefined) return undefined;
  const { mail, size } = loaded;
  const { virus, spam } = signal.verdicts;
  const envelopeSender = signal.envelopeSender ?? '';
  // What SES read and what we read must be the same: a mail that two readers understand in two ways is made for that.
  const shown = mail.from !== null && mail.from.address === (signal.shownFrom ?? mail.from.address) ? mail.from : null;
  const from = mail.from?.address ?? signal.shownFrom ?? envelopeSender;
  const isUnread = mail.isDamaged || mail.isTooLarge;
  const subject = isUnread && mail.subject === '' ? signal.subject : mail.subject;
  const { text, quoted } = foldQuoted(mail.text, { subject, from });
  const words = withoutSignature(text.slice(0, maxText));
  const automatic = automaticKind({
    header: mail.header,
    from,
    envelopeSender: signal.envelopeSender,
    subject,
    text: mail.text,
    own: text,
  });
  return {
    identity: identityOf(signal, mail, from, size),
    from,
    fromName: mail.from?.name ?? '',
    isAuthentic: isAuthentic({
      verdicts: signal.verdicts,
      from: shown?.address ?? null,
      envelopeSender,
      signedBy: domainsOfSignatures(mail),
    }),
    automatic,
    report: automatic === 'delivery_status' ? reportOf(mail) : null,
    subject: cut(subject, maxSubject),
    date: mail.date,
    text: cut(text, maxText),
    quoted: cut(quoted, maxText),
    // What was not read may say anything: nothing is concluded from a subject alone.
    wish: wishOfMail({ subject: mail.isTooLarge ? '' : subject, words }),
    html: mail.html !== null && isHtmlKept(signal, mail.html) ? mail.html : null,
    files: mail.files,
    original: isUnread ? { key: signal.key, size } : null,
    withheld: virus === 'FAIL' ? 'VIRUS' : spam === 'FAIL' ? 'SPAM' : undefined,
    notices: noticesOf(signal, mail, text),
    mailId: mail.messageId,
    references: [...new Set(mail.answers)].toReversed(),
    answers: sesIds(mail.answers),
  };
};
