/**
 * What an SES bounce says of the address: the table of delivery-events.md §1.2, by type and subtype. SES calls permanent
 * whatever a server answered with 5xx, so a bounce without a subtype of its own is judged by that answer: one listed
 * computer or one wrong DNS record of the sender must not make every customer of a provider *No contactable*. A pair that
 * is not listed is UNKNOWN: shown as a failure of the message, and never raises an alert.
 */
import type { AlertReason, FailureClass } from '#contract/vocabulary.ts';
import { type AnswerSubject, judgeAnswer } from './smtp-answers.ts';

export interface BounceMeaning {
  readonly class: FailureClass;
  readonly reason?: AlertReason;
  /** The pair of type and subtype is in no table. */
  readonly isUnknown: boolean;
}

const meaning = (failureClass: FailureClass, reason?: AlertReason): BounceMeaning => ({
  class: failureClass,
  ...(reason === undefined ? {} : { reason }),
  isUnknown: false,
});

const soft = meaning('SOFT', 'REPEATED_FAILURES');
const suppressed = meaning('SUPPRESSED', 'PROVIDER_SUPPRESSED');

const byTypeAndSubtype: Readonly<Record<string, BounceMeaning>> = {
  'Permanent/NoEmail': meaning('HARD', 'ADDRESS_NOT_FOUND'),
  'Permanent/Suppressed': suppressed,
  'Permanent/OnAccountSuppressionList': suppressed,
  'Transient/MailboxFull': soft,
  'Transient/CustomTimeoutExceeded': soft,
  'Transient/MessageTooLarge': meaning('CONTENT'),
  'Transient/ContentRejected': meaning('CONTENT'),
  'Transient/AttachmentRejected': meaning('CONTENT'),
};

/** Newer subtypes whose bounce type AWS's pages do not tell. */
const bySubtype: Readonly<Record<string, BounceMeaning>> = {
  OnTenantSuppressionList: suppressed,
  UnsubscribedRecipient: meaning('OPT_OUT'),
  EmailValidationSuppressed: meaning('HARD', 'HARD_BOUNCE'),
  CustomTimeoutExceeded: soft,
};

const bySubject: Readonly<Record<AnswerSubject, BounceMeaning>> = {
  absent: meaning('HARD', 'ADDRESS_NOT_FOUND'),
  disabled: meaning('HARD', 'HARD_BOUNCE'),
  full: soft,
  rate: meaning('LIMIT'),
  sender: meaning('SENDER'),
  content: meaning('CONTENT'),
  // Counts towards the soft threshold and is no alert at once: nobody knows what was refused.
  unknown: meaning('UNKNOWN', 'REPEATED_FAILURES'),
};

/**
 * What a server's answer says, whoever tells of it; `soft` where the server may take the mail later, or where nobody could
 * tell.
 * @param type `Permanent`, `Transient` or `Undetermined`, as in SES's bounces
 */
export const meaningOfAnswer = (type: string, status: string | undefined, words: string | undefined): BounceMeaning => {
  const { subject, isPermanent } = judgeAnswer(status, words);
  if (type === 'Permanent') return bySubject[subject];
  if (subject === 'absent' || subject === 'disabled') return isPermanent === true ? bySubject[subject] : soft;
  // Servers that do not answer (4.3, 4.4) are what a temporary failure is; only words and X.7 accuse the sender.
  const isAccused = subject !== 'unknown' && !/^4\.[34]\./.test(status?.trim() ?? '');
  return isAccused ? bySubject[subject] : soft;
};

const judgedByAnswer = ['Permanent/General', 'Transient/General', 'Undetermined/Undetermined'];

/** Own keys only, so that a subtype named `constructor` finds nothing. */
const lookUp = (table: Readonly<Record<string, BounceMeaning>>, key: string): BounceMeaning | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * @param status the recipient's enhanced status code, e.g. `5.1.1`, where the provider gave one
 * @param words the answer of the recipient's server, e.g. `smtp; 550 5.1.1 user unknown`
 */
export const classifyBounce = (type: string, subtype: string, status?: string, words?: string): BounceMeaning => {
  if (judgedByAnswer.includes(`${type}/${subtype}`)) return meaningOfAnswer(type, status, words);
  const known = lookUp(byTypeAndSubtype, `${type}/${subtype}`) ?? lookUp(bySubtype, subtype);
  return known ?? { class: 'UNKNOWN', isUnknown: true };
};

/**
 * Whether the entry of a bounce really failed. One bounce can list a recipient who is merely delayed
 * (reliability §0.6, I10).
 */
export const hasFailed = (type: string, action: string | undefined, status: string | undefined): boolean => {
  if (action !== undefined && action.trim().toLowerCase() !== 'failed') return false;
  return !(type === 'Permanent' && status?.trim().startsWith('4.'));
};
