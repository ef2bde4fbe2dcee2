/**
 * Of what a mail server's refusal speaks (issue: a sender's problem must make nobody *No contactable*): of the mailbox,
 * of its room, or of sender, way and content. The server's words decide where they are plain, its enhanced status
 * (RFC 3463, RFC 5248) decides between words that contradict each other, and where they say nothing. Neither: unknown,
 * since a wrong alert cuts a person off. Pure.
 */
import {
  absent,
  content,
  disabled,
  edgeBlocked,
  full,
  noDomain,
  normaliseAnswer,
  policy,
  rate,
  refusedAfterRecipient,
  refusedBeforeRecipient,
  sender,
  senderAddress,
  senderVerified,
  unavailable,
} from './smtp-sentences.ts';

/**
 * `absent`, `disabled`: the address; `full`: its room; `rate`: it takes no more for now; `sender`, `content`: neither
 * says anything of the address.
 */
export type AnswerSubject = 'absent' | 'disabled' | 'full' | 'rate' | 'sender' | 'content' | 'unknown';

export interface SmtpAnswer {
  readonly subject: AnswerSubject;
  /** The server says that it is for good (5xx); null where it does not say. */
  readonly isPermanent: boolean | null;
}

interface StatusCode {
  readonly class: number;
  readonly subject: number;
  readonly detail: number;
}

const statusCodes = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)/g;

const readCodes = (text: string): StatusCode[] =>
  [...text.matchAll(statusCodes)].map(([, first, second, third]) => ({
    class: Number(first),
    subject: Number(second),
    detail: Number(third),
  }));

/** Of details that a code of each subject has, those that speak of the address itself (RFC 3463 §3.2, §3.3). */
const absentDetails = [1, 2, 3, 6, 10];
const contentDetails: Readonly<Record<number, readonly number[]>> = { 2: [3], 3: [4], 7: [6, 7] };

/** What a code says without any words; undefined where it says no more than that the mail failed. */
const subjectOfCode = ({ subject, detail }: StatusCode): AnswerSubject | undefined => {
  if (contentDetails[subject]?.includes(detail) === true || subject === 6) return 'content';
  if (subject === 1) {
    if (absentDetails.includes(detail)) return 'absent';
    return detail === 0 || detail === 4 || detail === 5 ? undefined : 'sender';
  }
  if (subject === 2) return detail === 1 ? 'disabled' : detail === 2 ? 'full' : detail === 0 ? undefined : 'sender';
  return subject >= 3 && subject <= 7 ? 'sender' : undefined;
};

/** The code that says most: the last one of the words that names a cause, else of the status. */
const decidingCode = (status: string, words: string): AnswerSubject | undefined => {
  const [inner] = readCodes(words)
    .toReversed()
    .flatMap((code) => subjectOfCode(code) ?? []);
  return inner ?? readCodes(status).flatMap((code) => subjectOfCode(code) ?? [])[0];
};

const replyCode = /(?:^|[;\s:])([45])\d\d(?=[-\s])/;

const permanenceOf = (status: string, words: string): boolean | null => {
  const digit = readCodes(words).at(-1)?.class ?? replyCode.exec(words)?.[1] ?? readCodes(status)[0]?.class;
  return digit === undefined ? null : Number(digit) === 5;
};

const speaksOfAddress = (subject: AnswerSubject | undefined): boolean => subject === 'absent' || subject === 'disabled';

/** What plain words say; undefined where they say nothing, or nothing that stands against a code. */
const subjectOfWords = (text: string, code: AnswerSubject | undefined): AnswerSubject | undefined => {
  const others = text.replace(senderAddress, ' ');
  const aboutSender = others !== text || sender.test(text);
  const aboutContent = content.test(text);
  const aboutBox = senderVerified.test(text)
    ? undefined
    : absent.test(others)
      ? 'absent'
      : disabled.test(others)
        ? 'disabled'
        : undefined;
  if (rate.test(text)) return 'rate';
  if (noDomain.test(others)) return 'absent';
  if (full.test(others) && !(code === 'content' && aboutContent) && !(aboutSender && code !== 'full')) return 'full';
  const refusal = aboutSender ? 'sender' : aboutContent ? 'content' : undefined;
  if (aboutBox === undefined || refusal === undefined) return aboutBox ?? refusal;
  return speaksOfAddress(code) ? aboutBox : refusal;
};

/** What words say that leave it open; a code that names a cause stands above them. */
const subjectOfHints = (text: string): AnswerSubject | undefined => {
  const isRefusedByRule = policy.test(text.replace(/(?:recipient|address|addresses) (?:rejected|refused)/g, ' '));
  if (unavailable.test(text) && !isRefusedByRule) return 'absent';
  if (isRefusedByRule || refusedBeforeRecipient.test(text)) return 'sender';
  return refusedAfterRecipient.test(text) ? 'content' : undefined;
};

/**
 * @param status the enhanced status code that came beside the words, such as `5.1.1`
 * @param words the server's own answer, such as `smtp; 550 5.1.1 user unknown`; at most 1,000 characters are read
 */
export const judgeAnswer = (status: string | undefined, words: string | undefined): SmtpAnswer => {
  const raw = (words ?? '').slice(0, 1_000);
  const text = normaliseAnswer(raw);
  const code = decidingCode(status ?? '', raw);
  const isPermanent = permanenceOf(status ?? '', raw);
  const subject = (): AnswerSubject => {
    const said = subjectOfWords(text, code);
    if (edgeBlocked.test(text) && !/\b5\.7\./.test(raw)) return 'absent';
    if (said !== undefined) return said;
    const hinted = subjectOfHints(text);
    // A server that only repeats RFC 5321's words after a code of protocol or way: Outlook's `5.5.0 mailbox unavailable`.
    if (code === 'sender' && hinted === 'absent' && !/\b5\.[17]\./.test(raw)) return 'absent';
    return code ?? hinted ?? 'unknown';
  };
  return { subject: subject(), isPermanent };
};
