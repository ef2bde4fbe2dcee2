/**
 * Applies one signal of a provider to its message, and to the address (A1, A3, A4, B9, C19, F1–F3, F7, F13). Events
 * come late, twice and in any order: a repeat reads once and writes nothing.
 */
import type { Clock } from '#platform/clock.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { addressHash, isPseudonym } from '#shared/customers/address-hash.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { type Fact, mergeFacts } from '../ledger/facts.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { accepted, withFacts } from '../ledger/transition.ts';
import type { DeliverySignal, ProgressSignal } from '../providers/signals.ts';
import type { RecordOptOut, RefreshOwnersNow } from '../sending/fault-effect.ts';
import type { ApplyFailure } from '../sending/record-outcome.ts';
import { type Found, findForSignal, type Match } from './find-for-signal.ts';
import { isNumber, type RememberNumber } from './number-seen.ts';

/** What became of it (I15). `unknown`: no such message yet; `foreign`: it contradicts what we know. */
export type Applied = 'applied' | 'duplicate' | 'unknown' | 'foreign';

export interface ApplySignalDeps {
  readonly messages: Pick<MessageStore, 'find' | 'findByProviderId' | 'change'>;
  readonly findCompany: FindCompany;
  readonly applyFailure: ApplyFailure;
  readonly recordOptOut: RecordOptOut;
  readonly recordLife: (ref: {
    tenant: string;
    channel: MessageValue['channel'];
    hash: string;
    at: number;
  }) => Promise<{ readonly ended: boolean }>;
  readonly refreshOwners: RefreshOwnersNow;
  /** WhatsApp tells the user id of the number that we wrote to. */
  readonly rememberNumber: RememberNumber;
  readonly addressKey: string;
  readonly clock: Clock;
}

const factOf = (signal: DeliverySignal, now: number): Fact | undefined => {
  const { at, statedAt } = signal;
  const times = { at, recordedAt: now, ...(statedAt === undefined ? {} : { statedAt }) };
  if (signal.type === 'progress') return { kind: signal.kind, ...times };
  if (signal.type === 'failure') {
    const { code, retryable, diagnostic } = signal;
    return {
      kind: 'failed',
      ...times,
      class: signal.class,
      code,
      retryable,
      ...(diagnostic === undefined ? {} : { diagnostic: diagnostic.slice(0, 200) }),
      source: 'event',
    };
  }
  if (signal.type === 'complaint') {
    const code = `complaint/${signal.feedbackType ?? 'unspecified'}`.slice(0, 80);
    const failureClass = signal.effect === 'dnd' ? 'COMPLAINT' : 'UNKNOWN';
    return { kind: 'failed', ...times, class: failureClass, code, retryable: false, source: 'event' };
  }
  return undefined;
};

/** An event with the attempt's id proves that the provider took it, whatever our own record says (§5.2). */
const closeAttempt = (
  { message, attempt }: Found,
  signal: DeliverySignal & { readonly providerId: string },
  now: number,
  timeZone: string,
): MessageValue => {
  const { value } = message;
  const isLast = attempt.attemptId === value.attempts.at(-1)?.attemptId;
  const providerId = (signal.type === 'progress' ? signal.newProviderId : undefined) ?? signal.providerId;
  // Also one that a person gave up and that still waits to be sent again: it went out after all, so it must not.
  const isOpen =
    (attempt.outcome === 'pending' && value.phase === 'sending') ||
    (attempt.outcome === 'unknown' && value.phase === 'unknown') ||
    (attempt.outcome === 'not_sent' && value.phase === 'queued');
  if (isOpen && isLast) {
    return accepted(value, { providerId, at: Math.min(signal.at, now), recordedAt: now, timeZone });
  }
  // WhatsApp's later events carry the wamid instead of AWS's id.
  if (!isLast || value.providerId === providerId || value.channel !== 'whatsapp') return value;
  if (value.providerId?.startsWith('wamid.') === true) return value;
  const attempts = value.attempts.map((each) => (each === attempt ? { ...each, providerId } : each));
  return { ...value, providerId, attempts };
};

