/**
 * Takes back a result that was recorded by mistake (C7). It stays in thread and register as cancelled, with who took it
 * back and when; message, gate and history are one transaction. What follows can be done twice (finish-result.ts): the
 * call that it had ended is pending again, and what it had answered waits again.
 */
import type * as z from 'zod';
import type { withdrawResult as withdrawResultRoute } from '#contract/calls.ts';
import { hasRole } from '#contract/vocabulary.ts';
import { withdrawHours } from '#contract/withdraw-limits.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal, reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { type Action, putAction, type Stored } from '#platform/table/kernel.ts';
import { historyEntry } from '#shared/contactability/history-entry.ts';
import type { Actor, UpdateGate } from '#shared/contactability/ports.ts';
import { CustomerHistory } from '#shared/customers/entities.ts';
import { customerIdOf, Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { resultView, withdrawalOf } from '#shared/messaging/ledger/result-view.ts';
import { withdrawn } from '#shared/messaging/ledger/transition.ts';
import { type FinishResultDeps, finishResult } from './finish-result.ts';
import { gateWithout } from './gate-without.ts';
import { finishAfterMs } from './result-message.ts';

export interface WithdrawResultDeps extends FinishResultDeps {
  readonly updateGate: UpdateGate;
  readonly messages: FinishResultDeps['messages'] & {
    readonly find: (
      tenant: string,
      messageId: string,
      options: { consistent: true },
    ) => Promise<Stored<MessageValue> | undefined>;
    readonly change: (
      before: Stored<MessageValue>,
      after: MessageValue,
      now: number,
      actions?: readonly Action[],
    ) => Promise<unknown>;
  };
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export interface WithdrawResult {
  readonly tenant: string;
  readonly customerId: string;
  readonly messageId: string;
  readonly by: Actor;
}

type WithdrawAnswer = z.input<(typeof withdrawResultRoute)['answer']>;

const hourMs = 3_600_000;

const answerOf = (message: MessageValue): WithdrawAnswer => {
  const result = resultView(message);
  if (result === null) throw new TypeError(`Message ${message.messageId} is no result.`);
  return { messageId: message.messageId, customerId: message.customerId, status: message.status, result };
};

/** @throws Refusal RESULT_NOT_YOURS, RESULT_FINAL */
const requireRight = ({ result, acceptedAt }: MessageValue, by: Actor, now: number): void => {
  const supervises = hasRole(by.roles, 'supervisor');
  if (!supervises && result?.by !== by.userId) {
    throw new Refusal('RESULT_NOT_YOURS', 'Only whoever recorded it, or a supervisor, can withdraw it.');
  }
  if (!supervises && result?.effects.includes('stop') === true) {
    throw new Refusal('RESULT_NOT_YOURS', 'It stopped all communications: only a supervisor can withdraw it.');
  }
  const hours = supervises ? withdrawHours.supervisor : withdrawHours.author;
  if (now - acceptedAt > hours * hourMs) {
    throw new Refusal('RESULT_FINAL', `A result can be withdrawn only within ${hours} hours.`);
  }
};

const findResult = async (
  deps: WithdrawResultDeps,
  { tenant, customerId, messageId }: WithdrawResult,
): Promise<Stored<MessageValue>> => {
  const missing = () => new Refusal('NOT_FOUND', 'The conversation has no result with this id.');
  const stored = await deps.messages.find(tenant, messageId, { consistent: true });
  if (stored === undefined) throw missing();
  const { result, erasedAt, source } = stored.value;
  if (result === null || erasedAt !== undefined || source !== 'platform') throw missing();
  if (customerIdOf(messageId) === customerId) return stored;
  // In the thread of the customer that its own was merged into.
  const shownIn = await deps.findCustomer(tenant, customerIdOf(messageId));
  if (shownIn?.customerId !== customerId) throw missing();
  return stored;
};

/** The other results of the thread in which it lies. */
const otherResults = async (deps: WithdrawResultDeps, message: MessageValue): Promise<readonly MessageValue[]> => {
  const others: MessageValue[] = [];
  for await (const other of deps.threads.listAll(message.tenant, customerIdOf(message.messageId))) {
    if (other.result !== null && other.messageId !== message.messageId) others.push(other);
  }
  return others;
};

/** Message, gate and history at once, or the message and history where the gate has nothing of it. */
const write = async (
  deps: WithdrawResultDeps,
  before: Stored<MessageValue>,
  by: Actor,
  now: number,
): Promise<MessageValue> => {
  const { tenant, messageId, result, addressId } = before.value;
  const after = { ...withdrawn(before.value, by.userId, now), dueAt: now + finishAfterMs };
  const owner = (await deps.findCustomer(tenant, customerIdOf(messageId)))?.customerId ?? customerIdOf(messageId);
  const entry = putAction(
    CustomerHistory,
    historyEntry({ tenant, customerId: owner }, now, {
      kind: 'result_withdrawn',
      by: by.userId,
      reason: result?.label ?? null,
      messageId,
      addressId,
      entryId: `${messageId}.result_withdrawn`,
    }),
    'any',
  );
  const others = result?.effects.some((kind) => kind !== 'callBack') === true ? await otherResults(deps, after) : [];
  let isWritten = false;
  await deps.updateGate(
    tenant,
    owner,
    (gate) => {
      isWritten = false;
      return gateWithout(gate, before.value, others);
    },
    () => {
      isWritten = true;
      return [putAction(Message, after, before.revision), entry];
    },
  );
  if (!isWritten) await deps.messages.change(before, after, now, [entry]);
  return after;
};

/**
 * Taken back already, it answers the same and changes nothing.
 * @throws Refusal NOT_FOUND, also for a result of another company; RESULT_NOT_YOURS, RESULT_FINAL
 */
export const withdrawResult = async (deps: WithdrawResultDeps, input: WithdrawResult): Promise<WithdrawAnswer> => {
  const { tenant, messageId, by } = input;
  const now = deps.clock.now();
  const { stored, isNew } = await changeItem({
    item: `result ${messageId}`,
    read: () => findResult(deps, input),
    decide: (before) => {
      if (withdrawalOf(before.value) !== undefined) return { result: { stored: before, isNew: false } };
      requireRight(before.value, by, now);
      const writeAll = async () => {
        const value = await write(deps, before, by, now);
        return { stored: { value, revision: before.revision + 1 }, isNew: true };
      };
      return { write: writeAll };
    },
  });
  if (isNew) deps.log.info('result taken back', { tenant, customerId: stored.value.customerId, messageId });
  try {
    await finishResult(deps, stored, 'now');
  } catch (error) {
    // It is withdrawn already, so this is no fault of the request: due work finishes it.
    deps.log.warn('result not finished, due work will', { tenant, messageId, reason: reasonOf(error) });
  }
  return answerOf(stored.value);
};
