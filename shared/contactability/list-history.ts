/**
 * History of a customer: alerts and refusals of its present and former addresses, clearings, DND, pauses, changes of addresses; who,
 * when, why; newest first (F4, F5). Merged from several partitions, page by page: the cursor is a moment, and every
 * source is asked for what is not later.
 */
import { type HistoryEntry, HistoryKindSchema } from '#contract/contactability.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { type CustomerHistoryValue, familyOf } from '#shared/customers/entities.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { alertOf } from './address-change.ts';
import { type AddressRef, type AddressStateStore, addressRefKey } from './address-state-store.ts';
import type { AddressStateValue, AlertHistoryValue } from './entities.ts';
import type { HistoryStore } from './history-store.ts';

export interface ListHistoryDeps {
  readonly readContact: ReadContact;
  readonly states: Pick<AddressStateStore, 'batchFind'>;
  readonly history: Pick<
    HistoryStore,
    'listCustomerEntries' | 'listEndedAlerts' | 'listAlertsEndedAfter' | 'listRefusals'
  >;
  readonly cursors: Cursors;
}

/** Entries with their place in the list: time, then a text that is the same at every reading. */
interface Placed {
  readonly at: number;
  readonly id: string;
  readonly entry: HistoryEntry;
}

/** The last entry of a page. */
interface Position {
  readonly at: number;
  readonly id: string;
}

/** An address of the customer, until when it was its own. */
interface HeldAddress extends AddressRef {
  readonly addressId: string;
  /** Epoch ms; null: still. */
  readonly removedAt: number | null;
}

const defaultLimit = 25;

/** Former addresses whose alerts are looked up: with 20 present ones a page stays within 40 read units. */
const formerLimit = 5;

/** Entries of the customer in which former addresses are looked for; about 6 read units. */
const formerDepth = 150;

/**
 * Alerts of one address follow one another, so of those that ended after the cursor only the next few can have begun
 * before it (providers' clocks differ a little from ours).
 */
const overlapping = 3;

