import { RunnerError } from '../errors.ts';

/** Tells whether a schedule fires in the minute of `instant` (ms since the epoch). */
export type DueTest = (instant: number) => boolean;

const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Reads `rate(5 minutes)` or `cron(0/15 * * * ? *)`. Rates are aligned to the clock (AWS counts from the start of the
 * schedule), so that a restart shifts nothing.
 * Source: EventBridge Scheduler user guide, "Schedule types in EventBridge Scheduler".
 *
 * @param zone IANA time zone of a cron expression
 * @throws RunnerError for `at(…)` and for cron fields with L, W or #
 */
export const parseSchedule = (expression: string, zone: string): DueTest => {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const period = Number(rate[1]) * (minutes[rate[2] ?? ''] ?? 1);
    return (instant) => Math.floor(instant / 60_000) % period === 0;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6) throw unknown(expression);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields.map((field, index) =>
    parseField(field, index, expression),
  );
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    weekday: 'short',
  });
  return (instant) => {
    const now = Object.fromEntries(parts.formatToParts(instant).map((part) => [part.type, part.value]));
    const weekday = weekdays.indexOf(now.weekday?.toUpperCase() ?? '') + 1;
    return (
      minute?.(Number(now.minute)) === true &&
      hour?.(Number(now.hour)) === true &&
      dayOfMonth?.(Number(now.day)) === true &&
      month?.(Number(now.month)) === true &&
      dayOfWeek?.(weekday) === true &&
      year?.(Number(now.year)) === true
    );
  };
};

/** Lowest value of each of the six fields; a step such as `/15` counts from it. */
const lowestValues = [0, 0, 1, 1, 1, 1970];

const parseField = (field: string, index: number, expression: string): ((value: number) => boolean) => {
  const tests = field.split(',').map((item) => {
    const [range = '', step] = item.split('/');
    const lowest = lowestValues[index] ?? 0;
    if (range === '*' || range === '?') return every(lowest, Number.POSITIVE_INFINITY, Number(step ?? 1));
    const [from, to] = range.split('-').map((name) => toNumber(name, index, expression));
    if (from === undefined) throw unknown(expression);
    const end = to ?? (step === undefined ? from : Number.POSITIVE_INFINITY);
    return every(from, end, Number(step ?? 1));
  });
  return (value) => tests.some((test) => test(value));
};

const every =
  (from: number, to: number, step: number): ((value: number) => boolean) =>
  (value) =>
    value >= from && value <= to && (value - from) % step === 0;

const toNumber = (name: string, index: number, expression: string): number => {
  const named = index === 3 ? months.indexOf(name) + 1 : index === 4 ? weekdays.indexOf(name) + 1 : 0;
  const value = named > 0 ? named : Number(name);
  if (!Number.isInteger(value)) throw unknown(expression);
  return value;
};

const unknown = (expression: string): RunnerError =>
  new RunnerError(
    `The schedule expression ${expression} is not understood.`,
    'The runner knows rate(…) and cron(…) with numbers, names, lists, ranges and steps.',
  );
