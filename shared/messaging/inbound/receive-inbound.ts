/**
 * Takes in one body of the inbound queues: two-way SMS, and receipts of e-mail. Nothing that arrives is lost, and what
 * cannot be understood is never retried (I15).
 */
import { keyedHash } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import type { EventStore } from '../events/event-store.ts';
import type { RecordInbound } from '../events/receive-event.ts';
import { parseEventBody } from '../providers/envelope.ts';
import type { MailSignal } from '../providers/signals.ts';

export interface ReceiveInboundDeps {
  readonly recordInbound: RecordInbound;
  /** Takes a mail in, or passes its receipt on to whoever does. */
  readonly recordMail: (signal: MailSignal, raw: string) => Promise<unknown>;
  readonly events: Pick<EventStore, 'keep'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'count'>;
}

/**
 * @param body of the SQS record
 * @param sentAt epoch ms at which it was put in the queue
 * @param delivery how often the queue has handed it out, this time included
 * @throws when a store does not answer: the record then comes again
 */
export const receiveInbound = async (
  deps: ReceiveInboundDeps,
  body: string,
  sentAt: number,
  delivery = 1,
): Promise<void> => {
  const { signals, unrecognised, warnings } = parseEventBody(body, sentAt);
  const keep = (kind: 'UNRECOGNISED' | 'NOTICE', reason: string) =>
    deps.events.keep({ eventId: keyedHash('event', body), kind, reason, source: 'inbound', receivedAt: sentAt }, body);
  if (unrecognised !== undefined) {
    await keep('UNRECOGNISED', unrecognised.reason);
    if (!unrecognised.alarm) return;
    deps.log.warn('inbound event not understood', { reason: unrecognised.reason });
    deps.log.count('EventUnrecognised');
    return;
  }
  for (const warning of warnings) {
    deps.log.warn('inbound event with a value we do not know', { reason: warning });
    deps.log.count('EventUnknownValue');
  }
  const others = signals.filter(({ type }) => type !== 'inbound' && type !== 'mail');
  const kinds = others.map((signal) => (signal.type === 'notice' ? signal.kind : signal.type));
  if (others.length > 0 || warnings.length > 0 || signals.length === 0) {
    await keep('NOTICE', [...warnings, ...kinds].join(' ') || 'NO_SIGNAL');
    deps.log.info('inbound event kept, not applied', { reason: kinds.join(' ').slice(0, 100) });
  }
  for (const signal of signals) {
    if (signal.type === 'inbound') await deps.recordInbound(signal, body, delivery);
    if (signal.type === 'mail') await deps.recordMail(signal, body);
  }
};
