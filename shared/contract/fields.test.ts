/** Instants in requests: §5.6 #59–61. */
import { describe, expect, it } from 'vitest';
import { parseInstant } from './fields.ts';

describe('an instant in a request', () => {
  it.each([
    ['2026-06-05T10:00:00Z', Date.UTC(2026, 5, 5, 10)],
    ['2026-06-05T10:00:00-04:00', Date.UTC(2026, 5, 5, 14)],
    ['2028-02-29T23:59:59+05:30', Date.UTC(2028, 1, 29, 18, 29, 59)],
  ])('%s is read with its offset', (text, ms) => {
    expect(parseInstant(text)).toEqual({ ms });
  });

  it.each([
    ['2026-02-30T10:00:00Z', 'DATE_INVALID'],
    ['2026-02-29T10:00:00Z', 'DATE_INVALID'],
    ['2026-06-05T24:00:00Z', 'DATE_INVALID'],
    ['2026-06-05T10:00:00+15:00', 'DATE_INVALID'],
    ['2026-06-05T10:00:00', 'DATE_NO_ZONE'],
    ['05/06/2026', 'DATE_FORMAT'],
    ['5 June 2026 10:00 GMT', 'DATE_FORMAT'],
    ['46000', 'DATE_FORMAT'],
    ['', 'DATE_FORMAT'],
  ])('%s is refused as %s', (text, code) => {
    expect(parseInstant(text)).toEqual({ code });
  });
});
