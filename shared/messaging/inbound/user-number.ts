/** Which number a person of WhatsApp has who is told by a user id alone (ADR 42). */
import type { Clock } from '#platform/clock.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import type { InboundStore } from './inbound-store.ts';

export interface FindNumberDeps {
  readonly inbound: Pick<InboundStore, 'findUserNumber'>;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
  readonly clock: Clock;
}

/** @returns the number that was seen with the user id; undefined: none was */
export const numberOf = async (
  deps: Omit<FindNumberDeps, 'clock'>,
  tenant: string,
  userId: string,
): Promise<string | undefined> =>
  (await deps.inbound.findUserNumber(tenant, addressHash(deps.addressKey, 'whatsapp', userId), { consistent: true }))
    ?.value.number;

/** Everything that the sender is known by, the number first: it is what customers have. */
export const namesOfSender = async (
  deps: Omit<FindNumberDeps, 'clock'>,
  tenant: string,
  { from, userId }: { readonly from: string; readonly userId?: string },
): Promise<readonly string[]> => {
  if (userId === undefined) return [from];
  const number = from === userId ? await numberOf(deps, tenant, userId) : from;
  return number === undefined ? [userId] : [number, userId];
};
