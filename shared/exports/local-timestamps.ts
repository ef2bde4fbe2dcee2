/** Local times in files, fast: the offset of a zone is looked up once per quarter of an hour, not once per row. */
import { TZDate } from '@date-fns/tz';

/** No zone of today changes its clock inside a quarter of an hour of UTC. */
const slotMs = 15 * 60_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** @returns a writer of epoch ms as ISO-8601 with the zone's offset and whole seconds: `2026-11-22T10:00:00-03:00` */
export const createLocalTimestamps = (timeZone: string): ((ms: number) => string) => {
  const offsets = new Map<number, { readonly ms: number; readonly text: string }>();
  const offsetAt = (ms: number) => {
    const slot = Math.floor(ms / slotMs);
    const known = offsets.get(slot);
    if (known !== undefined) return known;
    // Local mean times from before the zones have seconds, which an offset cannot say.
    const minutes = Math.round(-new TZDate(slot * slotMs, timeZone).getTimezoneOffset());
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    const offset = { ms: minutes * 60_000, text: `${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}` };
    offsets.set(slot, offset);
    return offset;
  };
  return (ms) => {
    const offset = offsetAt(ms);
    return `${new Date(ms + offset.ms).toISOString().slice(0, 19)}${offset.text}`;
  };
};
