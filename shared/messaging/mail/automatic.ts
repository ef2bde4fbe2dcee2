/**
 * Mail that no person wrote (§5.6 #110; RFC 3834, RFC 3464, RFC 2919). It is shown in the thread as automatic, makes
 * nobody look, proves nothing and refuses nothing. Contacta itself never answers mail, so no loop can begin here. Pure.
 */
import type { AutomaticKind } from '#contract/received-words.ts';

export interface MailMarks {
  /** Values of a header of the mail by its lower-case name, in order. */
  readonly header: (name: string) => readonly string[];
  /** Address that people see as the sender, in lower case; empty when there is none. */
  readonly from: string;
  /** Sender of the envelope; empty or `<>` for none, null when it is not known. */
  readonly envelopeSender: string | null;
  readonly subject: string;
}

const outOfOffice =
  /^\s*(?:respuesta autom[áa]tica|autorespuesta|fuera de (?:la )?oficina|ausente|automatic reply|auto(?:matic)? ?-?response|out of (?:the )?office|resposta autom[áa]tica)\b/i;

const mailerDaemon = /^(?:mailer-daemon|postmaster)@/;

/** Headers of vacation programs older than RFC 3834. */
const replyHeaders = ['x-autoreply', 'x-autorespond', 'x-autoreply-from', 'x-mail-autoreply'];
const listHeaders = ['list-id', 'list-post', 'list-unsubscribe'];

/** What kind of automatic mail it is; null for a person's. Headers decide; a subject alone never does. */
export const automaticKind = ({ header, from, envelopeSender, subject }: MailMarks): AutomaticKind | null => {
  const has = (name: string): boolean => header(name).length > 0;
  const value = (name: string): string => (header(name)[0] ?? '').trim().toLowerCase();
  const type = value('content-type');
  if (type.startsWith('multipart/report')) {
    // Beside read receipts: delivery status, feedback reports, and reports that do not say of what.
    return type.includes('disposition-notification') ? 'read_receipt' : 'delivery_status';
  }
  const noSender = [envelopeSender, header('return-path')[0]].some((one) => one?.trim() === '' || one?.trim() === '<>');
  if (noSender && mailerDaemon.test(from)) return 'delivery_status';
  const submitted = value('auto-submitted').split(/[;\s(]/)[0] ?? '';
  if (submitted !== '' && submitted !== 'no') return 'auto_reply';
  const precedence = value('precedence');
  if (replyHeaders.some(has) || precedence === 'auto_reply' || noSender) return 'auto_reply';
  if (['bulk', 'junk', 'list'].includes(precedence) || listHeaders.some(has)) return 'bulk';
  // Two weak signs together: the subject of an absence note, and a program that asks for no answers.
  return outOfOffice.test(subject) && has('x-auto-response-suppress') ? 'auto_reply' : null;
};
