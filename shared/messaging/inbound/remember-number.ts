/**
 * Remembers which number a user id of WhatsApp belongs to (ADR 42). In whatever order they were told, the outcome is the
 * same: what waits of the user id goes to the customer who has the number, or waits under the number, and a refusal of
 * one is a refusal of both. A crash in between leaves it unsettled, and whoever is told the two again finishes it.
 */

import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { AddressStateStore } from '#shared/contactability/address-state.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import type { SeenTogether } from '../events/number-seen.ts';
import { waitingOf } from './assign-unmatched.ts';
import type { UnmatchedInboundValue } from './entities.ts';
import { type FindSenderDeps, findSender } from './find-sender.ts';
import type { InboundStore } from './inbound-store.ts';
import { type PlaceUnmatchedDeps, placeUnmatched } from './place-unmatched.ts';
import { senderHash } from './sender-hash.ts';
import type { FindNumberDeps } from './user-number.ts';

export interface RememberNumberDeps extends PlaceUnmatchedDeps, Omit<FindSenderDeps, 'inbound'>, FindNumberDeps {
  readonly inbound: PlaceUnmatchedDeps['inbound'] &
    FindSenderDeps['inbound'] &
    Pick<InboundStore, 'findUserNumber' | 'saveUserNumber' | 'listUnmatchedOf' | 'findUnmatched' | 'changeUnmatched'>;
  readonly states: Pick<AddressStateStore, 'find'>;
  readonly readContact: ReadContact;
  readonly clock: PlaceUnmatchedDeps['clock'];
}

/** Who gave a message its customer, where no person did. */
const byItself = 'system';

/** @throws when the table does not answer: the event then comes again */
export const rememberNumber = async (deps: RememberNumberDeps, seen: SeenTogether): Promise<void> => {
  const { tenant, userId, number, at } = seen;
  const hash = addressHash(deps.addressKey, 'whatsapp', userId);
  const known = await deps.inbound.findUserNumber(tenant, hash);
  const isSame = known !== undefined && addressSpellings('whatsapp', number).includes(known.value.number);
  const isOlder = known !== undefined && !isSame && known.value.seenAt >= at;
  if (isOlder || (isSame && known.value.settled && seen.waiting === undefined)) return;
  const kept = isSame ? known.value.number : number;
  const sender = senderHash(deps.addressKey, 'whatsapp', kept);
  const value = { tenant, hash, number: kept, sender, seenAt: at, settled: false };
  const join = async () => {
    await deps.inbound.saveUserNumber(known?.revision ?? 'absent', value);
    await joinRefusals(deps, tenant, hash, number);
    await adoptWaiting(deps, seen);
    const stored = await deps.inbound.findUserNumber(tenant, hash, { consistent: true });
    if (stored?.value.number !== value.number) return;
    await deps.inbound.saveUserNumber(stored.revision, { ...stored.value, settled: true });
  };
  // Lost: somebody else was told the same at the same time, and does the same.
  await writeOnce(join, () => undefined);
};

/** Refusals that stand belong to the person, so to each name of it. */
const joinRefusals = async (deps: RememberNumberDeps, tenant: string, hash: string, number: string): Promise<void> => {
  const hashes = [
    hash,
    ...addressSpellings('whatsapp', number).map((value) => addressHash(deps.addressKey, 'whatsapp', value)),
  ];
  const states = await Promise.all(
    hashes.map((one) => deps.states.find({ tenant, channel: 'whatsapp', hash: one }, { consistent: true })),
  );
  const refusals = states.flatMap((state) => state?.value.refusals ?? []);
  for (const refusal of refusals) {
    for (const one of hashes) await deps.recordOptOut({ tenant, channel: 'whatsapp', hash: one, ...refusal });
  }
};

/** What waits of the user id, to the customer who has the number; where nobody is certain, under the number. */
const adoptWaiting = async (
  deps: Omit<RememberNumberDeps, 'states'>,
  { tenant, userId, number, at, waiting: id }: SeenTogether,
): Promise<void> => {
  const names = { from: number, alsoKnownAs: [userId] };
  const sender = await findSender(deps, tenant, { channel: 'whatsapp', ...names, at, answers: [] });
  const contact =
    sender.kind === 'customer'
      ? await deps.readContact(tenant, sender.candidate.customerId, { consistent: true })
      : undefined;
  const adopt = async (waiting: Stored<UnmatchedInboundValue>) => {
    if (contact === undefined) await renameSender(deps, waiting, number);
    else await placeUnmatched(deps, waiting, contact, byItself, number);
  };
  for await (const waiting of waitingOf(deps, tenant, senderHash(deps.addressKey, 'whatsapp', userId))) {
    await adopt(waiting);
  }
  // The index may not have it yet.
  const latest = id === undefined ? undefined : await deps.inbound.findUnmatched(tenant, id);
  if (latest !== undefined) await adopt(latest);
};

const renameSender = (
  deps: Pick<RememberNumberDeps, 'inbound' | 'addressKey'>,
  waiting: Stored<UnmatchedInboundValue>,
  number: string,
): Promise<void> => {
  const { tenant, id } = waiting.value;
  const sender = senderHash(deps.addressKey, 'whatsapp', number);
  return changeItem({
    item: `unmatched message ${id}`,
    read: async (attempt) => (attempt === 1 ? waiting : await deps.inbound.findUnmatched(tenant, id)),
    decide: (stored) => {
      // A person took it meanwhile.
      if (stored === undefined || stored.value.from === number) return { result: undefined };
      return { write: () => deps.inbound.changeUnmatched(stored, { ...stored.value, from: number, sender }) };
    },
  });
};
