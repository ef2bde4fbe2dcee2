/**
 * `npm run bill -- --customers 200000 --messages 1000000`: what a month costs, from the units that the use cases take now
 * (measured here, as `npm run bench -- --only units` does) and the dated prices of docs/prices.json.
 *
 *     npm run bill -- --advisors 50         who look at the console eight hours a day
 *     npm run bill -- --region sa-east-1    the prices of another region; those that are not known are named
 *     npm run bill -- --write               puts the bill into docs/deployment.md
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PricesSchema } from './bill-lines.ts';
import { measureUnits } from './measured-units.ts';
import { rewriteBetween } from './sections.ts';
import { billText } from './tables.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '200000' },
    messages: { type: 'string', default: '1000000' },
    advisors: { type: 'string', default: '50' },
    region: { type: 'string', default: 'us-east-1' },
    write: { type: 'boolean', default: false },
  },
});
const count = (name: 'customers' | 'messages' | 'advisors'): number => {
  const number = Number(values[name]);
  if (!(Number.isInteger(number) && number >= 0))
    throw new Error(`--${name} takes a whole number, not ${values[name]}.`);
  return number;
};
const portfolio = { customers: count('customers'), messages: count('messages'), advisors: count('advisors') };
const prices = PricesSchema.parse(JSON.parse(readFileSync(join(docs, 'prices.json'), 'utf8')));
if (prices.regions[values.region] === undefined) {
  throw new Error(
    `docs/prices.json has no prices of ${values.region}; --region takes ${Object.keys(prices.regions).join(', ')}.`,
  );
}

const { measured } = await measureUnits();
const text = billText(portfolio, measured, prices, values.region);
console.log(text);
if (values.write) {
  const marks = ['<!-- bill: npm run bill -- --write -->', '<!-- end of the bill -->'] as const;
  rewriteBetween(join(docs, 'deployment.md'), marks, () => text);
}
