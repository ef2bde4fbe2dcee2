/** Until when a message is of use: later it would arrive in a heap, or no longer be true (F18). Pure. */
import { parseInstant } from '#contract/fields.ts';
import { usefulHoursRange } from '#contract/useful-hours.ts';
import { Refusal } from '#platform/errors.ts';

const hourMs = 3_600_000;

/** Without a last useful time of its own, a message is of use for this long after it was to go, ms. */
export const usefulMs = 24 * hourMs;

interface Timed {
  readonly acceptedAt: number;
  readonly sendAt: number | null;
  readonly usefulUntil?: number | undefined;
}

/** Epoch ms after which the message must not go any more. */
export const usefulUntil = (message: Timed): number =>
  message.usefulUntil ?? Math.max(message.acceptedAt, message.sendAt ?? 0) + usefulMs;

/** A clock that is a little behind ours, ms. */
const toleranceMs = 60_000;

/**
 * The last useful time of a new message: the request's own, else the template's hours, else undefined for the usual day.
 *
 * @param from when it is to go: the later of acceptance and `sendAt`, epoch ms
 * @throws Refusal DATE_…, DATE_OUT_OF_RANGE where it is not an hour to 30 days after that
 */
export const usefulUntilOf = (
  input: { readonly asked: string | undefined; readonly templateHours: number | undefined },
  from: number,
): number | undefined => {
  if (input.asked === undefined) {
    return input.templateHours === undefined ? undefined : from + input.templateHours * hourMs;
  }
  const parsed = parseInstant(input.asked);
  if ('code' in parsed) throw new Refusal(parsed.code, 'usefulUntil: use ISO-8601 with an offset.');
  const { min, max } = usefulHoursRange;
  if (parsed.ms < from + min * hourMs - toleranceMs || parsed.ms > from + max * hourMs + toleranceMs) {
    throw Refusal.at('usefulUntil', 'DATE_OUT_OF_RANGE', 'from one hour to 30 days after the message is to go.');
  }
  return parsed.ms;
};
