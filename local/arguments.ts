import { parseArgs } from 'node:util';
import { RunnerError } from './errors.ts';
import { defaultPortBase } from './ports.ts';

/** What `npm start -- …` was asked for. */
export interface StartArguments {
  readonly reset: boolean;
  readonly build: boolean;
  readonly seed: boolean;
  readonly schedules: boolean;
  readonly portBase: number;
  readonly dataDir: string;
  readonly assemblyDir: string;
  readonly accountsFile: string;
  readonly readyFile: string | undefined;
  readonly workers: number;
  readonly retryAfterSeconds: number | undefined;
}

/** Shown by `--help` and after a mistake. */
export const usage = `Usage: npm start -- [options]

  --reset             delete the data of earlier starts first
  --port-base N       first of nine TCP ports (default ${defaultPortBase})
  --data-dir D        folder of data, logs and outputs.json (default .local)
  --assembly D        synthesized stacks to run (default cdk.out; with another folder nothing is built)
  --accounts F        demo users (default local/demo/accounts.json)
  --workers N         most functions in memory at a time (default 40)
  --no-build          run what is built and synthesized, however old
  --no-seed           load no demo data
  --no-schedules      schedules run by \`npm run tick\` only
  --retry-after S     failed messages come again after S seconds, not after the visibility timeout
  --ready-file F      write the outputs there too, once everything is ready
`;

/** @throws RunnerError for an option that is not known or not a number where one is needed */
export const parseStartArguments = (args: readonly string[]): StartArguments | 'help' => {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (cause) {
    throw new RunnerError(cause instanceof Error ? cause.message : String(cause), `\n${usage}`, { cause });
  }
  if (values.help) return 'help';
  const portBase = Number(values['port-base'] ?? defaultPortBase);
  const workers = Number(values.workers ?? 40);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_500) {
    throw new RunnerError('--port-base must be a number from 1024 to 65500.', `\n${usage}`);
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RunnerError('--workers must be a number from 1 up.', `\n${usage}`);
  }
  const retryAfter = values['retry-after'];
  const retryAfterSeconds = retryAfter === undefined ? undefined : Number(retryAfter);
  if (retryAfterSeconds !== undefined && !(retryAfterSeconds >= 0 && retryAfterSeconds <= 43_200)) {
    throw new RunnerError('--retry-after must be a number of seconds from 0 to 43200.', `\n${usage}`);
  }
  return {
    reset: values.reset ?? false,
    build: values.assembly === undefined && !(values['no-build'] ?? false),
    seed: !(values['no-seed'] ?? false),
    schedules: !(values['no-schedules'] ?? false),
    portBase,
    dataDir: values['data-dir'] ?? '.local',
    assemblyDir: values.assembly ?? 'cdk.out',
    accountsFile: values.accounts ?? new URL('./demo/accounts.json', import.meta.url).pathname,
    readyFile: values['ready-file'],
    workers,
    retryAfterSeconds,
  };
};

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    strict: true,
    options: {
      help: { type: 'boolean' },
      reset: { type: 'boolean' },
      'port-base': { type: 'string' },
      'data-dir': { type: 'string' },
      assembly: { type: 'string' },
      accounts: { type: 'string' },
      workers: { type: 'string' },
      'no-build': { type: 'boolean' },
      'no-seed': { type: 'boolean' },
      'no-schedules': { type: 'boolean' },
      'ready-file': { type: 'string' },
      'retry-after': { type: 'string' },
    },
  }).values;
