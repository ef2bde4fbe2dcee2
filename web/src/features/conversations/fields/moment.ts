import { usefulHoursRange } from '#contract/useful-hours.ts';
import { instantIn } from '#web/session/zoned.ts';

/** A date and a time of the company's zone, as people fill them in. */
export interface Moment {
  /** `YYYY-MM-DD`, empty until it is chosen. */
  readonly day: string;
  /** `HH:mm`; a part of it while it is typed. */
  readonly time: string;
}

/** Nothing chosen yet; the hour at which most people may be called. */
export const noMoment: Moment = { day: '', time: '10:00' };

/** The instant (ISO-8601) of a moment; undefined while it is incomplete. */
export const instantOf = ({ day, time }: Moment, timeZone: string): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && /^\d{2}:\d{2}$/.test(time) ? instantIn(timeZone, day, time) : undefined;

/** The instant of a moment that is still to come; undefined for any other. @param now epoch ms */
export const futureInstantOf = (moment: Moment, timeZone: string, now: number): string | undefined => {
  const instant = instantOf(moment, timeZone);
  return instant === undefined || Date.parse(instant) <= now ? undefined : instant;
};

const hourMs = 3_600_000;

/**
 * Until when a message is of use, as a person chose it; nothing chosen is no fault.
 * @param sendAt when the message is to go, ISO-8601
 * @returns the instant to ask for; or why it cannot be: too soon after the message is to go, or too late
 */
export const usefulEndOf = (
  moment: Moment,
  timeZone: string,
  sendAt: string,
): { readonly until?: string; readonly fault?: 'tooSoon' | 'tooLate' } => {
  const until = instantOf(moment, timeZone);
  if (until === undefined) return {};
  const hours = (Date.parse(until) - Date.parse(sendAt)) / hourMs;
  if (hours < usefulHoursRange.min) return { fault: 'tooSoon' };
  return hours > usefulHoursRange.max ? { fault: 'tooLate' } : { until };
};
