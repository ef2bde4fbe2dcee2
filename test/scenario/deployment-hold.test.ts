/**
 * The operator's command over a running system (F18, issue 10 C.9): it holds all sending within 5 seconds and lets it go
 * on, and every company's trail tells it. A file of its own: while it holds, nobody's messages go.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshMobile, unique } from './support/people.ts';

const root = resolve(import.meta.dirname, '../..');
/** A data folder as the runner has it: the command finds the system by its outputs. */
const folder = mkdtempSync(join(tmpdir(), 'contacta-hold-'));

const run = async (options: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const args = [join(root, 'scripts/hold.ts'), ...options];
  return (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout;
};
const hold = (...options: readonly string[]): Promise<string> => run(['--data-dir', folder, ...options]);
/** As of a deployment: through `aws`, by the name that the function has there. @param path where programs are looked for */
const holdStage = (stage: string, options: readonly string[], path = `${folder}:${process.env.PATH}`) =>
  run(['--stage', stage, ...options], { ...process.env, PATH: path, CONTROL_URL: inject('outputs').ControlUrl });
const auditSchema = z.looseObject({
  items: z.array(z.looseObject({ subjectId: z.string().nullable(), actor: z.string(), changes: z.array(z.unknown()) })),
});
const holdsSchema = z.looseObject({
  holds: z.array(z.looseObject({ scope: z.looseObject({ kind: z.string() }), reason: z.string() })),
});

describe.runIf(operator)('npm run hold', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'outputs.json'), JSON.stringify(inject('outputs')));
    const program = join(root, 'test/scenario/support/aws-command.ts');
    const script = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
    writeFileSync(join(folder, 'aws'), script, { mode: 0o755 });
  });
  afterAll(async () => {
    await hold('--lift', '--reason', 'end of the test', '--by', 'test');
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds all sending within 5 seconds, tells so, and what waited goes on when it is lifted', async () => {
    await theOperator().quiet();
    const reason = `Incidente ${unique()}`;
    expect(await hold()).toBe('Sending is not held.\n');
    expect(await hold('--reason', reason, '--by', 'maria')).toContain(`by maria (${reason})`);
    expect(await hold()).toContain(reason);
    await sleep(5_000);
    const waiting = [];
    for (const company of ['demo', 'acme'] as const) {
      const api = as(company);
      const phone = freshMobile();
      const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
      const { messageId } = await api.send(customer);
      const waits = await untilStatus(api, messageId, 'deferred');
      expect(waits.events.at(-1)).toMatchObject({ kind: 'deferred', code: 'HOLD_DEPLOYMENT' });
      expect(await theOperator().calls('sms', phone)).toEqual([]);
      waiting.push({ api, messageId, phone });
      const { holds } = await api.take(holdsSchema, 200, 'GET', '/v1/settings/holds');
      expect(holds).toContainEqual(expect.objectContaining({ reason, source: 'operator' }));
    }
    expect(await hold('--lift', '--reason', 'Resuelto', '--by', 'maria')).toBe('Sending is not held.\n');
    for (const { api, messageId, phone } of waiting) {
      // Due work looks each minute.
      await eventually(async () => expect((await api.message(messageId)).status).toBe('delivered'), 150_000);
      expect(await theOperator().calls('sms', phone)).toHaveLength(1);
      const query = { kind: 'hold', limit: '2' };
      const { items } = await as(api.company, 'admin').take(auditSchema, 200, 'GET', '/v1/audit', { query });
      expect(items).toMatchObject([
        { subjectId: 'deployment', actor: 'operator' },
        { subjectId: 'deployment', actor: 'operator' },
      ]);
      expect(items[1]?.changes).toContainEqual({ field: 'by', before: null, after: 'maria' });
    }
  }, 400_000);

  it('refuses to hold without a reason and a name', async () => {
    await expect(hold('--by', 'maria')).rejects.toThrow('Say why and who.');
    expect(await hold()).toBe('Sending is not held.\n');
  });

  it('of a deployment calls its function by the AWS CLI: asks, holds, lifts', async () => {
    const reason = `Incidente "${unique()}" de Ñuñoa`;
    expect(await holdStage('dev', [])).toBe('Sending is not held.\n');
    expect(await holdStage('dev', ['--reason', reason, '--by', 'maria'])).toContain(`by maria (${reason})`);
    // The same hold, asked for in the other way.
    expect(await hold()).toContain(`by maria (${reason})`);
    expect(await holdStage('dev', ['--lift', '--reason', 'Resuelto', '--by', 'maria'])).toBe('Sending is not held.\n');
    expect(await hold()).toBe('Sending is not held.\n');
  });

  it.each([
    ['the function refuses', 'dev', ['--reason', 'x'.repeat(201), '--by', 'maria'], undefined, 'It failed: '],
    ['there is no such stage', 'nowhere', [], undefined, 'ResourceNotFoundException'],
    ['there is no AWS CLI', 'dev', [], '/nowhere', 'Install the AWS CLI'],
  ] as const)('of a deployment says so where %s', async (_what, stage, options, path, words) => {
    await expect(holdStage(stage, options, path)).rejects.toThrow(words);
    expect(await hold()).toBe('Sending is not held.\n');
  });
});
