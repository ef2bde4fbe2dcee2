/**
 * An advisor says whether a message near a refusal was one (F24): "¿Se da de baja?". Asked once: the first answer counts,
 * and what it refused is lifted like any other refusal.
 */
import type { optOutAnswers } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { OptOut } from '#shared/contactability/record-opt-out.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { changeMessage } from '../ledger/change-message.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { markReplied } from './record-inbound.ts';

export interface AnswerOptOutDeps {
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly readContact: ReadContact;
  readonly recordOptOut: (input: OptOut) => Promise<void>;
  readonly clock: Clock;
}

type Answer = { readonly messageId: string; readonly optOutQuestion: (typeof optOutAnswers)[number] };

/** All addresses of the customer on the channel where the one that was written from is not its own (any more). */
const refusedBy = async (deps: AnswerOptOutDeps, { tenant, customerId, channel, addressId }: MessageValue) => {
  const contact = await deps.readContact(tenant, customerId, { consistent: true });
  const ofChannel = (contact?.addresses ?? []).filter((address) => address.channel === channel);
  const own = ofChannel.filter((address) => address.addressId === addressId);
  return own.length > 0 ? own : ofChannel;
};

/**
 * The answer is written after the refusal, so that a repeat after a crash in between does both.
 * @throws Refusal NOT_FOUND, OPT_OUT_NOT_ASKED
 */
export const answerOptOut = async (
  deps: AnswerOptOutDeps,
  input: { readonly tenant: string; readonly messageId: string; readonly optsOut: boolean; readonly by: string },
): Promise<Answer> => {
  const { tenant, messageId, optsOut, by } = input;
  const stored = await deps.messages.find(tenant, messageId, { consistent: true });
  if (stored === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
  const message = stored.value;
  if (message.optOut === undefined) {
    throw new Refusal('OPT_OUT_NOT_ASKED', 'Set "do not disturb" on the customer, with the reason.');
  }
  if (message.optOut !== 'open') return { messageId, optOutQuestion: message.optOut };
  if (optsOut) {
    for (const { channel, hash } of await refusedBy(deps, message)) {
      await deps.recordOptOut({ tenant, channel, hash, source: 'opt_out', at: message.acceptedAt, messageId, by });
    }
    await markReplied(deps, { tenant, answeredId: message.previousMessageId, at: message.acceptedAt }, true);
  }
  const answered = await changeMessage(deps.messages, { tenant, messageId }, deps.clock.now(), (before) =>
    before.optOut === 'open' ? { ...before, optOut: optsOut ? 'yes' : 'no' } : before,
  );
  return { messageId, optOutQuestion: answered.optOut ?? 'no' };
};
