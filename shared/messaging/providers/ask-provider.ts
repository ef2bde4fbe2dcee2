/**
 * Asks the provider of an account for its standing. What it does not tell, or what we may not ask, is `unknown` and
 * changes nothing.
 */
import type { SendingChannel } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { AskProvider } from '#shared/companies/change-account.ts';
import type { AskStanding } from './sender.ts';

/** How each channel's provider is asked. */
export type AskStandings = { readonly [Channel in SendingChannel]: AskStanding<Channel> };

export const createAskProvider =
  (log: Pick<Log, 'warn'>, ask: AskStandings): AskProvider =>
  async (account) => {
    try {
      if (account.channel === 'email') return await ask.email(account);
      if (account.channel === 'sms') return await ask.sms(account);
      return await ask.whatsapp(account);
    } catch (error) {
      log.warn('state of an account not told', { channel: account.channel, reason: reasonOf(error) });
      return { kind: 'unknown' };
    }
  };
