/** The invariants of reliability §5.1, recomputed from the table, the providers' logs and the events that came. */
import { isDeepStrictEqual } from 'node:util';
import { sendingChannels } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import { type Entity, fromItem, type Item } from '#platform/table/kernel.ts';
import { alertOf } from '#shared/contactability/address-change.ts';
import { type FailureFact, foldAlert, foldFailure, newAlertState } from '#shared/contactability/alert.ts';
import { foldContactability } from '#shared/contactability/contactability.ts';
import { AddressState, type AddressStateValue } from '#shared/contactability/entities.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { Address, Customer, Gate } from '#shared/customers/entities.ts';
import { KeptEvent, ParkedEvent } from '#shared/messaging/events/entities.ts';
import { UnmatchedInbound } from '#shared/messaging/inbound/entities.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { parseEventBody } from '#shared/messaging/providers/envelope.ts';
import type { FailureSignal, Signal } from '#shared/messaging/providers/signals.ts';
import { addressKey } from './delivery-process.ts';
import type { World } from './delivery-world.ts';

/** Everything of the world as it lies in the table now. */
export interface Snapshot {
  readonly messages: readonly MessageValue[];
  readonly states: readonly AddressStateValue[];
  of<Value>(entity: Entity<Value>): readonly Value[];
}

export const readBack = async (world: World): Promise<Snapshot> => {
  const keys = [...world.observer.items.values()].map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  const items: readonly Item[] = await world.start().table.batchGet(keys, { consistent: true });
  const of = <Value>(entity: Entity<Value>): readonly Value[] =>
    items.filter((item) => item.type === entity.type).map((item) => fromItem(entity, item).value);
  return { messages: of(Message), states: of(AddressState), of };
};

/** Phases in which nothing more happens by itself. */
const quiet: readonly MessageValue['phase'][] = ['accepted', 'unknown', 'ended'];

/** I1: what was accepted is there, and has come to an end that can be seen. */
const noneLost = (world: World, { messages }: Snapshot): string[] => [
  ...[...world.accepted]
    .filter((id) => !messages.some(({ messageId }) => messageId === id))
    .map((id) => `I1: ${id} was accepted and is gone`),
  ...messages
    .filter(({ phase, dueAt }) => !quiet.includes(phase) || dueAt !== null)
    .map(({ messageId, phase }) => `I1: ${messageId} is still ${phase}`),
];

/** I2, I3: one call an attempt; after a call that was not refused no other one, unless a person asked for it. */
const noneTwice = (world: World, { messages }: Snapshot): string[] =>
  messages.flatMap(({ messageId, facts }) => {
    const calls = world.providers.calls.filter((call) => call.messageId === messageId);
    const resends = facts.filter((fact) => fact.kind === 'resolved' && fact.outcome === 'resend').length;
    const attempts = new Set(calls.map(({ attemptId }) => attemptId));
    return [
      ...(attempts.size < calls.length ? [`I2: ${messageId} was sent twice under one attempt`] : []),
      ...(calls.filter(({ accepted }) => accepted).length > 1 + resends ? [`I2, I3: ${messageId} went out twice`] : []),
    ];
  });

/** I6: what is kept of a customer equals the fold of its addresses. */
const contactabilityIsFold = ({ states, of }: Snapshot): string[] => {
  const gates = of(Gate);
  return of(Customer).flatMap((customer) => {
    const gate = gates.find(({ customerId }) => customerId === customer.customerId);
    const addresses = of(Address).filter(({ customerId }) => customerId === customer.customerId);
    const view = foldContactability(
      addresses.map(({ addressId, channel, hash }) => {
        const state = states.find((candidate) => candidate.channel === channel && candidate.hash === hash);
        return {
          channel,
          alerted: state !== undefined && alertOf(state) !== null,
          wrongNumber: gate?.wrongNumberAddressIds.includes(addressId) ?? false,
        };
      }),
      sendingChannels,
    );
    const isSame = view.contactability === customer.contactability && view.alerts === customer.alerts;
    const kept = `${customer.contactability}/${customer.alerts}`;
    return isSame ? [] : [`I6: ${customer.name} is ${kept}, should be ${view.contactability}/${view.alerts}`];
  });
};

/**
 * B.6: the gate repeats exactly the refusals that stand at the addresses of the customer; that of a customer who was merged
 * into another repeats those of then, and decides nothing.
 */
const refusalsAreRepeated = ({ states, of }: Snapshot): string[] =>
  of(Gate).flatMap(({ customerId, dnd, decidedBy }) => {
    if (decidedBy !== undefined) return [];
    const standing = of(Address)
      .filter((address) => address.customerId === customerId)
      .flatMap(({ channel, hash }) => {
        const state = states.find((candidate) => candidate.channel === channel && candidate.hash === hash);
        return (state?.refusals ?? []).map(({ source, at }) => `${channel} ${hash} ${source} ${at}`);
      });
    const repeated = dnd
      .filter(({ source }) => source !== 'manual')
      .map(({ channel, hash, source, at }) => `${channel} ${hash} ${source} ${at}`);
    const isSame = isDeepStrictEqual(standing.toSorted(), repeated.toSorted());
    return isSame ? [] : [`B.6: the gate of ${customerId} has ${repeated.length} refusals, not ${standing.length}`];
  });

const attemptOf = (messages: readonly MessageValue[], signal: FailureSignal) => {
  const message = messages.find(({ attempts, providerId }) =>
    signal.tags.attemptId === undefined
      ? providerId === signal.providerId
      : attempts.some(({ attemptId }) => attemptId === signal.tags.attemptId),
  );
  const attempt =
    message?.attempts.find(({ attemptId }) => attemptId === signal.tags.attemptId) ?? message?.attempts.at(-1);
  return message === undefined || attempt === undefined ? undefined : { message, attempt };
};

