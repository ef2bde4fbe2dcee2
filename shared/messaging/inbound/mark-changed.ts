/**
 * A customer edited a message or took it back (ADR 42): the old one says so; what it said stays, for it was read. Message
 * and change may come in any order, and be told again: each writes itself first and then looks for the other, so that one
 * of them sees both whenever a process dies, and of several changes the latest stands.
 */
import type { Clock } from '#platform/clock.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { changeMessageIfThere } from '../ledger/change-message.ts';
import type { SenderChange } from '../ledger/message-fields.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { inboundIdPart, inboundToken } from '../ledger/received-content.ts';
import type { InboundSignal } from '../providers/signals.ts';
import type { InboundReceiptValue } from './entities.ts';
import type { InboundStore } from './inbound-store.ts';
import { senderHash } from './sender-hash.ts';

export interface MarkChangedDeps {
  readonly inbound: Pick<
    InboundStore,
    'findReceipt' | 'findUnmatched' | 'changeUnmatched' | 'saveWaitingChange' | 'listWaitingChanges'
  >;
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
  readonly clock: Clock;
}

/** A change, and who made it. */
interface Change {
  readonly changed: SenderChange;
  /** `senderHash` of every name that the sender was known by. */
  readonly senders: readonly string[];
  /** null: nobody knows yet whose it is. */
  readonly customerId: string | null;
}

/** Times are whole seconds: of two changes within one the deletion is the later one, since nothing follows it. */
const supersedes = (change: SenderChange, known: SenderChange | undefined): boolean =>
  known === undefined || change.at > known.at || (change.at === known.at && change.kind === 'deleted');

const hashesOf = ({ addressKey }: Pick<MarkChangedDeps, 'addressKey'>, names: readonly string[]) =>
  names.map((name) => senderHash(addressKey, 'whatsapp', name));

/**
 * @param receipt of the edit or deletion, which is written already
 * @param signal.changes the provider's id of the message that is changed
 * @param names everything that the sender is known by
 */
export const markChanged = async (
  deps: MarkChangedDeps,
  { tenant, channel, token, at, customerId }: InboundReceiptValue,
  { kind, changes }: { readonly kind: InboundSignal['kind']; readonly changes: string },
  names: readonly string[],
): Promise<void> => {
  const original = inboundToken(channel, changes);
  const changed = { kind: kind === 'revoke' ? ('deleted' as const) : ('edited' as const), at };
  const senders = hashesOf(deps, names);
  await deps.inbound.saveWaitingChange({ tenant, original, token, changed, senders, recordedAt: deps.clock.now() });
  const receipt = await deps.inbound.findReceipt(tenant, original);
  if (receipt !== undefined) await apply(deps, receipt.value, { changed, senders, customerId });
};

/**
 * What came before the message itself.
 * @param receipt of the message, which is written already
 * @param names everything that its sender is known by: the change may have come under another one
 */
export const applyWaitingChanges = async (
  deps: MarkChangedDeps,
  receipt: InboundReceiptValue,
  names: readonly string[],
): Promise<void> => {
  const { tenant, token } = receipt;
  for (const { changed, senders, token: ofChange } of await deps.inbound.listWaitingChanges(tenant, token)) {
    // Whoever sent it may have become a customer since.
    const customerId = (await deps.inbound.findReceipt(tenant, ofChange))?.value.customerId ?? null;
    await apply(deps, receipt, { changed, senders, customerId }, hashesOf(deps, names));
  }
};

/** Only a message of the same sender is marked, whether it has a customer by now or not. */
const apply = async (
  deps: MarkChangedDeps,
  receipt: InboundReceiptValue,
  change: Change,
  own: readonly string[] = [],
): Promise<void> => {
  const { tenant, token, messageId } = receipt;
  if (messageId !== null) return applyToMessage(deps, { ...receipt, messageId }, change, own);
  const id = inboundIdPart(receipt.at, token);
  const isGone = await changeItem({
    item: `unmatched message ${id}`,
    read: () => deps.inbound.findUnmatched(tenant, id),
    decide: (stored) => {
      if (stored === undefined) return { result: true };
      const { changed } = change;
      const isSame = isSender(change, [stored.value.sender, ...own]);
      if (!isSame || !supersedes(changed, stored.value.changed)) return { result: false };
      return { write: () => deps.inbound.changeUnmatched(stored, { ...stored.value, changed }).then(() => false) };
    },
  });
  if (!isGone) return;
  // It was given to a customer meanwhile, or is no more.
  const assigned = (await deps.inbound.findReceipt(tenant, token))?.value;
  if (assigned?.messageId == null) return;
  await applyToMessage(deps, { ...assigned, messageId: assigned.messageId }, change, own);
};

const isSender = ({ senders }: Change, own: readonly string[]): boolean => own.some((one) => senders.includes(one));

const applyToMessage = (
  deps: MarkChangedDeps,
  { tenant, messageId, customerId }: InboundReceiptValue & { readonly messageId: string },
  change: Change,
  own: readonly string[],
): Promise<void> =>
  changeMessageIfThere(deps, { tenant, messageId }, (message) => {
    const isSame =
      (customerId !== null && customerId === change.customerId) ||
      isSender(change, [...hashesOf(deps, [message.recipient]), ...own]);
    return isSame && supersedes(change.changed, message.changed) ? { ...message, changed: change.changed } : message;
  });
