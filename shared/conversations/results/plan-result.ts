/**
 * What recording a result will do (C7, Q10): which entry of the catalogue it is, whether the request brings what its
 * effects need, and what becomes of the customer's gate. Pure.
 */
import type { ResultInput } from '#contract/calls.ts';
import { parseInstant } from '#contract/fields.ts';
import type { ResultDefinition, ResultEffect } from '#contract/results.ts';
import { Refusal } from '#platform/errors.ts';
import { addDays, localDay, startOfDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { catalogueOf, requireRecording } from '#shared/companies/results.ts';
import type { AddressValue, GateValue } from '#shared/customers/entities.ts';
import type { MessageResult } from '#shared/messaging/ledger/message-fields.ts';

const dayMs = 86_400_000;

/** Longest time ahead of a promise, a pause or a call to be made, ms: two years, as a pause set by hand. */
const furthestMs = 2 * 366 * dayMs;

export interface ResultPlan {
  readonly result: MessageResult;
  readonly direction: 'inbound' | 'outbound';
  /** The called address; null for a follow-up without a call. */
  readonly address: AddressValue | null;
  readonly note: string | null;
  /** End of the pause, epoch ms; null when the result brings none. */
  readonly pausedUntil: number | null;
  /** End of the promised date in the company's zone, epoch ms; null without a promise. */
  readonly promisedUntil: number | null;
}

/**
 * A time ahead in a request.
 * @param path field, for the refusal
 * @param now epoch ms
 * @returns epoch ms
 * @throws Refusal DATE_OUT_OF_RANGE and those of `parseInstant`
 */
export const timeAhead = (text: string, path: string, now: number): number => {
  const parsed = parseInstant(text);
  if ('code' in parsed) throw Refusal.at(path, parsed.code, 'use 2026-06-05T10:00:00-04:00.');
  if (parsed.ms <= now || parsed.ms > now + furthestMs) {
    throw Refusal.at(path, 'DATE_OUT_OF_RANGE', 'a time in the future, at most two years ahead.');
  }
  return parsed.ms;
};

const effectOf = <Kind extends ResultEffect['kind']>(definition: ResultDefinition, kind: Kind) =>
  definition.effects.find((effect): effect is Extract<ResultEffect, { kind: Kind }> => effect.kind === kind);

const calledAddress = (call: ResultInput['call'], addresses: readonly AddressValue[]): AddressValue | null => {
  if (call === undefined) return null;
  const address = addresses.find(({ addressId }) => addressId === call.addressId);
  if (address === undefined)
    throw Refusal.at('call.addressId', 'ADDRESS_NOT_FOUND', 'the customer has no address with this id.');
  if (address.channel !== 'call') {
    throw Refusal.at('call.addressId', 'ADDRESS_CHANNEL', `an address for calls, not one of ${address.channel}.`);
  }
  return address;
};

const promiseOf = (definition: ResultDefinition, input: ResultInput, company: CompanyValue, now: number) => {
  const { promise } = input;
  if (effectOf(definition, 'promise') === undefined) {
    if (promise === undefined) return null;
    throw Refusal.at('promise', 'VALUE_INVALID', `"${definition.code}" takes no promise.`);
  }
  if (promise === undefined) throw Refusal.at('promise', 'FIELD_REQUIRED', 'date, amount and currency are needed.');
  const today = localDay(now, company.timeZone);
  if (promise.date < today || promise.date > localDay(now + furthestMs, company.timeZone)) {
    throw Refusal.at('promise.date', 'DATE_OUT_OF_RANGE', `from today (${today}) to two years ahead.`);
  }
  return promise;
};

const pauseEnd = (definition: ResultDefinition, input: ResultInput, now: number): number | null => {
  const effect = effectOf(definition, 'pause');
  if (effect === undefined) {
    if (input.pauseUntil === undefined) return null;
    throw Refusal.at('pauseUntil', 'VALUE_INVALID', `"${definition.code}" pauses nothing.`);
  }
  if (input.pauseUntil !== undefined) return timeAhead(input.pauseUntil, 'pauseUntil', now);
  if (effect.days === null) throw Refusal.at('pauseUntil', 'FIELD_REQUIRED', 'say until when to pause.');
  return now + effect.days * dayMs;
};

/**
 * @param addresses those of the customer
 * @param by user id
 * @param now epoch ms
 * @throws Refusal CALLS_DISABLED, RESULT_UNKNOWN, ADDRESS_NOT_FOUND, ADDRESS_CHANNEL, FIELD_REQUIRED, VALUE_INVALID,
 *   DATE_OUT_OF_RANGE
 */
export const planResult = (
  company: CompanyValue,
  addresses: readonly AddressValue[],
  input: ResultInput,
  by: string,
  now: number,
): ResultPlan => {
  requireRecording(company);
  const definition = catalogueOf(company).find(({ code }) => code === input.result);
  if (definition === undefined) {
    throw Refusal.at('result', 'RESULT_UNKNOWN', 'choose one of the results that /v1/options offers.');
  }
  const address = calledAddress(input.call, addresses);
  const has = (kind: ResultEffect['kind']): boolean => effectOf(definition, kind) !== undefined;
  if (has('wrongNumber') && address === null) {
    throw Refusal.at('call', 'FIELD_REQUIRED', 'say which number was called.');
  }
  if (has('callBack') && input.callBackAt === undefined) {
    throw Refusal.at('callBackAt', 'FIELD_REQUIRED', 'say when to call again.');
  }
  const promise = promiseOf(definition, input, company, now);
  return {
    result: {
      code: definition.code,
      label: definition.label[company.language],
      withContact: definition.withContact,
      withCall: input.call !== undefined,
      durationSeconds: input.call?.durationSeconds ?? null,
      promise,
      callBackAt: input.callBackAt === undefined ? null : timeAhead(input.callBackAt, 'callBackAt', now),
      recordingId: input.call?.recordingAttachmentId ?? null,
      effects: definition.effects.map(({ kind }) => kind),
      by,
    },
    direction: input.call?.direction ?? 'outbound',
    address,
    note: input.note ?? null,
    pausedUntil: pauseEnd(definition, input, now),
    promisedUntil: promise === null ? null : startOfDay(addDays(promise.date, 1), company.timeZone),
  };
};

/** Whether the result changes what may be sent to the customer. */
export const changesGate = ({ result }: ResultPlan): boolean => result.effects.some((kind) => kind !== 'callBack');

/**
 * The gate after the result. A longer pause and an earlier stop stay; of two promises the one recorded later counts.
 * @param at when the result was recorded, epoch ms
 */
export const gateAfter = (gate: GateValue, plan: ResultPlan, messageId: string, at: number): GateValue => {
  const { result, address, pausedUntil, promisedUntil } = plan;
  const { promise, by } = result;
  const flagged = gate.wrongNumberAddressIds;
  const flags = result.effects.includes('wrongNumber') && address !== null && !flagged.includes(address.addressId);
  return {
    ...gate,
    pausedUntil: pausedUntil === null ? gate.pausedUntil : Math.max(gate.pausedUntil ?? 0, pausedUntil),
    promise:
      promise === null || promisedUntil === null || (gate.promise !== null && gate.promise.madeAt > at)
        ? gate.promise
        : { ...promise, until: promisedUntil, madeAt: at, by, messageId },
    stopped: result.effects.includes('stop') ? (gate.stopped ?? { at, by, reason: result.label }) : gate.stopped,
    wrongNumberAddressIds: flags ? [...flagged, address.addressId] : flagged,
  };
};

/** What the result changed in the gate, as it was: kept with it for taking it back (`withdraw-result.ts`). */
export const gateBeforeOf = (before: GateValue, after: GateValue): Pick<MessageResult, 'gateBefore'> => {
  const { promise, pausedUntil, wrongNumberAddressIds } = before;
  const gateBefore: MessageResult['gateBefore'] = {
    ...(after.promise === promise ? {} : { promise }),
    ...(after.pausedUntil === pausedUntil ? {} : { pause: { from: pausedUntil, to: after.pausedUntil } }),
    ...(after.wrongNumberAddressIds === wrongNumberAddressIds ? {} : { wrongNumber: true }),
  };
  return Object.keys(gateBefore).length === 0 ? {} : { gateBefore };
};
