import { parseArgs } from 'node:util';
import { RunnerError } from '../errors.ts';
import { callControl, runCommand } from './running-system.ts';

/** `npm run tick -- --at 2026-11-24T06:30:00Z`: runs all schedules as if it were that time, and waits until quiet. */
await runCommand(async () => {
  const { values } = parseArgs({
    options: { at: { type: 'string' }, 'data-dir': { type: 'string', default: '.local' } },
  });
  const at = values.at === undefined ? new Date() : new Date(values.at);
  if (Number.isNaN(at.getTime())) throw new RunnerError(`--at ${values.at} is not a time.`, 'Give ISO 8601.');
  const { status, body } = await callControl(values['data-dir'], '/tick', { at: at.toISOString() });
  process.stdout.write(`${JSON.stringify(body)}\n`);
  if (status !== 200) throw new RunnerError('Not everything ran through.', 'The logs are in the data folder.');
});
