/**
 * `npm run hold`: tells whether all sending of the deployment is held, holds it, or lets it go on (F18).
 *
 *     npm run hold                                                        what stands, on this machine
 *     npm run hold -- --reason "Incidente 123" --by maria                 within 5 seconds nothing more is sent
 *     npm run hold -- --lift --reason "Resuelto" --by maria               what waits goes on
 *     npm run hold -- --stage prod --reason "Incidente 123" --by maria    the same of a deployment
 *
 * On this machine it asks the runner of `--data-dir`; of a deployment, the AWS CLI with the credentials and the region of
 * the environment. Every company's audit trail tells it.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';
import { callControl, runCommand } from '../local/commands/running-system.ts';
import { messageOf, RunnerError } from '../local/errors.ts';

const StandingSchema = z.union([
  z.object({ held: z.literal(false) }),
  z.object({ held: z.literal(true), reason: z.string(), by: z.string().nullable(), since: z.string() }),
]);
type Standing = z.infer<typeof StandingSchema>;

const understood = (answer: unknown): Standing => {
  const parsed = StandingSchema.safeParse(answer);
  if (!parsed.success) throw new RunnerError(`It failed: ${JSON.stringify(answer)}.`, 'Read the log of the function.');
  return parsed.data;
};

const askRunner = async (dataDir: string, event: object): Promise<Standing> => {
  const { body } = await callControl(dataDir, '/invoke/hold-sending', event);
  return understood(z.looseObject({ payload: z.unknown().optional() }).parse(body).payload ?? body);
};

const askDeployment = async (stage: string, event: object): Promise<Standing> => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-hold-'));
  const answer = join(folder, 'answer.json');
  const options = ['--cli-binary-format', 'raw-in-base64-out', '--payload', JSON.stringify(event)];
  const name = `contacta-${stage}-operations-hold-sending`;
  try {
    await promisify(execFile)('aws', ['lambda', 'invoke', '--function-name', name, ...options, answer]);
    return understood(JSON.parse(readFileSync(answer, 'utf8')));
  } catch (cause) {
    if (cause instanceof RunnerError) throw cause;
    throw new RunnerError(
      `${name} was not called (${messageOf(cause)}).`,
      'Install the AWS CLI, and give credentials and AWS_REGION in the environment.',
      { cause },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      lift: { type: 'boolean', default: false },
      reason: { type: 'string' },
      by: { type: 'string' },
      stage: { type: 'string' },
      'data-dir': { type: 'string', default: '.local' },
    },
  });
  const { lift, reason, by, stage } = values;
  const isQuestion = !lift && reason === undefined && by === undefined;
  if (!isQuestion && (reason === undefined || by === undefined)) {
    throw new RunnerError('Say why and who.', 'Give --reason and --by: they stand in every banner and audit trail.');
  }
  const event = isQuestion ? {} : { held: !lift, reason, by };
  const standing = await (stage === undefined ? askRunner(values['data-dir'], event) : askDeployment(stage, event));
  process.stdout.write(
    standing.held
      ? `Nothing is sent: held since ${standing.since} by ${standing.by ?? 'somebody'} (${standing.reason}).\n`
      : 'Sending is not held.\n',
  );
});
