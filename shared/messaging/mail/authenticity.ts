/**
 * Whether mail is from whom it says, by the verdicts of SES's receipt (delivery-events.md §1.5). What is not proven is
 * shown as unverified, and does nothing beside standing in a list. Pure.
 */

/** PASS, FAIL, GRAY (nothing to check against) or PROCESSING_FAILED; anything else is as good as FAIL. */
export interface Verdicts {
  readonly spf: string;
  readonly dkim: string;
  readonly dmarc: string;
  readonly spam: string;
  readonly virus: string;
}

export interface SenderClaims {
  readonly verdicts: Verdicts;
  /** The one address of the `From` header, in lower case; null when there is none, or more than one. */
  readonly from: string | null;
  /** Sender of the envelope, in lower case. */
  readonly envelopeSender: string;
  /** Domains (`d=`) of all DKIM signatures. */
  readonly signedBy: readonly string[];
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Relaxed alignment without a list of public suffixes: one domain is the other, or stands under it. */
const aligned = (one: string, other: string): boolean =>
  one.includes('.') && other.includes('.') && (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`));

/**
 * DMARC decides where the sender's domain has a policy. Where it has none, a pass of SPF or DKIM counts if it is for the
 * domain that people see; SES does not say which of several signatures passed, so all must be of that domain.
 */
export const isAuthentic = ({ verdicts, from, envelopeSender, signedBy }: SenderClaims): boolean => {
  if (from === null) return false;
  if (verdicts.dmarc === 'PASS') return true;
  if (verdicts.dmarc !== 'GRAY') return false;
  const domain = domainOf(from);
  if (verdicts.spf === 'PASS' && aligned(domainOf(envelopeSender), domain)) return true;
  return verdicts.dkim === 'PASS' && signedBy.length > 0 && signedBy.every((signer) => aligned(signer, domain));
};
