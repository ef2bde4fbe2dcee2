/**
 * Times as providers write them, to epoch ms. Never `new Date(text)` of an unknown form: what it makes of
 * `2018-10-08T14:05:45 +0000`, which AWS itself shows, differs between engines (delivery-events.md §1.2).
 */

const isoTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/** 2000-01-01 to 2100-01-01: a time outside is an error of unit or form. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const plausible = (ms: number): number | null =>
  Number.isFinite(ms) && ms >= earliest && ms < latest ? Math.trunc(ms) : null;

/** ISO-8601 with a zone (`Z`, `-05:00`, ` +0000`) and up to 9 fractional digits; null for anything else. */
export const isoToMs = (value: unknown): number | null => {
  const match = typeof value === 'string' ? isoTime.exec(value.trim()) : null;
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const local = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // 31 February would roll over into March.
  if (new Date(local).getUTCDate() !== day || new Date(local).getUTCMonth() !== month - 1) return null;
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  return plausible(local - (match[8] === '-' ? -1 : 1) * offsetMinutes * 60_000);
};

const numberOf = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^\d{1,16}$/.test(value)
      ? Number(value)
      : Number.NaN;

/** Epoch ms as number or digits (SMS). */
export const epochMsToMs = (value: unknown): number | null => plausible(numberOf(value));

/** Epoch seconds as number or digits (Meta). */
export const epochSecondsToMs = (value: unknown): number | null => plausible(numberOf(value) * 1000);
