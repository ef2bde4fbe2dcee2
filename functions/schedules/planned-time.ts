/** The time for which the scheduler planned a run: its clock, so that a run can be repeated as of any time. */
import * as z from 'zod';
import { parseInstant } from '#contract/fields.ts';

const ScheduledEventSchema = z.object({ time: z.string() });

/**
 * @returns epoch ms
 * @throws Error when the event names no planned time: a run without one could not be repeated
 */
export const plannedTime = (event: unknown): number => {
  const { time } = ScheduledEventSchema.parse(event);
  const parsed = parseInstant(time);
  if ('code' in parsed) throw new Error(`The event's time is not ISO-8601 with offset (${parsed.code}).`);
  return parsed.ms;
};
