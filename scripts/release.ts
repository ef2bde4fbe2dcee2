/**
 * `npm run release -- --version 0.3.0 [--date 2026-12-01]`: collects the notes of `changes/` into `CHANGELOG.md` and raises
 * the version. Commits and tags nothing: the person who releases looks at it first.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { collectNotes, type Note, noteKindOf } from './release-notes.ts';

const root = resolve(import.meta.dirname, '..');
const path = (name: string): string => join(root, name);

const { values } = parseArgs({ options: { version: { type: 'string' }, date: { type: 'string' } } });
const { version, date = new Date().toISOString().slice(0, 10) } = values;
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('Say which version: npm run release -- --version 0.3.0');
  process.exit(2);
}

const files = globSync('changes/*.md', { cwd: root })
  .filter((file) => basename(file) !== 'README.md')
  .toSorted();
const notes = files.map((file): Note => ({ kind: noteKindOf(file), text: readFileSync(path(file), 'utf8') }));
const changelog = readFileSync(path('CHANGELOG.md'), 'utf8');
writeFileSync(path('CHANGELOG.md'), collectNotes(changelog, { version, date, notes }));
for (const name of ['package.json', 'package-lock.json']) {
  const text = readFileSync(path(name), 'utf8');
  // The first version of either file, and in the lock file the one of the root package, are ours.
  const times = name === 'package.json' ? 1 : 2;
  let seen = 0;
  const raised = text.replace(/"version": "[^"]+"/g, (found) => (++seen <= times ? `"version": "${version}"` : found));
  writeFileSync(path(name), raised);
}
for (const file of files) rmSync(path(file));
console.log(
  `${notes.length} notes are in CHANGELOG.md under ${version}. Run npm run generate, look, commit, tag v${version}.`,
);
