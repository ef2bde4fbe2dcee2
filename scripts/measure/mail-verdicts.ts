/** What the product makes of each input, and whether that is what was expected. Nothing of it is rounded in our favour. */
import { simpleParser } from 'mailparser';
import { automaticKind } from '#shared/messaging/mail/automatic.ts';
import { foldQuoted } from '#shared/messaging/mail/fold-quoted.ts';
import { type ReadMail, readMail } from '#shared/messaging/mail/read-mail.ts';
import { classifyBounce } from '#shared/messaging/providers/email/ses-bounces.ts';
import type { Input, MailExpect } from './mail-inputs.ts';

export interface MailVerdict {
  readonly kind: Input['kind'];
  readonly name: string;
  readonly isRight: boolean;
  /** In one line. */
  readonly expected: string;
  readonly seen: string;
}

type Of<Kind extends Input['kind']> = Extract<Input, { readonly kind: Kind }>;

const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The answer as SES reports it when it calls the failure permanent. */
const smtpVerdict = ({ kind, name, status, bytes, expect }: Of<'smtp'>): MailVerdict => {
  const words = bytes.toString('utf8').trim();
  const failureClass = classifyBounce('Permanent', 'General', status, words).class;
  const rightClasses: Readonly<Record<typeof expect, readonly string[]>> = {
    address: ['HARD'],
    full: ['SOFT'],
    // Neither says anything of the address; which of the two is to blame is often both.
    sender: ['SENDER', 'CONTENT', 'LIMIT'],
    content: ['SENDER', 'CONTENT', 'LIMIT'],
  };
  return {
    kind,
    name: `${name}: ${folded(words).slice(0, 120)}`,
    isRight: rightClasses[expect].includes(failureClass),
    expected: expect,
    seen: failureClass,
  };
};

const bounceVerdict = async ({ kind, name, bytes, expect }: Of<'bounce'>): Promise<MailVerdict> => {
  const { header, from, subject, text } = await readMail(bytes);
  // The envelope's sender is not in the file, so that the mail must tell it by itself.
  const sender = from?.address ?? '';
  const { text: own } = foldQuoted(text, { subject, from: sender });
  const marks = { header, from: sender, envelopeSender: null, subject, text, own };
  const automatic = automaticKind(marks);
  const seen = automatic === null ? 'person' : 'not-a-person';
  return {
    kind,
    name: `${name}: ${subject.slice(0, 80)}`,
    isRight: seen === expect,
    expected: expect,
    seen: automatic ?? seen,
  };
};

const replyVerdict = async ({ kind, name, bytes, expect, subject, file }: Of<'reply'>): Promise<MailVerdict> => {
  const mail = file?.endsWith('.eml') === true ? await readMail(bytes) : undefined;
  const { text } = foldQuoted(mail?.text ?? bytes.toString('utf8'), {
    subject: subject ?? mail?.subject ?? '',
    from: mail?.from?.address ?? '',
  });
  const [expected, seen] = [folded(expect), folded(text)];
  return { kind, name, isRight: seen === expected, expected, seen };
};

/** Words of a text, without links, whose spelling depends on who made text of HTML. */
const wordsOf = (text: string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const [word] of text
    .replace(/<?\[?https?:\/\/\S+/g, ' ')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
};

/** Words of `expected` that `seen` lacks, each as often as it lacks. */
export const missingWords = (expected: string, seen: string): string[] => {
  const has = wordsOf(seen);
  return [...wordsOf(expected)].flatMap(([word, count]) => Array(Math.max(0, count - (has.get(word) ?? 0))).fill(word));
};

const filesOf = (files: readonly { readonly name: string; readonly size: number }[]): string[] =>
  files.map(({ name, size }) => `${name}:${size}`).toSorted();

/** What the independent reader sees; the parts that a page only shows within itself are no files of it. */
const independent = async (bytes: Buffer): Promise<Required<MailExpect>> => {
  const mail = await simpleParser(bytes, { skipImageLinks: true, skipTextLinks: true });
  const own = mail.attachments.filter(({ related }) => related !== true);
  return {
    subject: mail.subject ?? '',
    from: mail.from?.value[0]?.address ?? '',
    text: mail.text ?? '',
    files: filesOf(own.map(({ filename, size }) => ({ name: filename ?? '', size }))),
  };
};

/** A line break at the end is counted by some readers and not by others. */
const isAmong = (file: string, files: readonly string[]): boolean => {
  const [, name = '', size = ''] = /^(.*):(\d+)$/s.exec(file) ?? [];
  return [0, 1, 2, -1, -2].some((more) => files.includes(`${name}:${Number(size) + more}`));
};

const differences = (mail: ReadMail, expect: MailExpect): string[] => {
  const files = filesOf(mail.files.map(({ fileName, read }) => ({ name: fileName ?? '', size: read().byteLength })));
  const missing = missingWords(expect.text ?? '', mail.text);
  return [
    expect.subject !== undefined && folded(expect.subject) !== folded(mail.subject) ? `subject ${mail.subject}` : '',
    expect.from !== undefined && expect.from.toLowerCase() !== (mail.from?.address ?? '')
      ? `from ${mail.from?.address ?? 'nobody'}`
      : '',
    missing.length > 0 ? `words missing: ${missing.slice(0, 8).join(' ')}` : '',
    expect.files?.some((file) => !isAmong(file, files)) ? `files ${files.join(', ')}` : '',
  ].filter((part) => part !== '');
};

const mailVerdict = async ({ kind, name, bytes, expect }: Of<'mail'>): Promise<MailVerdict> => {
  const expected = expect ?? (await independent(bytes));
  const wrong = differences(await readMail(bytes), expected);
  const { subject = '', from = '', files = [] } = expected;
  return {
    kind,
    name,
    isRight: wrong.length === 0,
    expected: folded(`${expect === undefined ? 'as mailparser: ' : ''}${subject} | ${from} | ${files.join(', ')}`),
    seen: wrong.length === 0 ? 'the same' : wrong.join('; '),
  };
};

/** @throws when the independent reader cannot read a mail at all: it then needs an expectation of its own */
export const judgeMail = async (input: Input): Promise<MailVerdict> => {
  switch (input.kind) {
    case 'smtp':
      return smtpVerdict(input);
    case 'bounce':
      return bounceVerdict(input);
    case 'mail':
      return mailVerdict(input);
    case 'reply':
      return replyVerdict(input);
  }
};
