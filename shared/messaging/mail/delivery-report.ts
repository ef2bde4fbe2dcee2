/**
 * What a mail says of the delivery of another one: the fields of RFC 3464, or the words of mail servers that write none
 * (old Exim, qmail, gateways). It says what it says; whether anybody may be believed is decided where its message is
 * known (`inbound/apply-report.ts`). Pure.
 */
import { bounceSubject, bounceWords } from './automatic-words.ts';
import { type HeaderField, headerText, readHeaderBlock } from './header-block.ts';
import { decodedBody, fieldOf, type MimePart, readTopHeaders } from './mime-parts.ts';

/** One recipient of a report; addresses in lower case, null where there is none. */
interface RecipientFields {
  readonly finalRecipient: string | null;
  readonly originalRecipient: string | null;
  /** In lower case; empty where there is none. */
  readonly action: string;
  /** Enhanced status code; empty where there is none. */
  readonly status: string;
  readonly diagnostic: string;
}

export interface DeliveryReport {
  readonly recipients: readonly RecipientFields[];
  /** Words of a report without fields, up to the copy of the mail that came back; empty where they tell of no failure. */
  readonly words: string;
  /** Of the header `X-Failed-Recipients`, which Exim and Gmail write, in lower case. */
  readonly failedRecipients: readonly string[];
  /** Message-IDs of the mails that came back in it, without angle brackets. */
  readonly returnedIds: readonly string[];
}

/** What a report says of one address. */
export interface ReportedFailure {
  /** Enhanced status code; empty where there is none. */
  readonly status: string;
  /** The server's own answer, or what stands behind the address in a text. */
  readonly words: string;
  /** The address that failed is this one, and not one to which it leads. */
  readonly isFinal: boolean;
}

/** Bytes of a report's fields that are read; a mail of ours has one recipient. */
const maxFieldBytes = 32_768;
const maxRecipients = 20;
/** Mails that came back of which the header is read. */
const maxReturned = 3;
const maxWords = 8_000;
/** As many as a server's answer is judged by. */
const maxAnswer = 1_000;

const leavesOf = (part: MimePart): readonly MimePart[] =>
  part.children.length === 0 ? [part] : part.children.flatMap(leavesOf);

/** `rfc822; <rosa@uno.example>`, also in the spelling of RFC 3461 §4 (`rosa+2Bx@…`). */
const addressOf = (value: string): string | null => {
  const text = value
    .slice(value.indexOf(';') + 1)
    .replace(/[<>\s]/g, '')
    .toLowerCase();
  return text.includes('@') ? text : null;
};

