/**
 * Which message an event speaks of. Our own tags come back with most events and name it; the provider's id finds it
 * otherwise. The company is that of the message that was found: a tag that names another one is a forgery or a fault of
 * ours, and changes nothing (reliability §4.2, §5.6 #105).
 */
import { idPattern, tenantPattern } from '#contract/fields.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { Attempt } from '../ledger/message-fields.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import type { SignalTags } from '../providers/signals.ts';

export interface Found {
  readonly message: Stored<MessageValue>;
  readonly attempt: Attempt;
}

export type Match = ({ readonly kind: 'found' } & Found) | { readonly kind: 'unknown' } | { readonly kind: 'foreign' };

interface Traced {
  readonly channel: string;
  readonly providerId: string;
  /** The wamid beside AWS's id: our own record may have either, or none yet. */
  readonly newProviderId?: string;
  readonly tags: SignalTags;
}

const byTags = async (
  messages: Pick<MessageStore, 'find'>,
  { tags, channel, providerId }: Traced,
  consistent: boolean,
): Promise<Match> => {
  const { tenantId, attemptId } = tags;
  const end = attemptId?.lastIndexOf('-') ?? -1;
  if (tenantId === undefined || !tenantPattern.test(tenantId) || attemptId === undefined || end < 0) {
    return { kind: 'unknown' };
  }
  const messageId = attemptId.slice(0, end);
  if (!idPattern.test(messageId)) return { kind: 'unknown' };
  const message = await messages.find(tenantId, messageId, { consistent });
  const attempt = message?.value.attempts.find((candidate) => candidate.attemptId === attemptId);
  if (message === undefined || attempt === undefined || message.value.channel !== channel) return { kind: 'unknown' };
  // WhatsApp's own id replaces the one that AWS gave, so the two may differ there.
  const known = channel === 'whatsapp' ? null : attempt.providerId;
  return known !== null && known !== providerId ? { kind: 'foreign' } : { kind: 'found', message, attempt };
};

const byProviderId = async (
  messages: Pick<MessageStore, 'findByProviderId'>,
  { tags, channel, providerId, newProviderId }: Traced,
): Promise<Match> => {
  const first = await messages.findByProviderId(channel, providerId);
  const message =
    first ?? (newProviderId === undefined ? undefined : await messages.findByProviderId(channel, newProviderId));
  if (message === undefined || message.value.direction !== 'outbound') return { kind: 'unknown' };
  const { attempts, tenant } = message.value;
  const attempt = attempts.find((candidate) => candidate.providerId === providerId) ?? attempts.at(-1);
  if (attempt === undefined) return { kind: 'unknown' };
  const foreign =
    (tags.tenantId !== undefined && tags.tenantId !== tenant) ||
    (tags.attemptId !== undefined && !attempts.some((candidate) => candidate.attemptId === tags.attemptId));
  return foreign ? { kind: 'foreign' } : { kind: 'found', message, attempt };
};

/** @param options.consistent after a lost race, so that the newest revision is seen */
export const findForSignal = async (
  messages: Pick<MessageStore, 'find' | 'findByProviderId'>,
  signal: Traced,
  options: { consistent: boolean },
): Promise<Match> => {
  const tagged = await byTags(messages, signal, options.consistent);
  if (tagged.kind !== 'unknown') return tagged;
  const direct = await byProviderId(messages, signal);
  if (direct.kind !== 'unknown' || options.consistent) return direct;
  // The message may be younger than an eventually consistent read can see.
  return byTags(messages, signal, true);
};
