/**
 * A communication that was made outside as a message of the register (B24, B25). It has ended: nothing of it is due, no
 * provider knows it, and it opens no window. It was learnt at the import, so that reports of the past stay as they were
 * (I13). Pure.
 */
import { hash } from 'node:crypto';
import type { Channel } from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import { encodeBytes, timePart } from '#platform/ids.ts';
import { placeBody, previewOf } from '../content/content.ts';
import { classifyReported } from '../providers/reported-code.ts';
import type { MessageValue } from './entities.ts';
import type { Fact } from './facts.ts';
import { type MessageCustomer, newMessage } from './new-message.ts';

export interface OutsideCommunication {
  /** As the row tells it: document, advisor and portfolios may be its own. */
  readonly customer: MessageCustomer;
  readonly segment: string | null;
  readonly channel: Channel;
  /** Normalised. */
  readonly recipient: string;
  readonly status:
    | 'sent'
    | 'delivered'
    | 'not_read'
    | 'read'
    | 'replied'
    | 'failed'
    | 'blocked'
    | 'skipped'
    | 'cancelled'
    | 'expired'
    | 'received';
  /** When it was sent or received, and when we learnt of it; epoch ms. */
  readonly at: number;
  readonly recordedAt: number;
  readonly subject: string | null;
  readonly content: string | null;
  readonly templateName: string | null;
  readonly origin: Pick<Origin, 'kind' | 'name'> | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly by: string;
  readonly imported: NonNullable<MessageValue['imported']>;
  /** Own part of the id behind the time: the same for the same communication, 16 characters. */
  readonly ownId: string;
}

/** Id of an outside communication: it stands in its customer's thread at the time at which it was made. */
export const outsideMessageId = (customerId: string, at: number, ownId: string): string =>
  `${customerId}-${timePart(at)}${ownId}`;

const factsOf = (input: OutsideCommunication): readonly Fact[] => {
  const times = { at: input.at, recordedAt: input.recordedAt };
  switch (input.status) {
    case 'sent':
      return [{ kind: 'sent', ...times }];
    case 'delivered':
    case 'not_read':
      return [{ kind: 'delivered', ...times }];
    case 'read':
      return [{ kind: 'read', ...times }];
    case 'replied':
      return [
        { kind: 'delivered', ...times },
        { kind: 'replied', ...times },
      ];
    case 'received':
      return [{ kind: 'received', ...times }];
    case 'blocked':
    case 'skipped':
      return [{ kind: input.status, ...times, reasons: [] }];
    case 'expired':
      return [{ kind: 'expired', ...times }];
    case 'cancelled':
      return [{ kind: 'cancelled', ...times, reason: 'OUTSIDE', by: input.by }];
    case 'failed':
      return [
        {
          kind: 'failed',
          ...times,
          class: classifyReported(input.channel, input.errorCode, input.errorMessage ?? undefined).class,
          code: input.errorCode ?? 'OUTSIDE',
          ...(input.errorMessage === null ? {} : { diagnostic: input.errorMessage }),
          retryable: false,
          source: 'event',
        },
      ];
  }
};

/** A template is known by name only; an id of ours it has none. */
const outsideId = 'outside';
/** An origin is known by name only: what has one name is one, and can be filtered by. */
const outsideOriginId = ({ kind, name }: Pick<Origin, 'kind' | 'name'>): string =>
  `outside-${encodeBytes(hash('sha256', `${kind}\n${name}`, 'buffer').subarray(0, 10))}`;

const neverSent: ReadonlySet<OutsideCommunication['status']> = new Set(['blocked', 'skipped', 'cancelled', 'expired']);

/** @returns the message, and its body where that is an item of its own */
export const newOutsideMessage = (
  input: OutsideCommunication,
  timeZone: string,
): { readonly message: MessageValue; readonly longBody?: string } => {
  const { customer, at } = input;
  const content = input.content ?? '';
  const { inline, separate } = placeBody(content);
  const message = newMessage({
    customer,
    timeZone,
    messageId: outsideMessageId(customer.customerId, at, input.ownId),
    recipient: input.recipient,
    channel: input.channel,
    direction: input.status === 'received' ? 'inbound' : 'outbound',
    purpose: input.origin === null ? 'manual' : 'automatic',
    origin: input.origin === null ? null : { ...input.origin, id: outsideOriginId(input.origin) },
    template: input.templateName === null ? null : { templateId: outsideId, name: input.templateName },
    subject: input.subject,
    preview: previewOf(content),
    body: inline,
    phase: 'ended',
    facts: factsOf(input),
    acceptedAt: input.recordedAt,
    sendAt: at,
    sentAt: neverSent.has(input.status) ? null : at,
    segment: input.segment,
    source: 'outside',
    imported: input.imported,
  });
  return separate === undefined ? { message } : { message, longBody: separate.body };
};
