/** The customer's gate once a result that was recorded by mistake is withdrawn (C7, Q10). Pure. */
import type { GateValue } from '#shared/customers/entities.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { withdrawalOf } from '#shared/messaging/ledger/result-view.ts';

type ResultMessage = Pick<MessageValue, 'messageId' | 'addressId' | 'result' | 'facts' | 'acceptedAt'>;

const isWithdrawn = (message: ResultMessage): boolean => withdrawalOf(message) !== undefined;

/** The promise before this one, passing over those that were withdrawn. */
const promiseBefore = (message: ResultMessage, others: readonly ResultMessage[]): GateValue['promise'] => {
  const before = message.result?.gateBefore?.promise ?? null;
  const owner = others.find(({ messageId }) => messageId === before?.messageId);
  return owner !== undefined && isWithdrawn(owner) ? promiseBefore(owner, others) : before;
};

/** The end of the pause before this one, passing over those that were withdrawn. */
const pauseBefore = (message: ResultMessage, others: readonly ResultMessage[]): number | null => {
  const from = message.result?.gateBefore?.pause?.from ?? null;
  const owner = others.find((other) => isWithdrawn(other) && other.result?.gateBefore?.pause?.to === from);
  return from === null || owner === undefined ? from : pauseBefore(owner, others);
};

/** Whether another result that stands says the same of the same address, or of the customer. */
const alsoSays = (
  message: ResultMessage,
  others: readonly ResultMessage[],
  effect: 'wrongNumber' | 'stop',
): ResultMessage | undefined =>
  others.find(
    (other) =>
      !isWithdrawn(other) &&
      other.acceptedAt >= message.acceptedAt &&
      other.result?.effects.includes(effect) === true &&
      (effect === 'stop' || other.addressId === message.addressId),
  );

const stoppedWithout = (gate: GateValue, message: ResultMessage, others: readonly ResultMessage[]) => {
  const { stopped } = gate;
  const isIts = stopped?.at === message.acceptedAt && stopped.by === message.result?.by;
  if (!isIts || message.result?.effects.includes('stop') !== true) return stopped;
  const other = alsoSays(message, others, 'stop');
  if (other === undefined || other.result === null) return null;
  return { at: other.acceptedAt, by: other.result.by, reason: other.result.label };
};

const flagsWithout = (gate: GateValue, message: ResultMessage, others: readonly ResultMessage[]) => {
  const flagged = gate.wrongNumberAddressIds;
  const isFlag = [message, ...others.filter(isWithdrawn)].some(
    ({ addressId, result }) => addressId === message.addressId && result?.gateBefore?.wrongNumber === true,
  );
  const stands =
    message.result?.effects.includes('wrongNumber') !== true ||
    !isFlag ||
    message.addressId === null ||
    !flagged.includes(message.addressId) ||
    alsoSays(message, others, 'wrongNumber') !== undefined;
  return stands ? flagged : flagged.filter((addressId) => addressId !== message.addressId);
};

/**
 * Only what this result had set and nobody has changed since goes back to what it was: a promise that was made later, a
 * pause that a person set, a stop that was lifted stay as they are.
 * @param others the other results of the customer's thread
 * @returns the very same gate where nothing changes
 */
export const gateWithout = (gate: GateValue, message: ResultMessage, others: readonly ResultMessage[]): GateValue => {
  const pause = message.result?.gateBefore?.pause;
  const after: GateValue = {
    ...gate,
    promise: gate.promise?.messageId === message.messageId ? promiseBefore(message, others) : gate.promise,
    pausedUntil: pause !== undefined && gate.pausedUntil === pause.to ? pauseBefore(message, others) : gate.pausedUntil,
    stopped: stoppedWithout(gate, message, others),
    wrongNumberAddressIds: flagsWithout(gate, message, others),
  };
  const isSame =
    after.promise === gate.promise &&
    after.pausedUntil === gate.pausedUntil &&
    after.stopped === gate.stopped &&
    after.wrongNumberAddressIds === gate.wrongNumberAddressIds;
  return isSame ? gate : after;
};
