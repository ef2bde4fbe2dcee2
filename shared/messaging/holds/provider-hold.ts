/**
 * Refusals that speak of our account and not of the message: suspended, paused, out of money or quota. The same answer
 * would meet every message, so the account is held, what was refused waits under the hold, and the provider is asked
 * again with a few messages each hour (F18). Sources: error references of SES v2 and End User Messaging, Meta's error
 * codes of the Cloud API (delivery-events.md §1.4), SES "Errors related to the sending quotas". Pure.
 */
import type { HoldCause, SendingChannel } from '#contract/vocabulary.ts';
import type { Hold } from './hold.ts';

/** After this time a few messages ask the provider again, ms. */
export const askAgainAfterMs = 3_600_000;

/** A message that was refused so often waits no more. */
export const mostRefusals = 20;

const causes: Readonly<Record<SendingChannel, Readonly<Record<string, HoldCause>>>> = {
  email: {
    AccountSuspendedException: 'ACCOUNT_SUSPENDED',
    SendingPausedException: 'SENDING_PAUSED',
    LimitExceededException: 'QUOTA_REACHED',
  },
  sms: {
    ACCOUNT_DISABLED: 'ACCOUNT_SUSPENDED',
    INSUFFICIENT_ACCOUNT_REPUTATION: 'ACCOUNT_SUSPENDED',
    ServiceQuotaExceededException: 'QUOTA_REACHED',
  },
  whatsapp: {
    '131031': 'ACCOUNT_SUSPENDED',
    '368': 'ACCOUNT_SUSPENDED',
    AccessDeniedByMetaException: 'ACCOUNT_SUSPENDED',
    '131042': 'PAYMENT_DUE',
    '131048': 'SPAM_LIMIT',
  },
};

/** SES answers a used up day like a rate that was exceeded for a moment; only its words differ. */
const isDailyQuota = (code: string, diagnostic: string | null): boolean =>
  /Throttl|TooManyRequests/.test(code) && /daily (message|sending)? ?quota/i.test(diagnostic ?? '');

/** Why the account stands still; undefined: the refusal is of this message, or passes by itself. */
export const holdCauseOf = (
  channel: SendingChannel,
  refusal: { readonly code: string; readonly diagnostic: string | null },
): HoldCause | undefined => {
  const byCode = causes[channel];
  if (Object.hasOwn(byCode, refusal.code)) return byCode[refusal.code];
  return channel === 'email' && isDailyQuota(refusal.code, refusal.diagnostic) ? 'QUOTA_REACHED' : undefined;
};

/** The hold of an account that its provider does not send for. @param now epoch ms */
export const providerHold = (
  accountId: string,
  cause: HoldCause,
  now: number,
): Pick<Hold, 'scope' | 'source' | 'reason'> & { readonly until: number } => ({
  scope: `account:${accountId}`,
  source: 'system',
  reason: cause,
  until: now + askAgainAfterMs,
});
