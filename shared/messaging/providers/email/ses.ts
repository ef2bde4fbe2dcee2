/** SES's row of the registry. */
import { has, type ProviderReader, type ReportedMeaning } from '../provider.ts';
import { classifyBounce } from './ses-bounces.ts';
import { parseSesEvent } from './ses-events.ts';

/**
 * SES's type and subtype, or an enhanced status code of a mail server (RFC 3463), which is judged as SES's bounces are;
 * one of class 4 may still be taken later.
 */
const classify = (code: string, words: string | undefined): ReportedMeaning => {
  const status = /^([45])\.\d{1,3}\.\d{1,3}$/.exec(code.trim());
  if (status !== null) return classifyBounce(status[1] === '4' ? 'Transient' : 'Permanent', 'General', code, words);
  const [type = '', subtype = ''] = code.split('/');
  return classifyBounce(type, subtype, undefined, words);
};

export const ses: ProviderReader = {
  id: 'ses',
  channel: 'email',
  recognises: (body) =>
    has(body, 'mail') || typeof body.notificationType === 'string' || typeof body.eventType === 'string',
  read: (body, { receivedAt }) => parseSesEvent(body, receivedAt),
  classify,
};
