/**
 * Takes the person out of a message for good (ADR 62): its content, and everything by which it says to whom it went. The row
 * of the register stays as proof that a contact was made: when, by which channel, what became of it, under the customer's id,
 * which names nobody any more, and the address' keyed hash.
 */
import { changeItem } from '#platform/table/change-item.ts';
import { addressHash, addressPseudonym } from '#shared/customers/address-hash.ts';
import type { MessageValue } from './entities.ts';
import { type EraseMessageDeps, eraseMessage } from './erase-message.ts';
import { withoutWords } from './transition.ts';

export interface PseudonymiseMessage {
  readonly tenant: string;
  readonly messageId: string;
  /** In place of the customer's name. */
  readonly pseudonym: string;
  /** User id of who asked for it. */
  readonly by: string;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Providers tell of a message for days, some by this id alone. Meta's holds the number in a coded form, and a sender's own
 * name of a mail may hold anything: they go, Meta's once nothing more is to be expected.
 */
const tellingMs = 7 * 86_400_000;

const providerIdsOf = ({ providerId, attempts, direction, channel, acceptedAt }: MessageValue, now: number) => {
  const isTold = direction === 'outbound' && (channel !== 'whatsapp' || now - acceptedAt < tellingMs);
  return isTold
    ? { providerId, attempts }
    : { providerId: null, attempts: attempts.map((attempt) => ({ ...attempt, providerId: null })) };
};

/** @param addressKey HMAC key of the addresses in keys */
export const pseudonymised = (
  message: MessageValue,
  { pseudonym, now }: Pick<PseudonymiseMessage, 'pseudonym' | 'now'>,
  addressKey: string,
): MessageValue => {
  const { imported, repliesTo: _repliesTo, newNumber: _newNumber, ...kept } = message;
  const { channel, recipient, facts } = message;
  return {
    ...kept,
    ...providerIdsOf(message, now),
    customerName: pseudonym,
    document: null,
    recipient: addressPseudonym(addressHash(addressKey, channel, recipient)),
    facts: facts.map(withoutWords),
    ...(imported === undefined ? {} : { imported: { ...imported, digest: '' } }),
  };
};

/**
 * May be repeated after a crash at any point.
 * @returns false while a worker holds the message: ask again when its lease is over
 * @throws ChangeGivenUp
 */
export const pseudonymiseMessage = async (
  deps: EraseMessageDeps & { readonly addressKey: string },
  target: PseudonymiseMessage,
): Promise<boolean> => {
  if (!(await eraseMessage(deps, { ...target, reason: 'CUSTOMER_ERASED' }))) return false;
  return changeItem({
    item: `message ${target.messageId}`,
    read: () => deps.messages.find(target.tenant, target.messageId, { consistent: true }),
    decide: (before) => {
      if (before === undefined || before.value.customerName === target.pseudonym) return { result: true };
      const after = pseudonymised(before.value, target, deps.addressKey);
      return { write: () => deps.messages.change(before, after, target.now).then(() => true) };
    },
  });
};
