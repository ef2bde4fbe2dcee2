/**
 * Entries of "do not disturb" as they lie in the gate (Q7). What people set belongs to the customer. An opt-out or a
 * complaint belongs to the address from which it was said (`refusals` of its standing): that alone decides whether the
 * address may be written to. The gate repeats it for the customer's other addresses of the channel, and for lists.
 */
import type { AddressStanding } from './assessment.ts';
import type { DndEntry } from './dnd-entry.ts';
import type { AddressValue } from './entities.ts';

type OwnAddress = Pick<AddressValue, 'addressId' | 'channel' | 'hash'>;
type Standing = Pick<AddressStanding, 'refusals' | 'consentedUpTo'>;

/** How far a refusal of the customer's reaches: who stops marketing may still be written to about a debt. */
export const scopeOfRefusal = (source: Exclude<DndEntry['source'], 'manual'>): DndEntry['scope'] =>
  source === 'marketing_stop' ? 'campaigns' : 'all';

/** The customer's own wish, not one that somebody of the company has set. */
export const isWishOfCustomer = ({ source }: DndEntry): boolean => source !== 'manual';

/** A refusal from before refusals belonged to addresses: kept until an address that the customer has answers for it. */
const isAnsweredFor = (entry: DndEntry, { refusals, consentedUpTo }: Standing): boolean =>
  (consentedUpTo !== null && entry.at <= consentedUpTo) ||
  refusals.some(({ source, at }) => source === entry.source && at >= entry.at);

/**
 * The entries brought in step with the addresses that the customer has now. A refusal from an address that it no longer
 * has stays: the person said so. Without a difference the same entries come out.
 */
export const withRefusals = (
  dnd: readonly DndEntry[],
  addresses: readonly OwnAddress[],
  standings: ReadonlyMap<string, Standing>,
): DndEntry[] => {
  const known = addresses.flatMap((address) => {
    const standing = standings.get(address.addressId);
    return standing === undefined ? [] : [{ address, standing }];
  });
  const kept = dnd.filter(
    (entry) =>
      !isWishOfCustomer(entry) ||
      !known.some(({ address, standing }) => {
        if (address.channel !== entry.channel) return false;
        return entry.hash === undefined ? isAnsweredFor(entry, standing) : entry.hash === address.hash;
      }),
  );
  const refused = known.flatMap(({ address: { channel, hash }, standing }) =>
    standing.refusals.map(({ source, at }): DndEntry => ({ channel, scope: scopeOfRefusal(source), source, at, hash })),
  );
  return [...kept, ...refused];
};

/** Id of the customer's address from which the entry was said; null where it is none of them. */
export const addressOfEntry = (entry: DndEntry, addresses: readonly OwnAddress[]): string | null =>
  addresses.find(({ channel, hash }) => channel === entry.channel && hash === entry.hash)?.addressId ?? null;
