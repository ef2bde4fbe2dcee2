/** docs/api.md tells the truth: its `sh` blocks run in order, in one shell, against this deployment. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, inject, it } from 'vitest';
import { operator } from './support/operator.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');

/** What the page says of the local runner's own folder, said of this deployment. */
const adapted = (script: string, folder: string): string => {
  const outputs = join(folder, 'outputs.json');
  writeFileSync(outputs, JSON.stringify(inject('outputs')));
  const tokens = Object.entries(inject('tokens')).map(([user, token]) => `    ${user}) echo ${token} ;;`);
  const shim = ['token() {', '  case "$2/$4" in', ...tokens, '    *) return 1 ;;', '  esac', '}', ''].join('\n');
  const tick = `tick() { curl -fsS -X POST ${inject('outputs').ControlUrl}/tick -d '{"at":"'"$2"'"}'; }\n`;
  return (
    shim +
    tick +
    script
      .replaceAll('./.local/outputs.json', outputs)
      .replaceAll('npm run --silent token --', 'token')
      .replaceAll('npm run --silent tick --', 'tick')
  );
};

const run = (script: string): Promise<{ code: number | null; output: string }> =>
  new Promise((done, fail) => {
    const shell = spawn('bash', ['-euo', 'pipefail'], { cwd: root });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    shell.once('error', fail);
    shell.once('close', (code) => done({ code, output }));
    shell.stdin.end(script);
  });

it.runIf(operator)(
  'every example of docs/api.md works',
  async () => {
    expect(blocks.length).toBeGreaterThan(5);
    const folder = mkdtempSync(join(tmpdir(), 'contacta-api-docs-'));
    try {
      const { code, output } = await run(adapted(blocks.join('\n'), folder));
      expect(code, output.slice(-3_000)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  180_000,
);
