/**
 * Times as providers write them, to epoch ms, and how far they are believed. Never `new Date(text)` of an unknown form:
 * what it makes of `2018-10-08T14:05:45 +0000`, which AWS itself shows, differs between engines (delivery-events.md §1.2).
 */

import { clockSkewMs } from '#platform/local-time.ts';

const isoTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(?:Z|([+-])(\d{2}):?(\d{2}))$/i;
const epoch = /^-?\d{1,16}(?:\.\d{1,9})?$/;

/** Largest instant of ECMAScript, ms: what lies beyond can be neither kept nor shown as a time. */
const latestInstant = 8.64e15;

/** Numbers below are seconds, others ms: 5138-11-16 as seconds, 1973-03-03 as ms. */
const millisecondsFrom = 1e11;

const instant = (ms: number): number | null => (Math.abs(ms) <= latestInstant ? Math.trunc(ms) : null);

const fromEpoch = (value: number): number | null =>
  instant(Math.abs(value) < millisecondsFrom ? Math.round(value * 1000) : value);

const fromIso = (match: RegExpExecArray): number | null => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  // Not `Date.UTC`, which takes the year 99 for 1999.
  date.setUTCFullYear(year, month - 1, day);
  // 31 February would roll over into March.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return null;
  date.setUTCHours(hour, minute, second, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')));
  const [zoneHour, zoneMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (zoneHour > 14 || zoneMinute > 59) return null;
  const offsetMinutes = zoneHour * 60 + zoneMinute;
  return date.getTime() - (match[8] === '-' ? -1 : 1) * offsetMinutes * 60_000;
};

/**
 * The instant of a provider, in every spelling of delivery-events.md and whatever field it stands in: ISO-8601 with a
 * zone (`Z`, `-05:00`, ` +0000`) and up to 9 fractional digits; epoch seconds or ms, as number or digits.
 *
 * @returns epoch ms, however far away; null for what is not a time
 */
export const readProviderTime = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? fromEpoch(value) : null;
  if (typeof value !== 'string' || value.length > 64) return null;
  const text = value.trim();
  if (epoch.test(text)) return fromEpoch(Number(text));
  const match = isoTime.exec(text);
  return match === null ? null : fromIso(match);
};

/** The oldest news: receipts of SMS take 3 days, WhatsApp gives up after 30, bounces come after 23 (delivery-events.md). */
const oldestNewsMs = 30 * 86_400_000;

/** `at` is what orders, opens windows and decides alerts; `statedAt` is the provider's own time where that is another. */
export interface EventTime {
  readonly at: number;
  readonly statedAt?: number;
}

/**
 * How far the time of an event is believed: from 30 days before its receipt to 5 minutes after (issue 10, A.2). What
 * lies outside counts as the nearest of these and is kept beside. All in epoch ms.
 */
export const believedTime = (statedAt: number, receivedAt: number): EventTime => {
  const at = Math.min(Math.max(statedAt, receivedAt - oldestNewsMs), receivedAt + clockSkewMs);
  return at === statedAt ? { at } : { at, statedAt };
};
