/** The bill's arithmetic, and that its prices and figures stand where they are said to stand. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { costOf, linesOf, nightlyCheck, PricesSchema } from './bill-lines.ts';
import { measureUnits } from './measured-units.ts';
import { billText } from './tables.ts';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../docs', path), 'utf8');
const prices = PricesSchema.parse(JSON.parse(read('prices.json')));
const portfolio = { customers: 1_000, messages: 10_000, advisors: 2 };

describe('a bill', () => {
  it('has a cost for each line in us-east-1, from units that are measured now', async () => {
    const { measured } = await measureUnits();
    const lines = linesOf(portfolio, measured);
    const usd = prices.regions['us-east-1']?.usd ?? {};
    expect(lines.filter((line) => costOf(line, usd) === undefined)).toEqual([]);
    const opened = lines.find(({ what }) => what.startsWith('write units, mails that are opened'));
    // Half of the messages are mails, three of ten are opened, with 3 units each.
    expect(opened?.amount).toBe(10_000 * 0.5 * 0.3 * 3);
    expect(billText(portfolio, measured, prices, 'us-east-1')).not.toContain('not known');
    // What has no price is named, and in no sum.
    expect(billText(portfolio, measured, prices, 'sa-east-1')).toContain('without a price');
    expect(() => linesOf(portfolio, measured.slice(1))).toThrow('The bill needs the units');
  }, 300_000);

  it('costs what the price says of so many', () => {
    const line = { service: 'SES', what: 'mails', amount: 25_000, price: 'mails', per: 1_000 } as const;
    expect(costOf(line, { mails: 0.1 })).toBeCloseTo(2.5);
    expect(costOf(line, {})).toBeUndefined();
  });

  it('takes the nightly check from the page that says what was measured', () => {
    const { readUnits, cpuMs } = nightlyCheck;
    expect(read('performance.md').replaceAll(/\s+/g, ' ')).toContain(
      `${readUnits} read units and ${cpuMs} ms of CPU a customer`,
    );
  });
});