interface AddressFailure {
  readonly channel: string;
  readonly hash: string;
  readonly fact: FailureFact;
}

const failuresOf = (signals: readonly Signal[], messages: readonly MessageValue[]): AddressFailure[] => {
  const place = ({ channel, recipient }: MessageValue) => ({
    channel,
    hash: addressHash(addressKey, channel, recipient),
  });
  const told = signals.flatMap((signal) => {
    const found = signal.type === 'failure' ? attemptOf(messages, signal) : undefined;
    if (signal.type !== 'failure' || found === undefined) return [];
    const { class: failureClass, code, at, reason, diagnostic, dedupeId } = signal;
    const fact: FailureFact = {
      factId: dedupeId,
      messageId: found.message.messageId,
      class: failureClass,
      code,
      ...(reason === undefined ? {} : { reason }),
      ...(diagnostic === undefined ? {} : { diagnostic }),
      at,
      epoch: found.attempt.epoch,
      day: localDay(at, 'America/Santiago'),
    };
    return [{ ...place(found.message), fact }];
  });
  const answered = messages.flatMap((message) =>
    message.facts.flatMap((fact) => {
      if (fact.kind !== 'failed' || fact.source !== 'sync') return [];
      const attempt = message.attempts.at(-1);
      const failure: FailureFact = {
        factId: `sync.${attempt?.attemptId ?? ''}`,
        messageId: message.messageId,
        class: fact.class,
        code: fact.code,
        ...(fact.diagnostic === undefined ? {} : { diagnostic: fact.diagnostic }),
        at: fact.at,
        epoch: attempt?.epoch ?? 0,
        day: localDay(fact.at, 'America/Santiago'),
      };
      return [{ ...place(message), fact: failure }];
    }),
  );
  return [...told, ...answered];
};

/** I7: the alert is the fold of everything that failed, in one order that is not the order of arrival. */
const alertIsFold = (signals: readonly Signal[], { messages, states }: Snapshot): string[] => {
  const failures = failuresOf(signals, messages);
  return states.flatMap((state) => {
    const own = failures
      .filter(({ channel, hash }) => channel === state.channel && hash === state.hash)
      .map(({ fact }) => fact)
      .toSorted((a, b) => (a.factId < b.factId ? -1 : 1));
    const start = { ...newAlertState(), epoch: state.epoch, aliveAt: state.aliveAt };
    const folded = own.reduce((known, fact) => foldFailure(known, fact).state, start);
    const expected = foldAlert(folded, { softFailures: state.softFailureThreshold });
    const kept = foldAlert(state, { softFailures: state.softFailureThreshold });
    if (isDeepStrictEqual(expected, kept)) return [];
    return [
      `I7: an address of ${state.channel} shows ${JSON.stringify(kept)}, its facts say ${JSON.stringify(expected)}`,
    ];
  });
};

/** I14: every inbound message stands once, with its customer or among the unmatched. */
const inboundOnce = (signals: readonly Signal[], { messages, of }: Snapshot): string[] => {
  const ids = new Set(
    signals.flatMap((signal) => (signal.type === 'inbound' || signal.type === 'mail' ? [signal.providerId] : [])),
  );
  const places = [
    ...messages.filter(({ direction }) => direction === 'inbound').map(({ providerId }) => providerId),
    ...of(UnmatchedInbound).map(({ providerId }) => providerId),
  ];
  const kept = of(KeptEvent).map(({ raw }) => raw ?? '');
  return [...ids].flatMap((id) => {
    const count = places.filter((place) => place === id).length;
    const isQuarantined = count === 0 && kept.some((raw) => raw.includes(id));
    return count === 1 || isQuarantined ? [] : [`I14: the inbound message ${id} stands ${count} times`];
  });
};

/** I15: what an event said stands on its message, or the event is kept or parked; none is nowhere. */
const eventsAreSomewhere = (signals: readonly Signal[], { messages, of }: Snapshot): string[] => {
  const elsewhere = [...of(KeptEvent).map(({ raw }) => raw ?? ''), ...of(ParkedEvent).map(({ signal }) => signal)];
  const facts = messages.flatMap((message) => message.facts);
  return signals.flatMap((signal) => {
    if (signal.type === 'inbound' || signal.type === 'mail') return [];
    // Kept as they came; news of a template come with a notice.
    if (signal.type === 'notice' || signal.type === 'template' || signal.type === 'preference') return [];
    const isApplied = facts.some((fact) => {
      if (signal.type === 'progress') return fact.kind === signal.kind && fact.at <= signal.at;
      return fact.kind === 'failed' && (signal.type === 'complaint' || fact.code === signal.code);
    });
    const isElsewhere = elsewhere.some((text) => text.includes(signal.providerId));
    return isApplied || isElsewhere ? [] : [`I15: ${signal.type} of ${signal.providerId} is nowhere`];
  });
};

/** @returns what does not hold, in words; empty when all is well. The world must be quiet. */
export const violations = async (world: World): Promise<readonly string[]> => {
  const snapshot = await readBack(world);
  const signals = world.received.flatMap((body) => parseEventBody(body, world.time).signals);
  return [
    ...world.observer.violations,
    ...noneLost(world, snapshot),
    ...noneTwice(world, snapshot),
    ...contactabilityIsFold(snapshot),
    ...refusalsAreRepeated(snapshot),
    ...alertIsFold(signals, snapshot),
    ...inboundOnce(signals, snapshot),
    ...eventsAreSomewhere(signals, snapshot),
  ];
};
