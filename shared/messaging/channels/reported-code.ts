/**
 * What a code says of the address that another system reported with a failure (Q5): Meta's codes, SES's type and subtype,
 * AWS's SMS event types, and enhanced status codes of mail servers (RFC 3463). Anything else is UNKNOWN, which never
 * raises an alert. Pure.
 */
import type { AlertReason, Channel, FailureClass } from '#contract/vocabulary.ts';
import { classifyBounce } from './ses-bounces.ts';
import { classifySmsReport } from './sms-events.ts';
import { classifyWhatsAppError } from './whatsapp-errors.ts';

export interface ReportedMeaning {
  readonly class: FailureClass;
  readonly reason?: AlertReason;
}

/** There is no such mailbox, or no such domain. */
const noSuchMailbox = /^5\.1\.(?:1|2|10)$/;
/** The mailbox is full, or the server may take it later. */
const laterMailbox = /^4\.\d\.\d{1,3}$|^5\.2\.2$/;

const unknown: ReportedMeaning = { class: 'UNKNOWN' };

const classifyMail = (code: string): ReportedMeaning => {
  if (noSuchMailbox.test(code)) return { class: 'HARD', reason: 'ADDRESS_NOT_FOUND' };
  if (laterMailbox.test(code)) return { class: 'SOFT', reason: 'REPEATED_FAILURES' };
  const [type = '', subtype = ''] = code.split('/');
  return classifyBounce(type, subtype);
};

/** @param code as it was reported; null where none was */
export const classifyReported = (channel: Channel, code: string | null): ReportedMeaning => {
  if (code === null) return unknown;
  if (channel === 'email') return classifyMail(code);
  if (channel === 'sms') return classifySmsReport(code) ?? unknown;
  return channel === 'whatsapp' && /^\d{1,6}$/.test(code) ? classifyWhatsAppError(Number(code)) : unknown;
};
