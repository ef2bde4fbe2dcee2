import { parseArgs } from 'node:util';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import { callControl, runCommand } from './running-system.ts';

const WalkSchema = z.looseObject({ done: z.boolean() });

const instantOf = (option: string, text: string): string => {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new RunnerError(`${option} ${text} is not a time.`, 'Give ISO 8601.');
  return instant.toISOString();
};

/**
 * `npm run tick -- --until 2026-12-02T15:00:00Z`: walks the system's clock there, through everything that comes due.
 * `npm run tick -- --at 2026-11-24T06:30:00Z`: runs all schedules as if it were that time, and waits until quiet.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      at: { type: 'string' },
      until: { type: 'string' },
      'data-dir': { type: 'string', default: '.local' },
    },
  });
  const call = async (asked: object): Promise<unknown> => {
    const { status, body } = await callControl(values['data-dir'], '/tick', asked);
    process.stdout.write(`${JSON.stringify(body)}\n`);
    // 400 says itself what is wrong.
    if (status === 400) throw new RunnerError(z.object({ message: z.string() }).parse(body).message, '');
    if (status !== 200) throw new RunnerError('Not everything ran through.', 'The logs are in the data folder.');
    return body;
  };
  if (values.until !== undefined) {
    if (values.at !== undefined) throw new RunnerError('--at and --until are two things.', 'Give one of them.');
    const asked = { until: instantOf('--until', values.until) };
    while (!WalkSchema.parse(await call(asked)).done);
  } else {
    await call(values.at === undefined ? {} : { at: instantOf('--at', values.at) });
  }
});
