/** Which changes of the table are worth an event, and what it says. Pure. */
import type { LiveEvent } from '#contract/live.ts';
import { isoTime } from '#platform/clock.ts';
import { type Entity, fromItem, type Item } from '#platform/table/kernel.ts';
import type { TableChange } from '#platform/table/stream.ts';
import { Conversation, isShown, listedAt } from '#shared/conversations/entities.ts';
import { stateOf } from '#shared/conversations/rules.ts';
import { Customer } from '#shared/customers/entities.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { Process } from '#shared/processes/entities.ts';

/** What an event says beside its id, time and revision. */
type Told<Event> = Event extends LiveEvent ? Omit<Event, 'eventId' | 'at' | 'revision'> : never;

interface Telling {
  readonly tenant: string;
  readonly told: Told<LiveEvent>;
  readonly revision: number;
}

const teller =
  <Value extends { readonly tenant: string }>(
    entity: Entity<Value>,
    tell: (value: Value, at: number) => Told<LiveEvent>,
  ) =>
  (item: Item, at: number): Telling => {
    const { value, revision } = fromItem(entity, item);
    return { tenant: value.tenant, told: tell(value, at), revision };
  };

/** By the type of the item; the stream's filter lets only these through. */
const tellers: Readonly<Record<string, (item: Item, at: number) => Telling>> = {
  [Message.type]: teller(Message, (message) => ({
    type: 'message',
    messageId: message.messageId,
    customerId: message.customerId,
    channel: message.channel,
    direction: message.direction,
    status: message.status,
    attempts: message.attempts.length,
  })),
  [Conversation.type]: teller(Conversation, (conversation, at) => ({
    type: 'conversation',
    customerId: conversation.customerId,
    advisorId: conversation.advisorId,
    activityAt: isoTime(listedAt(conversation)),
    ...stateOf(conversation, at),
    empty: !isShown(conversation),
  })),
  [Customer.type]: teller(Customer, (customer) => ({
    type: 'contactability',
    customerId: customer.customerId,
    contactability: customer.contactability,
    alerts: customer.alerts,
    callOnly: customer.callOnly,
    ...(customer.restriction === undefined ? {} : { restriction: customer.restriction }),
  })),
  [Process.type]: teller(Process, (process) => ({
    type: 'process',
    processId: process.processId,
    kind: process.kind,
    state: process.state,
    progress: { done: process.rowsDone, total: process.rowsTotal },
  })),
};

/** Types of the items whose changes are told. */
export const toldTypes: readonly string[] = Object.keys(tellers);

/**
 * The event of a change and whose it is; undefined when what an event would say is the same as before.
 *
 * @throws Error when an item does not fit its entity: it must not be passed over in silence
 */
export const eventOf = (change: TableChange): { readonly tenant: string; readonly event: LiveEvent } | undefined => {
  const tell = tellers[String(change.after.type)];
  if (tell === undefined) return undefined;
  const { tenant, told, revision } = tell(change.after, change.at);
  const before = change.before === undefined ? undefined : tell(change.before, change.at).told;
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(told)) return undefined;
  return { tenant, event: { eventId: change.changeId, at: isoTime(change.at), revision, ...told } };
};

const subjectOf = (event: LiveEvent): string => {
  switch (event.type) {
    case 'message':
      return `message ${event.messageId}`;
    case 'conversation':
      return `conversation ${event.customerId}`;
    case 'contactability':
      return `contactability ${event.customerId}`;
    case 'process':
      return `process ${event.processId}`;
  }
};

/** Of several events about the same thing the last one, which says all that the earlier ones said. */
export const newestOfEach = (events: readonly LiveEvent[]): readonly LiveEvent[] => {
  const newest = new Map<string, LiveEvent>();
  for (const event of events) {
    const subject = subjectOf(event);
    newest.delete(subject);
    newest.set(subject, event);
  }
  return [...newest.values()];
};
