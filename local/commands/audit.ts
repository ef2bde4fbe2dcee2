import { parseArgs } from 'node:util';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import { callControl, runCommand } from './running-system.ts';

const AnswerSchema = z.object({
  payload: z.object({
    processId: z.string(),
    done: z.boolean(),
    integrity: z.looseObject({
      checked: z.number(),
      repaired: z.number(),
      left: z.number(),
      findings: z.array(z.unknown()),
    }),
  }),
});

/** `npm run audit -- --company demo`: the nightly check of one company at once; fails where something is left. */
await runCommand(async () => {
  const { values } = parseArgs({
    options: { company: { type: 'string', default: 'demo' }, 'data-dir': { type: 'string', default: '.local' } },
  });
  for (let processId: string | undefined; ; ) {
    const event = { tenant: values.company, ...(processId === undefined ? {} : { processId }) };
    const { body } = await callControl(values['data-dir'], '/invoke/schedules-integrity', event);
    const parsed = AnswerSchema.safeParse(body);
    if (!parsed.success) throw new RunnerError(`The check failed: ${JSON.stringify(body)}.`, 'Read its log.');
    const { done, integrity, processId: id } = parsed.data.payload;
    if (done) {
      process.stdout.write(`${JSON.stringify(integrity, null, 2)}\n`);
      if (integrity.left > 0) throw new RunnerError(`${integrity.left} findings are left.`, 'See docs/runbook.md.');
      return;
    }
    processId = id;
  }
});
