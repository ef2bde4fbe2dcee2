/**
 * Records the result of a contact (C7, C36, Q10). Message, gate and history are one transaction, so a result has all of
 * its effects on sending or none; what follows can be done twice (finish-result.ts). The same Idempotency-Key gives the
 * same result, whatever happened in between.
 */
import type * as z from 'zod';
import type { ResultInput, recordResult as recordResultRoute } from '#contract/calls.ts';
import type { Clock } from '#platform/clock.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal, reasonOf } from '#platform/errors.ts';
import type { Claimed } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { type Action, putAction, type Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import { familyOf } from '#shared/customers/entities.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import type { AttachmentFileValue } from '#shared/messaging/attachments/entities.ts';
import {
  findAttachments,
  type TakeAttachmentsDeps,
  takeAttachments,
} from '#shared/messaging/attachments/take-attachments.ts';
import type { SeparateBody } from '#shared/messaging/content/content.ts';
import { Message, MessageBody, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { resultView } from '#shared/messaging/ledger/result-view.ts';
import { type FinishResultDeps, finishResult } from './finish-result.ts';
import { changesGate, gateAfter, gateBeforeOf, planResult, type ResultPlan } from './plan-result.ts';
import { resultHistory } from './result-history.ts';
import { resultMessage } from './result-message.ts';

interface KeyUse {
  readonly tenant: string;
  readonly scope: string;
  readonly key: string;
  readonly body: string;
}

export interface RecordResultDeps extends FinishResultDeps {
  /** Must not remember: whoever switches recording off sees it hold at once (C6). */
  readonly findCompany: FindCompany;
  readonly readContact: ReadContact;
  readonly updateGate: UpdateGate;
  readonly messages: FinishResultDeps['messages'] & {
    readonly create: (
      message: MessageValue,
      longBody: SeparateBody | undefined,
      actions: readonly Action[],
    ) => Promise<void>;
    readonly find: (
      tenant: string,
      messageId: string,
      options: { consistent: true },
    ) => Promise<Stored<MessageValue> | undefined>;
    readonly findBody: (message: MessageValue) => Promise<string>;
  };
  /** Uploaded recordings (D3); touched only by results that have one. */
  readonly recordings: TakeAttachmentsDeps & {
    /** Writes that bind the files to the message, for its transaction. */
    readonly bind: (files: readonly Stored<AttachmentFileValue>[], messageId: string) => readonly Action[];
  };
  readonly claimKey: (input: KeyUse & { readonly resourceId: string; readonly now: number }) => Promise<Claimed>;
  readonly findKey: (input: KeyUse) => Promise<Claimed | undefined>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export interface RecordResult {
  readonly tenant: string;
  readonly customerId: string;
  readonly body: ResultInput;
  /** Idempotency-Key; without one every request records a result of its own. */
  readonly key: string | undefined;
  /** User id. */
  readonly by: string;
}

type ResultAnswer = z.input<(typeof recordResultRoute)['answer']>;

const answerOf = (message: MessageValue, note: string): ResultAnswer => {
  const result = resultView(message);
  if (result === null) throw new TypeError(`Message ${message.messageId} is no result.`);
  return {
    messageId: message.messageId,
    customerId: message.customerId,
    recordedAt: isoTime(message.acceptedAt),
    direction: message.direction,
    status: message.status,
    addressId: message.addressId,
    note: note === '' ? null : note,
    result,
  };
};

/** The result that an earlier request with the same key has left, driven to its end. */
const earlierResult = async (
  deps: RecordResultDeps,
  tenant: string,
  messageId: string,
): Promise<ResultAnswer | undefined> => {
  const stored = await deps.messages.find(tenant, messageId, { consistent: true });
  if (stored === undefined) return undefined;
  await finishResult(deps, stored, 'later');
  return answerOf(stored.value, await deps.messages.findBody(stored.value));
};

const keyOf = ({ tenant, customerId, body, key }: RecordResult): KeyUse | undefined =>
  key === undefined ? undefined : { tenant, scope: 'result', key, body: JSON.stringify({ customerId, ...body }) };

/** @returns the result as it was written; undefined when an earlier request has written this very one */
const write = async (
  deps: RecordResultDeps,
  plan: ResultPlan,
  { message, longBody }: { readonly message: MessageValue; readonly longBody: SeparateBody | undefined },
  recording: readonly Stored<AttachmentFileValue>[],
): Promise<MessageValue | undefined> => {
  const { tenant, customerId, messageId, acceptedAt: at } = message;
  const binding = deps.recordings.bind(recording, messageId);
  const writeAll = async () => {
    if (!changesGate(plan)) {
      await deps.messages.create(message, longBody, binding);
      return message;
    }
    const body: readonly Action[] =
      longBody === undefined ? [] : [putAction(MessageBody, { tenant, messageId, ...longBody }, 'any')];
    let written = message;
    await deps.updateGate(
      tenant,
      customerId,
      (gate) => gateAfter(gate, plan, messageId, at),
      (before, after) => {
        written = { ...message, result: { ...plan.result, ...gateBeforeOf(before, after) } };
        return [
          putAction(Message, written, 'absent'),
          ...body,
          ...binding,
          ...resultHistory(before, after, plan, message),
        ];
      },
    );
    return written;
  };
  return writeOnce(writeAll, async (failed) => {
    if ((await deps.messages.find(tenant, messageId, { consistent: true })) === undefined) throw failed;
    return undefined;
  });
};

const prepare = async (
  deps: RecordResultDeps,
  { tenant, customerId, body, by }: RecordResult,
  now: number,
): Promise<{
  company: CompanyValue;
  contact: Contact;
  plan: ResultPlan;
  recording: readonly Stored<AttachmentFileValue>[];
}> => {
  const [company, contact] = await Promise.all([
    deps.findCompany(tenant),
    deps.readContact(tenant, customerId, { consistent: true }),
  ]);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const plan = planResult(company, contact.addresses, body, by, now);
  const { recordingId } = plan.result;
  const ids = recordingId === null ? [] : [recordingId];
  const customerIds = familyOf(contact.customer);
  const announced = await findAttachments(deps.recordings, { tenant, ids, purpose: 'recording', customerIds });
  return { company, contact, plan, recording: await takeAttachments(deps.recordings, announced) };
};

/** @throws Refusal NOT_FOUND and those of `planResult` and `takeAttachments`; IDEMPOTENCY_KEY_REUSED */
export const recordResult = async (deps: RecordResultDeps, input: RecordResult): Promise<ResultAnswer> => {
  const { tenant } = input;
  const now = deps.clock.now();
  const request = keyOf(input);
  let prepared: Awaited<ReturnType<typeof prepare>>;
  try {
    prepared = await prepare(deps, input, now);
  } catch (error) {
    // A repeat is answered even where a rule, or the time, has changed since.
    const known = error instanceof Refusal && request !== undefined ? await deps.findKey(request) : undefined;
    const earlier = known === undefined ? undefined : await earlierResult(deps, tenant, known.resourceId);
    if (earlier === undefined) throw error;
    return earlier;
  }
  const { company, contact, plan, recording } = prepared;
  const { customerId } = contact.customer;
  const resourceId = `${customerId}-${newId(now)}`;
  const claimed = request === undefined ? undefined : await deps.claimKey({ ...request, resourceId, now });
  const messageId = claimed?.resourceId ?? resourceId;
  const draft = resultMessage(company, contact.customer, plan, messageId, claimed?.at ?? now, recording);
  const written = await write(deps, plan, draft, recording);
  if (written === undefined) {
    const earlier = await earlierResult(deps, tenant, messageId);
    if (earlier !== undefined) return earlier;
  }
  deps.log.info('result recorded', { tenant, customerId, messageId, code: plan.result.code });
  try {
    await finishResult(deps, { value: written ?? draft.message, revision: 1 }, 'now');
  } catch (error) {
    // The result holds already, so this is no fault of the request: due work finishes it.
    deps.log.warn('result not finished, due work will', { tenant, messageId, reason: reasonOf(error) });
  }
  return answerOf(draft.message, plan.note ?? '');
};
