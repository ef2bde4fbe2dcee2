/**
 * `npm run test:days`: the unit and contract suites, as if it were other days.
 *
 *     npm run test:days                          every day, one after the other
 *     npm run test:days -- --day leap-day        one of them; what else is given goes to vitest
 *     npm run test:days -- --turn                the one whose turn it is today, with its part of the files (npm test)
 *     npm run test:days -- --list                their names, with the moment at which test files begin
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { daysAfter, parts, turnOf } from '../test/days/days.ts';

const { values, tokens } = parseArgs({
  options: { day: { type: 'string' }, turn: { type: 'boolean' }, list: { type: 'boolean' } },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const ours = new Set(['day', 'turn', 'list']);
const passedOn = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind !== 'option' || ours.has(token.name)) return [];
  return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
});
const days = daysAfter(Date.now());
const root = resolve(import.meta.dirname, '..');

/** @returns whether everything passed */
const run = (name: string, more: readonly string[]): boolean => {
  const moment = days[name];
  if (moment === undefined) throw new Error(`There is no day called ${name}: ${Object.keys(days).join(', ')}.`);
  console.log(`\n━━━ ${name}: ${new Date(moment).toISOString()}\n`);
  const vitest = resolve(root, 'node_modules/vitest/vitest.mjs');
  const suites = ['--project', 'unit', '--project', 'contract'];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...suites, ...more, ...passedOn], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_DAY: name },
  });
  return status === 0;
};

const chosen = (): readonly { readonly name: string; readonly more: readonly string[] }[] => {
  if (values.turn === true) {
    const { name, part } = turnOf(Date.now());
    return [{ name, more: [`--shard=${part}/${parts}`] }];
  }
  const names = typeof values.day === 'string' ? [values.day] : Object.keys(days);
  return names.map((name) => ({ name, more: [] }));
};

if (values.list === true) {
  for (const [name, moment] of Object.entries(days)) console.log(`${name.padEnd(26)}${new Date(moment).toISOString()}`);
} else {
  const failed = chosen().filter(({ name, more }) => !run(name, more));
  for (const { name } of failed) console.error(`As ${name}, tests failed.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
