/**
 * `npm run mutants`: each known wrong design must turn a test red (reliability §5.8).
 *
 *     npm run mutants                  all of them
 *     npm run mutants -- lease alert   those whose name contains one of the words
 *     npm run mutants -- --turn        those whose turn it is today (npm test)
 *
 * Ends with an error when one survives, or when its test could not even be loaded.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Mutant, mutants, mutantsOf } from './mutants.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'contacta-mutants-'));

interface Report {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly message: string }[];
}

/** @returns vitest's own report; it is missing when vitest could not start */
const runTest = async ({ name, test, only }: Mutant, position: number): Promise<Report> => {
  const report = join(folder, `${position}.json`);
  const args = ['run', '--config', 'test/mutants/vitest.mutant.config.ts', '--bail', '1', test];
  const child = spawn(
    process.execPath,
    [
      resolve(root, 'node_modules/vitest/vitest.mjs'),
      ...args,
      '--reporter=json',
      `--outputFile=${report}`,
      ...(only === undefined ? [] : ['-t', only]),
    ],
    { cwd: root, env: { ...process.env, MUTANT: name, INTERLEAVINGS: '30' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
  });
  await new Promise((settled) => {
    child.once('close', settled);
  });
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    throw new Error(`${test} could not be run: ${words}`);
  }
};

const { values, positionals: words } = parseArgs({
  options: { turn: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = (values.turn ? mutantsOf(Date.now()) : mutants).filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const survivors: string[] = [];
try {
  for (const [position, mutant] of chosen.entries()) {
    const started = performance.now();
    const { numFailedTests, testResults } = await runTest(mutant, position);
    const isKilled = numFailedTests > 0;
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log(`${isKilled ? 'killed  ' : 'SURVIVED'}  ${mutant.name} (${seconds} s)`);
    if (isKilled) continue;
    survivors.push(mutant.name);
    const [first] = testResults.map(({ message }) => message).filter((message) => message !== '');
    if (first !== undefined) console.log(`          ${first.slice(0, 500)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mutants were killed.`);
if (survivors.length > 0 || chosen.length === 0) process.exitCode = 1;
