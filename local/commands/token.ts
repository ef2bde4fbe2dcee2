import { parseArgs } from 'node:util';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import { callControl, runCommand } from './running-system.ts';

/** `npm run token -- --company demo --role advisor`: prints an access token and nothing else. */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      company: { type: 'string', default: 'demo' },
      role: { type: 'string', default: 'advisor' },
      'data-dir': { type: 'string', default: '.local' },
    },
  });
  const { company, role } = values;
  const { status, body } = await callControl(values['data-dir'], '/token', { company, role });
  const result = z.object({ accessToken: z.string() }).safeParse(body);
  if (status !== 200 || !result.success) {
    throw new RunnerError(`No token: ${JSON.stringify(body)}.`, 'The demo users are in local/demo/accounts.json.');
  }
  process.stdout.write(`${result.data.accessToken}\n`);
});
