/**
 * What an SES bounce says of the address: the table of delivery-events.md §1.2, by type and subtype. A value that is
 * not listed is UNKNOWN: shown as a failure of the message, and never raises an alert.
 */
import type { AlertReason, FailureClass } from '#contract/vocabulary.ts';

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
  'Permanent/General': meaning('HARD', 'HARD_BOUNCE'),
  'Permanent/NoEmail': meaning('HARD', 'ADDRESS_NOT_FOUND'),
  'Permanent/Suppressed': suppressed,
  'Permanent/OnAccountSuppressionList': suppressed,
  'Transient/General': soft,
  'Transient/MailboxFull': soft,
  'Transient/CustomTimeoutExceeded': soft,
  'Transient/MessageTooLarge': meaning('CONTENT'),
  'Transient/ContentRejected': meaning('CONTENT'),
  'Transient/AttachmentRejected': meaning('CONTENT'),
  'Undetermined/Undetermined': soft,
};

/** Newer subtypes whose bounce type AWS's pages do not tell. */
const bySubtype: Readonly<Record<string, BounceMeaning>> = {
  OnTenantSuppressionList: suppressed,
  UnsubscribedRecipient: meaning('OPT_OUT'),
  EmailValidationSuppressed: meaning('HARD', 'HARD_BOUNCE'),
  CustomTimeoutExceeded: soft,
};

/** Enhanced status codes that say that there is no such mailbox or domain (RFC 3463 §3.2). */
const noSuchAddress = /^5\.1\.(?:1|2|10)$/;

/** Own keys only, so that a subtype named `constructor` finds nothing. */
const lookUp = (table: Readonly<Record<string, BounceMeaning>>, key: string): BounceMeaning | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** @param status the recipient's enhanced status code, e.g. `5.1.1`, where the provider gave one. */
export const classifyBounce = (type: string, subtype: string, status?: string): BounceMeaning => {
  const known = lookUp(byTypeAndSubtype, `${type}/${subtype}`) ?? lookUp(bySubtype, subtype);
  if (known === undefined) return { class: 'UNKNOWN', isUnknown: true };
  const isGeneral = known.class === 'HARD' && status !== undefined && noSuchAddress.test(status.trim());
  return isGeneral ? { ...known, reason: 'ADDRESS_NOT_FOUND' } : known;
};

/**
 * Whether the entry of a bounce really failed. One bounce can list a recipient who is merely delayed
 * (reliability §0.6, I10).
 */
export const hasFailed = (type: string, action: string | undefined, status: string | undefined): boolean => {
  if (action !== undefined && action.trim().toLowerCase() !== 'failed') return false;
  return !(type === 'Permanent' && status?.trim().startsWith('4.'));
};
