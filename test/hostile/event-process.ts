/**
 * Reads a batch of one body of the events queue, as `queues-delivery-events` and `queues-inbound` do: as many as Lambda
 * hands over. Outcome: `understood`, or `put aside`.
 */
import { readFileSync } from 'node:fs';
import { parseEventBody, topicOf } from '#shared/messaging/providers/envelope.ts';
// The function's code lies in memory beside the bodies.
import '../../functions/composition/receiving.ts';
import { tellCost } from './tell-cost.ts';

const [path = '', count = '1'] = process.argv.slice(2);
const body = readFileSync(path);
// Each a text of its own, as they come.
const bodies = Array.from({ length: Number(count) }, () => body.toString());

await tellCost(async () => {
  const read = bodies.map((each) => ({ ...parseEventBody(each, 0), topic: topicOf(each) }));
  return read.every(({ unrecognised }) => unrecognised !== undefined) ? 'put aside' : 'understood';
});
