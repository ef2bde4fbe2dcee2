/** What a flow of the crash matrix is, and what flows have in common: addresses, inputs, expectations. */
import type { SendingChannel } from '#contract/vocabulary.ts';
import { Gate, Owner } from '#shared/customers/entities.ts';
import { inboundEvent } from '../../local/providers/whatsapp-events.ts';
import type { Process } from '../support/delivery-process.ts';
import type { Person, World } from '../support/delivery-world.ts';
import type { Snapshot } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';

interface End {
  readonly world: World;
  readonly snapshot: Snapshot;
}
/** What must be true in the end. @returns what is not */
export type Expectation = (end: End) => readonly string[];

export interface Flow {
  readonly name: string;
  readonly softThreshold?: number;
  /** People state alerts in it, which cannot be told again from the providers' events (I7). */
  readonly statesAlerts?: true;
  /**
   * Brings the world to the moment before.
   * @returns the input, which can be given again; it throws when it did not get through
   */
  prepare(world: World): Promise<(process: Process) => Promise<void>>;
  /** What happens by itself later than the world settles, for example by the hour. */
  settle?(world: World): Promise<void>;
  /** What must be true in the end whatever was struck, beside the invariants. @returns what is not */
  expect?(end: End): readonly string[] | Promise<readonly string[]>;
}

export const good = { email: 'ana@uno.example', sms: '+56912345678', whatsapp: '+56912345678' } as const;
export const gone = { email: 'nobody.ana@uno.example', sms: '+56912340000', whatsapp: '+56900131026' } as const;

export const ok = (status: number, allowed: readonly number[]): void => {
  if (!allowed.includes(status)) throw new Error(`answered ${status}`);
};

/** A message that waits in the table, with its job. */
export const waiting = async (world: World, person: Person, channel: SendingChannel, key = 'k', more: object = {}) => {
  const { status, body } = await world.post(world.start(), person, channel, key, more);
  ok(status, [202]);
  return body.messageId;
};

/** A person's message by WhatsApp, told by number, by user id, or by both. */
export const writesAs = (
  world: World,
  { number, userId }: { readonly number?: string; readonly userId?: string },
  text: string,
  id: string,
): string => {
  const message = {
    from: number?.slice(1),
    from_user_id: userId,
    id,
    timestamp: String(Math.floor(world.time / 1000)),
    type: 'text',
    text: { body: text },
  };
  const contact = { waId: number?.slice(1), userId, name: 'Ana' };
  return snsBody(inboundEvent(world.metaNumber, contact, message, new Date(world.time)), world.time);
};

/** WhatsApp takes free text within a day of the customer's last message. */
export const writes = async (world: World, from: string, text: string, id: string): Promise<string> =>
  writesAs(world, { number: from }, text, id);

export const textFrom = (world: World, from: string, text: string, id: string): string =>
  snsBody(
    {
      originationNumber: from,
      destinationNumber: world.smsNumber,
      messageKeyword: 'KEYWORD',
      messageBody: text,
      inboundMessageId: id,
    },
    world.time,
  );

export const openWindow = async (world: World, number: string): Promise<void> =>
  world.hear(world.start(), [await writes(world, number, 'hola', `wamid.open.${number}`)]);

/** Sends a message as far as the provider; what the provider will tell is returned, not heard. */
export const sent = async (world: World, person: Person, channel: SendingChannel): Promise<string[]> => {
  await waiting(world, person, channel, `sent-${channel}-${world.time}`);
  await world.drain(world.start(), channel);
  return world.takeEvents();
};

export const statusIn =
  (allowed: readonly string[]): Expectation =>
  ({ snapshot }) =>
    snapshot.messages
      .filter(({ direction, status }) => direction === 'outbound' && !allowed.includes(status))
      .map(({ messageId, status }) => `${messageId} ended as ${status}`);

export const hearing = (
  name: string,
  prepare: (world: World) => Promise<readonly string[]>,
  more: Pick<Flow, 'expect' | 'softThreshold'> = {},
): Flow => ({
  name,
  ...more,
  async prepare(world) {
    const bodies = await prepare(world);
    return (process) => world.hear(process, bodies);
  },
});

export const alerted =
  (count: number): Expectation =>
  ({ snapshot }) => {
    const found = snapshot.states.filter(({ facts }) => facts.length > 0).length;
    return found === count ? [] : [`${found} addresses with open failures, not ${count}`];
  };

export const lastOf = (events: readonly string[]): readonly string[] => events.slice(-1);

export const dndOfAll: Expectation = ({ snapshot, world }) => {
  const owners = snapshot.of(Owner).map(({ customerId }) => customerId);
  const refused = snapshot.of(Gate).filter(({ dnd }) => dnd.length === 1);
  return refused.length === owners.length ? [] : [`${refused.length} of ${world.people.length} have one DND entry`];
};