/** @throws Refusal NOT_FOUND, CURSOR_INVALID */
export const listHistory = async (
  deps: ListHistoryDeps,
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<{ items: HistoryEntry[]; nextCursor?: string }> => {
  const { tenant, customerId, limit = defaultLimit } = input;
  const scope = `${tenant}:history:${customerId}`;
  const position = deps.cursors.open<Position>(scope, input.cursor);
  const contact = await deps.readContact(tenant, customerId);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  // An entry of a merge lies with both, and counts once.
  const range = { until: position?.at, limit: limit + familyOf(contact.customer).length };
  const [own, recent] = await Promise.all([
    deps.history.listCustomerEntries(contact.customer, range),
    deps.history.listCustomerEntries(contact.customer, { limit: formerDepth }),
  ]);
  const held = heldAddresses(contact, recent);
  const alerts = await Promise.all(held.map((address) => alertsOf(deps, address, position, limit + 1)));
  const states = await deps.states.batchFind(held);
  const refusals = await Promise.all(
    held
      .filter((address) => hasRefused(states.get(addressRefKey(address))?.value))
      .map((address) => refusalsOf(deps, address, range)),
  );
  const told = refusals.flat();
  // Before refusals belonged to addresses each owner's own history told of them, under the same name.
  const others = own
    .flatMap(placedEntry)
    .filter(({ id }) => !told.some((entry) => entry.id === id))
    // A merge is told in the history of both, which is one list while they are one.
    .filter(({ id }, position, all) => all.findIndex((entry) => entry.id === id) === position);
  const placed = [...others, ...told, ...alerts.flat(), ...activeAlerts(states, held)]
    .filter((one) => position === undefined || isAfter(one, position))
    .toSorted(newestFirst);
  const items = placed.slice(0, limit);
  const end = items.at(-1);
  return {
    items: items.map(({ entry }) => entry),
    ...(placed.length > limit && end !== undefined
      ? { nextCursor: deps.cursors.seal(scope, { at: end.at, id: end.id } satisfies Position) }
      : {}),
  };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const newestFirst = (a: Position, b: Position): number => b.at - a.at || compareText(b.id, a.id);
const isAfter = (one: Position, position: Position): boolean => newestFirst(position, one) < 0;

/** Present addresses, and the former ones that history still tells of, newest first. */
const heldAddresses = (contact: Contact, entries: readonly CustomerHistoryValue[]): readonly HeldAddress[] => {
  const { tenant } = contact.customer;
  const present = contact.addresses.map(({ channel, hash, addressId }) => ({
    tenant,
    channel,
    hash,
    addressId,
    removedAt: null,
  }));
  const former = entries.flatMap((entry): HeldAddress[] => {
    const isRemoval = entry.kind === 'address_replaced' || entry.kind === 'address_deleted';
    if (!isRemoval || entry.channel === null || entry.hash === null || entry.addressId === null) return [];
    const { channel, hash, addressId } = entry;
    return [{ tenant, channel, hash, addressId, removedAt: entry.at }];
  });
  const known = new Set(present.map(addressRefKey));
  const others = former.filter((address) => {
    const key = addressRefKey(address);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  return [...present, ...others.slice(0, formerLimit)];
};

const placedEntry = (entry: CustomerHistoryValue): Placed[] => {
  const kind = HistoryKindSchema.safeParse(entry.kind);
  if (!kind.success) return [];
  const { at, by, channel, addressId, reason, messageId, detail } = entry;
  return [
    {
      at,
      id: `customer:${entry.entryId}`,
      entry: { at: isoTime(at), kind: kind.data, by, channel, addressId, reason, messageId, detail },
    },
  ];
};

/** What is told of an alert when it began, ended or not. */
const raisedEntry = (
  address: { readonly channel: Channel; readonly addressId: string },
  alert: Pick<AlertHistoryValue, 'raisedAt' | 'reason' | 'code' | 'diagnostic' | 'messageId'>,
): HistoryEntry => ({
  at: isoTime(alert.raisedAt),
  kind: 'alert_raised',
  by: 'system',
  channel: address.channel,
  addressId: address.addressId,
  reason: alert.reason,
  messageId: alert.messageId,
  detail: alert.diagnostic === null ? alert.code : `${alert.code}: ${alert.diagnostic}`,
});

const alertsOf = async (
  deps: ListHistoryDeps,
  address: HeldAddress,
  position: Position | undefined,
  limit: number,
): Promise<readonly Placed[]> => {
  const [ended, later] = await Promise.all([
    deps.history.listEndedAlerts(address, { until: position?.at, limit }),
    position === undefined ? [] : deps.history.listAlertsEndedAfter(address, position.at, overlapping),
  ]);
  const { removedAt } = address;
  return [...ended, ...later]
    .flatMap((alert): Placed[] => {
      const id = `${addressRefKey(address)}:${alert.raisedAt}:${alert.entryId}`;
      const end: HistoryEntry = {
        at: isoTime(alert.endedAt),
        kind: alert.endedBy === 'system' ? 'alert_ended' : 'alert_cleared',
        by: alert.endedBy,
        channel: address.channel,
        addressId: address.addressId,
        reason: alert.endReason,
        messageId: alert.messageId,
        detail: alert.reason,
      };
      return [
        { at: alert.raisedAt, id: `${id}:begin`, entry: raisedEntry(address, alert) },
        { at: alert.endedAt, id: `${id}:end`, entry: end },
      ];
    })
    .filter(({ at }) => removedAt === null || at <= removedAt);
};

const hasRefused = (state: AddressStateValue | undefined): boolean =>
  state !== undefined && (state.refusals.length > 0 || state.consentedUpTo !== null);

const refusalsOf = async (
  deps: ListHistoryDeps,
  address: HeldAddress,
  range: { readonly until: number | undefined; readonly limit: number },
): Promise<readonly Placed[]> => {
  const { channel, addressId, removedAt } = address;
  const entries = await deps.history.listRefusals(address, range);
  return entries
    .filter(({ at }) => removedAt === null || at <= removedAt)
    .map(({ at, entryId, kind, by, reason, messageId, detail }) => ({
      at,
      id: `customer:${kind === 'dnd_set' ? `dnd-${channel}-${reason}` : entryId}-${addressId}`,
      entry: { at: isoTime(at), kind, by, channel, addressId, reason, messageId, detail },
    }));
};

const activeAlerts = (
  states: Awaited<ReturnType<AddressStateStore['batchFind']>>,
  held: readonly HeldAddress[],
): readonly Placed[] =>
  held.flatMap((address): Placed[] => {
    const state = states.get(addressRefKey(address))?.value;
    const alert = state === undefined ? null : alertOf(state);
    if (alert === null || (address.removedAt !== null && alert.raisedAt > address.removedAt)) return [];
    const id = `${addressRefKey(address)}:${alert.raisedAt}:active`;
    return [{ at: alert.raisedAt, id, entry: raisedEntry(address, alert) }];
  });