/** Who took the message has the number that it went to, and this user id: known before the person ever writes. */
const joinNames = async (
  deps: Pick<ApplySignalDeps, 'rememberNumber'>,
  { tenant, recipient }: MessageValue,
  { recipientUserId: userId, recipient: told, at }: ProgressSignal,
): Promise<void> => {
  if (userId === undefined || isPseudonym(recipient)) return;
  const number = [recipient, told].find(isNumber);
  if (number !== undefined) await deps.rememberNumber({ tenant, userId, number, at });
};

/** A delivery bounced late, a wish, an alert: what stands beside the message. */
const effectOf = async (deps: ApplySignalDeps, found: Found, signal: DeliverySignal) => {
  const { value } = found.message;
  const ref = {
    tenant: value.tenant,
    channel: value.channel,
    hash: addressHash(deps.addressKey, value.channel, value.recipient),
  };
  const none = { actions: [], follow: async () => {} };
  if (signal.type === 'progress') {
    if (!signal.proofOfLife) return none;
    await joinNames(deps, value, signal);
    // Before the message, so that a repeat after a crash in between does it again.
    const { ended } = await deps.recordLife({ ...ref, at: signal.at });
    return ended ? { actions: [], follow: () => deps.refreshOwners(ref) } : none;
  }
  if (signal.type === 'failure') {
    return deps.applyFailure({
      message: value,
      attemptEpoch: found.attempt.epoch,
      company: await deps.findCompany(value.tenant),
      failure: { ...signal, diagnostic: signal.diagnostic ?? null },
    });
  }
  const wish = signal.type === 'complaint' ? signal.effect === 'dnd' : signal.optOut === true;
  if (wish) {
    const source = signal.type === 'complaint' ? 'complaint' : 'opt_out';
    await deps.recordOptOut({ ...ref, source, at: signal.at, messageId: value.messageId });
  }
  return none;
};

/** Of an erased person: what happened counts, the provider's words name whom it happened to. */
const withoutPerson = (signal: DeliverySignal): DeliverySignal => {
  if (signal.type !== 'failure') return signal;
  const { diagnostic: _diagnostic, ...rest } = signal;
  return rest;
};

/** What became of the event, and what follows the write. */
interface Followed {
  readonly applied: Applied;
  readonly follow: () => Promise<void>;
}

/**
 * @throws when the table does not answer: the event then comes again
 */
export const applySignal = async (deps: ApplySignalDeps, told: DeliverySignal): Promise<Applied> => {
  const { providerId } = told;
  if (providerId === undefined) return 'unknown';
  const traced = { ...told, providerId };
  const nothing = async () => {};
  const { applied, follow } = await changeItem<Match, Followed>({
    item: `message of a ${told.type} event`,
    read: (attempt) => findForSignal(deps.messages, traced, { consistent: attempt > 1 }),
    decide: async (match) => {
      if (match.kind !== 'found') return { result: { applied: match.kind, follow: nothing } };
      const now = deps.clock.now();
      const { value } = match.message;
      const signal = isPseudonym(value.recipient) ? withoutPerson(told) : told;
      const { timeZone } = await deps.findCompany(value.tenant);
      const closed = closeAttempt(match, traced, now, timeZone);
      const fact = factOf(signal, now);
      const facts = fact === undefined ? closed.facts : mergeFacts(closed.facts, [fact]);
      if (closed === value && facts === value.facts && !(signal.type === 'notice' && signal.optOut === true)) {
        return { result: { applied: 'duplicate', follow: nothing } };
      }
      const effect = await effectOf(deps, match, signal);
      const next = fact === undefined ? closed : withFacts(closed, [fact], closed.phase);
      const done = { applied: 'applied', follow: effect.follow } as const;
      if (next === value && effect.actions.length === 0) return { result: done };
      return { write: () => deps.messages.change(match.message, next, now, effect.actions).then(() => done) };
    },
  });
  await follow();
  return applied;
};
