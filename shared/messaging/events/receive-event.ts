/**
 * Takes in one body of the events queues. Whatever it is, it ends as exactly one of applied, duplicate, parked,
 * unrecognised or quarantined, and none is lost (I15; reliability §5.6 F). Throws only when a retry can help.
 */
import { tenantPattern } from '#contract/fields.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import { keyedHash } from '#platform/ids.ts';
import type { IsClosed } from '#shared/companies/is-closed.ts';
import type { MessageLog } from '../ledger/message-store.ts';
import { parseEventBody } from '../providers/envelope.ts';
import {
  type DeliverySignal,
  DeliverySignalSchema,
  type InboundSignal,
  type PreferenceSignal,
  type Signal,
  type TemplateSignal,
} from '../providers/signals.ts';
import type { Applied, ApplySignalDeps } from './apply-signal.ts';
import { applySignal } from './apply-signal.ts';
import type { ParkedEventValue } from './entities.ts';
import type { EventStore } from './event-store.ts';

/** How long an event waits for its message before it is put aside for a person, ms (§5.6 #104). */
export const parkMs = 24 * 3_600_000;

/** Pause between tries of a parked event, ms; grows with its age. */
const parkedPauseMs = (ageMs: number): number => Math.max(30_000, Math.min(ageMs / 2, 30 * 60_000));

/** Takes a customer's message in; `raw` is kept where nobody can be found for it, `delivery` counts the tries. */
export type RecordInbound = (signal: InboundSignal, raw: string, delivery: number) => Promise<void>;

/** Takes a person's wish about marketing messages. */
export type RecordPreference = (signal: PreferenceSignal, raw: string) => Promise<unknown>;

/** Takes over how a template stands at Meta, which has news of it (E23). */
export type LookAtTemplate = (news: TemplateSignal) => Promise<unknown>;

export interface ReceiveEventDeps extends ApplySignalDeps {
  readonly events: Pick<EventStore, 'park' | 'unpark' | 'listParked' | 'keep'>;
  readonly recordInbound: RecordInbound;
  readonly recordPreference: RecordPreference;
  readonly lookAtTemplate: LookAtTemplate;
  readonly isClosed: IsClosed;
  readonly clock: Clock;
  readonly log: MessageLog;
}

/** Equal text, equal id: a repeat overwrites itself. */
const eventIdOf = (text: string): string => keyedHash('event', text);

const asParked = (signal: DeliverySignal, providerId: string, receivedAt: number, now: number): ParkedEventValue => ({
  eventId: eventIdOf(JSON.stringify(signal)),
  channel: signal.channel,
  providerId,
  signal: JSON.stringify(signal),
  receivedAt,
  giveUpAt: receivedAt + parkMs,
  dueAt: now + parkedPauseMs(now - receivedAt),
});

const waitingSignal = (parked: ParkedEventValue): DeliverySignal =>
  DeliverySignalSchema.parse(JSON.parse(parked.signal));

/** After a WhatsApp `accepted` the wamid is known: what waited for it can be applied at once. */
const applyWaiting = async (deps: ReceiveEventDeps, signal: DeliverySignal): Promise<void> => {
  const newId = signal.type === 'progress' ? signal.newProviderId : undefined;
  if (newId === undefined) return;
  for (const parked of await deps.events.listParked(signal.channel, newId)) {
    const applied = await applySignal(deps, waitingSignal(parked));
    if (applied === 'applied' || applied === 'duplicate') await deps.events.unpark(parked);
  }
};

const quarantine = (
  deps: Pick<ReceiveEventDeps, 'events' | 'log'>,
  reason: string,
  source: string,
  raw: string,
  receivedAt: number,
) => {
  deps.log.warn('event quarantined', { reason, channel: source });
  deps.log.count('EventQuarantined');
  return deps.events.keep({ eventId: eventIdOf(raw), kind: 'QUARANTINED', reason, source, receivedAt }, raw);
};

const keepNotice = (
  deps: Pick<ReceiveEventDeps, 'events'>,
  reason: string,
  source: string,
  raw: string,
  receivedAt: number,
) => deps.events.keep({ eventId: eventIdOf(raw), kind: 'NOTICE', reason, source, receivedAt }, raw);

/** The news itself is kept as a notice. Where Meta cannot be asked now, the hourly run asks. */
const lookAt = async (deps: ReceiveEventDeps, signal: TemplateSignal): Promise<void> => {
  try {
    await deps.lookAtTemplate(signal);
  } catch (error) {
    deps.log.warn('template not looked at', { channel: signal.channel, reason: reasonOf(error) });
  }
};

