/** Wall-clock parts of an instant in a time zone, as if they were UTC, in ms. */
const wallClock = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
};

/**
 * The instant (ISO-8601) of a date and a time in the company's time zone, whatever zone the browser is in. A time that
 * the change to summer time leaves out becomes the one an hour later.
 *
 * @param day `YYYY-MM-DD`
 * @param time `HH:mm`
 */
export const instantIn = (timeZone: string, day: string, time: string): string => {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const guess = wanted - (wallClock(wanted, timeZone) - wanted);
  return new Date(guess - (wallClock(guess, timeZone) - wanted)).toISOString();
};
