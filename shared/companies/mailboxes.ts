/**
 * Addresses of ours that customers write to by e-mail: one that a company can print, and one under which all of its
 * signed reply addresses stand (docs/decisions, "Signed reply addresses"). Pure.
 */
import { keyedHash } from '#platform/ids.ts';

/** Short name of a company inside an address, 8 characters; it tells nothing secret, the signature does the work. */
const companyCode = (tenant: string): string => keyedHash('mailbox', tenant, 40);

/** The company's own address: `acme@in.contacta.example`. */
export const companyMailbox = (tenant: string, domain: string): string => `${tenant}@${domain}`;

/** Owner of every reply address of the company: `r-` and its code. No mail is sent to it as it stands. */
export const replyMailbox = (tenant: string, domain: string): string => `r-${companyCode(tenant)}@${domain}`;
