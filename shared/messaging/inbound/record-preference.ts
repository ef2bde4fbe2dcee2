/**
 * A person stops or resumes marketing messages in WhatsApp's own settings (ADR 42). It is no message: it stands in the
 * history of the address, opens no window and asks nobody to look. Stopping leaves other messages be; resuming is the
 * person's own consent, and lifts what was refused before.
 */
import type { Log } from '#platform/log.ts';
import type { IsClosed } from '#shared/companies/is-closed.ts';
import type { OptIn, OptOut } from '#shared/contactability/record-opt-out.ts';
import type { EventStore } from '../events/event-store.ts';
import { isNumber, type RememberNumber } from '../events/number-seen.ts';
import type { PreferenceSignal } from '../providers/signals.ts';
import { dropOfClosed, keepForNobody, spellingsOf } from './record-inbound.ts';
import { type FindNumberDeps, namesOfSender } from './user-number.ts';

export interface RecordPreferenceDeps extends Omit<FindNumberDeps, 'clock'> {
  readonly findInboundOwner: (channel: string, ours: string) => Promise<string | undefined>;
  readonly isClosed: IsClosed;
  readonly recordOptOut: (input: OptOut) => Promise<void>;
  readonly recordOptIn: (input: OptIn) => Promise<void>;
  readonly rememberNumber: RememberNumber;
  readonly events: Pick<EventStore, 'keep'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'count'>;
}

/**
 * @param raw the event as it arrived, kept where its number is nobody's
 * @throws when the table does not answer: the event then comes again
 */
export const recordPreference = async (
  deps: RecordPreferenceDeps,
  signal: PreferenceSignal,
  raw: string,
): Promise<'recorded' | 'quarantined' | 'dropped'> => {
  const { channel, to, at, wish, from, userId } = signal;
  const tenant = await deps.findInboundOwner(channel, to);
  if (tenant === undefined) return keepForNobody(deps, signal, raw);
  if (await deps.isClosed(tenant)) return dropOfClosed(deps, tenant);
  const names = await namesOfSender(deps, tenant, signal);
  for (const hash of spellingsOf(deps, signal, names)) {
    const told = { tenant, channel, hash, at, messageId: null };
    if (wish === 'stop') await deps.recordOptOut({ ...told, source: 'marketing_stop' });
    else await deps.recordOptIn(told);
  }
  if (userId !== undefined && isNumber(from)) await deps.rememberNumber({ tenant, userId, number: from, at });
  deps.log.info('marketing preference recorded', { tenant, channel, reason: wish });
  return 'recorded';
};