const receiveSignal = async (
  deps: ReceiveEventDeps,
  signal: Signal,
  raw: string,
  receivedAt: number,
  delivery: number,
): Promise<Applied | 'parked' | 'inbound' | 'kept'> => {
  if (signal.type === 'inbound') {
    await deps.recordInbound(signal, raw, delivery);
    return 'inbound';
  }
  if (signal.type === 'preference') {
    if ((await deps.recordPreference(signal, raw)) === 'dropped') return 'kept';
    await keepNotice(deps, 'user_preferences', signal.channel, raw, receivedAt);
    return 'kept';
  }
  if (signal.type === 'mail') {
    // Receipts of e-mail have a queue of their own; one that comes here is told by no topic of ours.
    await keepNotice(deps, 'inbound_email', signal.channel, raw, receivedAt);
    return 'kept';
  }
  if (signal.type === 'template') {
    await lookAt(deps, signal);
    return 'kept';
  }
  const applied = await applySignal(deps, signal);
  if (applied === 'applied' || applied === 'duplicate') {
    await applyWaiting(deps, signal);
    // A notice changes nothing, so it is kept as it came; the others live on as facts of the message.
    if (signal.type === 'notice') await keepNotice(deps, signal.kind, signal.channel, raw, receivedAt);
    return applied;
  }
  if (applied === 'foreign') {
    await quarantine(deps, 'COMPANY_OR_ATTEMPT_DIFFERS', signal.channel, raw, receivedAt);
    return 'kept';
  }
  if (signal.providerId === undefined) {
    await keepNotice(deps, 'NO_MESSAGE', signal.channel, raw, receivedAt);
    return 'kept';
  }
  await deps.events.park(asParked(signal, signal.providerId, receivedAt, deps.clock.now()));
  return 'parked';
};

/** What is told of a message of a company that is being deleted: it is dropped, since keeping it would make it anew. */
const isOfClosed = async (deps: Pick<ReceiveEventDeps, 'isClosed' | 'log'>, signal: Signal): Promise<boolean> => {
  const tenant = 'tags' in signal ? signal.tags.tenantId : undefined;
  if (tenant === undefined || !tenantPattern.test(tenant) || !(await deps.isClosed(tenant))) return false;
  deps.log.info('event of a deleted company dropped', { tenant });
  deps.log.count('DroppedOfDeletedCompany');
  return true;
};

/**
 * @param body of the SQS record
 * @param sentAt epoch ms at which it was put in the queue
 * @param delivery how often the queue has handed it out, this time included
 */
export const receiveEvent = async (
  deps: ReceiveEventDeps,
  body: string,
  sentAt: number,
  delivery = 1,
): Promise<void> => {
  const parsed = parseEventBody(body, sentAt);
  if (parsed.unrecognised !== undefined) {
    const { reason, alarm } = parsed.unrecognised;
    await deps.events.keep(
      { eventId: eventIdOf(body), kind: 'UNRECOGNISED', reason, source: 'events', receivedAt: sentAt },
      body,
    );
    if (alarm) {
      deps.log.warn('event not understood', { reason });
      deps.log.count('EventUnrecognised');
    }
    return;
  }
  const ofClosed = await Promise.all(parsed.signals.map((signal) => isOfClosed(deps, signal)));
  if (ofClosed.length > 0 && ofClosed.every(Boolean)) return;
  const signals = parsed.signals.filter((_signal, position) => !ofClosed[position]);
  for (const warning of parsed.warnings) {
    deps.log.warn('event with a value we do not know', { reason: warning });
    deps.log.count('EventUnknownValue');
  }
  if (parsed.warnings.length > 0 || parsed.signals.length === 0) {
    const reason = parsed.warnings.join(' ') || 'NO_SIGNAL';
    await keepNotice(deps, reason, 'events', body, sentAt);
  }
  for (const signal of signals) await receiveSignal(deps, signal, body, sentAt, delivery);
};

/**
 * Tries a parked event again; after a day it is put aside for a person.
 * @returns what became of it
 */
export const retryParkedEvent = async (
  deps: Omit<ReceiveEventDeps, 'recordInbound' | 'recordPreference' | 'lookAtTemplate'>,
  parked: ParkedEventValue,
  now: number,
): Promise<Applied | 'parked' | 'quarantined'> => {
  if (await isOfClosed(deps, waitingSignal(parked))) {
    await deps.events.unpark(parked);
    return 'duplicate';
  }
  const applied = await applySignal(deps, waitingSignal(parked));
  if (applied === 'applied' || applied === 'duplicate') {
    await deps.events.unpark(parked);
    return applied;
  }
  if (applied === 'foreign' || now >= parked.giveUpAt) {
    const reason = applied === 'foreign' ? 'COMPANY_OR_ATTEMPT_DIFFERS' : 'MESSAGE_NEVER_FOUND';
    await quarantine(deps, reason, parked.channel, parked.signal, parked.receivedAt);
    await deps.events.unpark(parked);
    return 'quarantined';
  }
  await deps.events.park({ ...parked, dueAt: now + parkedPauseMs(now - parked.receivedAt) });
  return 'parked';
};
