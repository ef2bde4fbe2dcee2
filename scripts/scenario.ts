/**
 * `npm run test:scenario -- [--outputs FILE] [--token-command CMD] [vitest's own arguments]`: the scenario suite.
 *
 * Without arguments it starts a local runner of its own. With `--outputs` it drives that deployment; the command
 * given by `--token-command` is called with `--company X --role Y` added and must print an access token.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, tokens } = parseArgs({
  options: { outputs: { type: 'string' }, 'token-command': { type: 'string' } },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const ours = new Set(['outputs', 'token-command']);
const passedOn = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind !== 'option' || ours.has(token.name)) return [];
  return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
});
const root = resolve(import.meta.dirname, '..');
const vitest = resolve(root, 'node_modules/vitest/vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.scenario.config.ts', ...passedOn], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(typeof values.outputs === 'string' ? { SCENARIO_OUTPUTS: resolve(values.outputs) } : {}),
    ...(typeof values['token-command'] === 'string' ? { SCENARIO_TOKEN_COMMAND: values['token-command'] } : {}),
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
