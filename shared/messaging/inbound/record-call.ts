/**
 * Takes in a call of a customer that an exchange or an advisor reports (D5, D13, C34). A known caller's call stands in
 * the conversation, and asks for a call back where nobody took it; an unknown caller's waits for a person, with its
 * number. One report per call, however often it is told.
 */

import { parseInstant } from '#contract/fields.ts';
import type { CallReport } from '#contract/inbound.ts';
import { Refusal } from '#platform/errors.ts';
import { clockSkewMs } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { requireRecording } from '#shared/companies/results.ts';
import { normalizeAddress } from '#shared/customers/addresses.ts';
import { inboundIdPart, inboundToken } from '../ledger/received-content.ts';
import { callKind, callWords } from './call-words.ts';
import type { InboundReceiptValue } from './entities.ts';
import { type FindSenderDeps, findSender } from './find-sender.ts';
import { type PlaceInboundDeps, placeInbound } from './place-inbound.ts';
import { ownerOf } from './record-inbound.ts';

/** `findCompany` must not remember: whoever switches recording off sees it hold at once (C6). */
export interface RecordCallDeps extends PlaceInboundDeps, FindSenderDeps {
  readonly inbound: PlaceInboundDeps['inbound'] & FindSenderDeps['inbound'];
}

export interface RecordCall {
  readonly tenant: string;
  readonly body: CallReport;
  /** Names the call where the body does not: the same for every telling of it. */
  readonly ownId: string;
}

const refuse = (code: Refusal['code'], path: string, detail: string): Refusal =>
  new Refusal(code, `${path}: ${detail}`, { faults: [{ path, code, detail }] });

/** The time that was stated, which nothing moves (issue 10, A.2); the past has no limit. */
const callTime = (text: string | undefined, now: number): number => {
  if (text === undefined) return now;
  const parsed = parseInstant(text);
  if ('code' in parsed) throw refuse(parsed.code, 'at', 'use 2026-06-05T10:00:00-04:00.');
  if (parsed.ms > now + clockSkewMs) throw refuse('DATE_OUT_OF_RANGE', 'at', 'a time in the past.');
  return parsed.ms;
};

const answerOf = (receipt: InboundReceiptValue) => ({
  customerId: receipt.customerId,
  messageId: receipt.messageId,
  unmatchedId: receipt.messageId === null ? inboundIdPart(receipt.at, receipt.token) : null,
});

const place = async (
  deps: RecordCallDeps,
  company: CompanyValue,
  { tenant, body, ownId }: RecordCall,
  token: string,
) => {
  const { answered, durationSeconds, note, to = '' } = body;
  const caller = normalizeAddress('call', body.from, [company.defaultCountry]);
  if ('code' in caller) throw refuse(caller.code, 'from', caller.detail);
  if (durationSeconds !== undefined && !answered) {
    throw refuse('VALUE_INVALID', 'durationSeconds', 'only for a call that was answered.');
  }
  const at = callTime(body.at, deps.clock.now());
  const from = caller.value;
  const sender = await findSender(deps, tenant, { channel: 'call', from, at, answers: [] });
  const words = {
    answered,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(note === undefined ? {} : { note }),
  };
  const incoming = {
    channel: 'call' as const,
    token,
    providerId: body.callId ?? ownId,
    from,
    to,
    at,
    kind: callKind(answered),
    text: callWords(words, company.language),
    subject: null,
    automatic: false,
    unverified: false,
  };
  // A call answers no message that went out, and says nothing about the addresses of other channels.
  const owner = ownerOf(sender);
  const { receipt } = await placeInbound(
    deps,
    tenant,
    incoming,
    owner.kind === 'customer' ? { ...owner, answeredId: null, hashes: [] } : { ...owner, hashes: [] },
  );
  return receipt;
};

/**
 * @returns where the call stands: with its customer, or under an id among the unmatched
 * @throws Refusal CALLS_DISABLED, VALUE_INVALID, DATE_OUT_OF_RANGE, and the codes of phones (§5.6 B)
 */
export const recordCall = async (deps: RecordCallDeps, input: RecordCall): Promise<ReturnType<typeof answerOf>> => {
  const company = await deps.findCompany(input.tenant);
  requireRecording(company);
  const token = inboundToken('call', input.body.callId ?? input.ownId);
  const known = await deps.inbound.findReceipt(input.tenant, token);
  return answerOf(known?.value ?? (await place(deps, company, input, token)));
};