const fieldsOf = (block: string): RecipientFields | undefined => {
  const headers: readonly HeaderField[] = readHeaderBlock(block);
  const field = (name: string): string => headerText(fieldOf({ headers }, name)).trim();
  const finalRecipient = addressOf(field('final-recipient'));
  const originalRecipient = addressOf(field('original-recipient'));
  if (finalRecipient === null && originalRecipient === null) return undefined;
  return {
    finalRecipient,
    originalRecipient,
    action: (field('action').split(/[\s(;]/)[0] ?? '').toLowerCase(),
    status: /^[245]\.\d{1,3}\.\d{1,3}/.exec(field('status'))?.[0] ?? '',
    diagnostic: field('diagnostic-code').slice(0, maxAnswer),
  };
};

const recipientsOf = (part: MimePart): readonly RecipientFields[] =>
  decodedBody(part)
    .subarray(0, maxFieldBytes)
    .toString('latin1')
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .flatMap((block) => fieldsOf(block) ?? []);

const messageId = /^[ \t]*message-id:\s*<([^<>\s]{1,250})>/im;

/** A mail that came back, whole or its header alone. */
const returnedTypes = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers'];

const idsOfPart = (part: MimePart): readonly string[] =>
  readTopHeaders(decodedBody(part))
    .filter(({ name }) => name === 'message-id')
    .map(({ value }) => value.trim().replace(/^<|>$/g, ''));

/** Where the copy of the mail begins; what stands in it are our own words. */
const copy =
  /^[ \t]*(?:-{2,80}.{0,80}\b(?:copy|original|returned|headers?|copia|mensaje|mensagem|message)\b.*|(?:received|return-path|message-id|mime-version|dkim-signature):.*)$/im;

/** A server that goes on trying has not failed. */
const delay =
  /\b(?:delayed|delay|warning|no action is required|will (?:continue|be retried|keep trying|retry)|still (?:being )?(?:re)?tr(?:y|ied)|not yet been delivered|(?:seguir|continuar)[aá]\w{0,2}|retrasad[oa]|demorad[oa]|atrasad[oa]|(?:continuar[aá]|tentar[aá]))(?![a-z])/i;

const isOfComplaint = ({ type }: MimePart): boolean => type.value === 'message/feedback-report';

/**
 * @param mail.text its words as people read them
 * @param mail.subject of the mail itself
 * @returns null for a mail that reports a complaint
 */
export const readDeliveryReport = (
  root: MimePart,
  mail: { readonly subject: string; readonly text: string },
): DeliveryReport | null => {
  const leaves = leavesOf(root);
  if (leaves.some(isOfComplaint)) return null;
  const status = leaves.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type.value));
  const recipients = status === undefined ? [] : recipientsOf(status).slice(0, maxRecipients);
  const begin = copy.exec(mail.text)?.index ?? mail.text.length;
  const own = mail.text.slice(0, begin).slice(0, maxWords);
  const tellsOfFailure = bounceSubject.test(mail.subject) || bounceWords.test(own);
  const isDelayed = delay.test(mail.subject) || delay.test(own);
  const returned = leaves.filter(({ type }) => returnedTypes.includes(type.value)).slice(0, maxReturned);
  const inText = messageId.exec(mail.text.slice(begin))?.[1];
  return {
    recipients,
    words: status === undefined && tellsOfFailure && !isDelayed ? own : '',
    failedRecipients: fieldOf(root, 'x-failed-recipients')
      .split(',')
      .flatMap((one) => addressOf(one) ?? []),
    returnedIds: [...returned.flatMap(idsOfPart), ...(inText === undefined ? [] : [inText])],
  };
};

/** `+2B` is `+`: RFC 3461 §4. */
const fromXtext = (address: string): string =>
  address.replace(/\+([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)).toLowerCase());

const isAddress = (given: string | null, address: string): boolean =>
  given !== null && (given === address || fromXtext(given) === address);

/** Where a text names the address, and not a longer one that ends or begins with it. */
const placeIn = (text: string, address: string): number => {
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(address); at >= 0; at = lower.indexOf(address, at + 1)) {
    const before = lower[at - 1] ?? ' ';
    const after = lower.slice(at + address.length, at + address.length + 2);
    if (!/[\w.+%~-]/.test(before) && !/^(?:[\w@-]|\.\w)/.test(after)) return at;
  }
  return -1;
};

/**
 * @param address in lower case
 * @returns undefined where the report tells of no failure of this address: of none, of a delay, of another address
 */
export const failureOf = (report: DeliveryReport, address: string): ReportedFailure | undefined => {
  const { recipients, words, failedRecipients } = report;
  if (recipients.length > 0) {
    const failed = recipients.filter(({ action, status }) =>
      action === '' ? status.startsWith('5.') : action === 'failed' && !status.startsWith('2.'),
    );
    const final = failed.find(({ finalRecipient }) => isAddress(finalRecipient, address));
    const found = final ?? failed.find(({ originalRecipient }) => isAddress(originalRecipient, address));
    if (found === undefined) return undefined;
    const isFinal = final !== undefined || found.finalRecipient === null;
    return { status: found.status, words: found.diagnostic, isFinal };
  }
  if (words === '') return undefined;
  const place = placeIn(words, address);
  if (place < 0 && !failedRecipients.includes(address)) return undefined;
  const answer = place < 0 ? words : words.slice(place + address.length);
  return { status: '', words: answer.slice(0, maxAnswer), isFinal: true };
};
