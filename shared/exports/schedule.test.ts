/** When an export of the night runs, and as of which moment (B38, I13, Q4). */
import { describe, expect, it } from 'vitest';
import { nightTimes, reportSettleMs } from './schedule.ts';

const at = Date.parse;
const iso = ({ runsAt, cut }: { runsAt: number; cut: number }) => [runsAt, cut].map((ms) => new Date(ms).toISOString());

describe('an export of the night', () => {
  it.each([
    // Santiago is at -03:00 in November: 03:00 is 06:00 in UTC.
    ['at noon', '2026-11-23T15:00:00Z', '2026-11-24T06:00:00.000Z', '2026-11-24T05:50:00.000Z'],
    ['at midnight', '2026-11-24T03:00:00Z', '2026-11-24T06:00:00.000Z', '2026-11-24T05:50:00.000Z'],
    ['at 02:40', '2026-11-24T05:40:00Z', '2026-11-24T06:00:00.000Z', '2026-11-24T05:50:00.000Z'],
    ['at 02:50', '2026-11-24T05:50:00Z', '2026-11-24T06:00:00.000Z', '2026-11-24T05:50:00.000Z'],
    ['at 02:51', '2026-11-24T05:51:00Z', '2026-11-24T06:01:00.000Z', '2026-11-24T05:51:00.000Z'],
    ['just before 03:00', '2026-11-24T05:59:59.999Z', '2026-11-24T06:09:59.999Z', '2026-11-24T05:59:59.999Z'],
    ['at 03:00', '2026-11-24T06:00:00Z', '2026-11-25T06:00:00.000Z', '2026-11-25T05:50:00.000Z'],
  ])('asked for %s', (_when, asked, runsAt, cut) => {
    expect(iso(nightTimes(at(asked), 'America/Santiago'))).toEqual([runsAt, cut]);
  });

  it.each(['America/Santiago', 'America/Tijuana', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'UTC', 'America/Havana'])(
    'in %s it is never as of before it was asked for, through a year with its changes of clocks',
    (zone) => {
      for (let now = at('2026-01-02T00:00:30Z'); now < at('2027-01-02T00:00:00Z'); now += 7 * 60_000) {
        const { runsAt, cut } = nightTimes(now, zone);
        if (cut < now || runsAt - cut !== reportSettleMs || runsAt - now > 25 * 3_600_000) {
          expect.fail(`${new Date(now).toISOString()}: ${iso({ runsAt, cut })}`);
        }
      }
    },
  );
});
