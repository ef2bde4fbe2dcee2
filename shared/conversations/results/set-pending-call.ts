/** Asks for a call to a customer, or takes the request back (C2, C34). Flows ask in the same way, by their name. */
import type * as z from 'zod';
import type { putPendingCall } from '#contract/calls.ts';
import { type Clock, isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { requireRecording } from '#shared/companies/results.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { type ChangeConversationDeps, changeConversation, customerNotFound } from '../change-conversation.ts';
import type { ConversationValue } from '../entities.ts';
import { hasPendingCall, withPendingCall } from '../rules.ts';
import { timeAhead } from './plan-result.ts';

type PendingCallInput = z.output<(typeof putPendingCall)['body']>['pendingCall'];
type PendingCallAnswer = z.input<(typeof putPendingCall)['answer']>;

export interface SetPendingCallDeps extends ChangeConversationDeps {
  readonly findCompany: FindCompany;
  readonly readContact: ReadContact;
  readonly clock: Clock;
}

/** The call that waits, as it is answered; one that a result has ended waits no more. */
const pendingCallView = (conversation: ConversationValue): PendingCallAnswer['pendingCall'] => {
  const { pendingCall } = conversation;
  if (pendingCall === null || !hasPendingCall(conversation)) return null;
  const { since, dueAt, origin, note } = pendingCall;
  return { since: isoTime(since), dueAt: isoTimeOrNull(dueAt), origin, note };
};

const withCall = (
  before: ConversationValue,
  call: { readonly dueAt: number | null; readonly note: string | null; readonly origin: string },
  now: number,
): ConversationValue => {
  const known = hasPendingCall(before) ? before.pendingCall : null;
  const isSame = known?.dueAt === call.dueAt && known.note === call.note && known.origin === call.origin;
  return isSame
    ? before
    : { ...withPendingCall(before, { ...call, result: null }, now), activityAt: Math.max(before.activityAt, now) };
};

/** Covers the missed calls that the conversation knows: told again, they ask for nothing. */
const withoutCall = (before: ConversationValue): ConversationValue => {
  const { pendingCall, callWithdrawnAt, lastInboundAt } = before;
  if (pendingCall === null) return before;
  return {
    ...before,
    pendingCall: null,
    callWithdrawnAt: Math.max(callWithdrawnAt, pendingCall.since, lastInboundAt),
  };
};

/**
 * Asking for the same call again changes nothing; another one takes the place of the one that waits.
 * @param input.call null takes the request back
 * @param input.origin `manual` for a person, else the name of the flow that asks
 * @throws Refusal NOT_FOUND, CALLS_DISABLED, DATE_OUT_OF_RANGE; CONTACT_STOPPED when nobody may contact the customer
 */
export const setPendingCall = async (
  deps: SetPendingCallDeps,
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly call: PendingCallInput;
    readonly origin: string;
  },
): Promise<PendingCallAnswer> => {
  const { tenant, customerId, call, origin } = input;
  const now = deps.clock.now();
  const [company, contact] = await Promise.all([
    deps.findCompany(tenant),
    deps.readContact(tenant, customerId, { consistent: true }),
  ]);
  if (contact === undefined) throw customerNotFound();
  requireRecording(company);
  if (call !== null && contact.gate.stopped !== null) {
    throw new Refusal('CONTACT_STOPPED', 'The customer may not be contacted: a supervisor can resume communications.');
  }
  const wanted =
    call === null
      ? null
      : {
          dueAt: call.dueAt === undefined ? null : timeAhead(call.dueAt, 'dueAt', now),
          note: call.note ?? null,
          origin,
        };
  const after = await changeConversation(
    deps,
    tenant,
    customerId,
    (before) => (wanted === null ? withoutCall(before) : withCall(before, wanted, now)),
    { create: true },
  );
  return { customerId, pendingCall: pendingCallView(after) };
};
