/** What the documents name must exist: links, npm scripts, functions of the access patterns, packages. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { operationalMetrics } from '#platform/metrics.ts';
import { synthesize } from '../infra/synthesize.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md', 'local/**/*.md'], { cwd: root });
const named = z.record(z.string(), z.string());
const manifest = z
  .object({ scripts: named, dependencies: named, devDependencies: named, optionalDependencies: named })
  .parse(JSON.parse(read('package.json')));
const packages = Object.keys({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
});

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Targets of links inside the repository. */
const linksOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

const isBroken = (path: string, link: string): boolean => {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
};

describe('documents', () => {
  it('are found, and their links lead somewhere', () => {
    expect(documents).toContain('README.md');
    const broken = documents.flatMap((path) =>
      linksOf(path)
        .filter((link) => isBroken(path, link))
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    const mentioned = documents.flatMap((path) =>
      [...read(path).matchAll(/npm run (?:-s |--silent )?([a-z:-]+)/g)].map(([, script = '']) => script),
    );
    expect(mentioned).toContain('demo');
    expect(mentioned.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('know every decision in their index, under its number', () => {
    const decisions = globSync('docs/decisions/*.md', { cwd: root })
      .map((path) => path.slice('docs/decisions/'.length))
      .filter((file) => file !== 'README.md');
    const indexed = linksOf('docs/decisions/README.md');
    expect(decisions.toSorted()).toEqual(indexed.toSorted());
    for (const file of decisions)
      expect(read(`docs/decisions/${file}`)).toMatch(new RegExp(`^# ${parseInt(file, 10)}\\. `));
  });
});

describe('access patterns', () => {
  it('name functions that stand in the code', () => {
    const sources = globSync('shared/**/*.ts', { cwd: root }).map(read).join('\n');
    // Second column of the tables of patterns: `find`, `Store.method`.
    const functions = [...read('docs/access-patterns.md').matchAll(/^\| [^|]+\| (`[^|]+?) *\|/gm)].flatMap(
      ([, cell = '']) => [...cell.matchAll(/`(?:[A-Z]\w+\.)?([a-z]\w+)`/g)].map(([, name = '']) => name),
    );
    expect(functions).toContain('findPage');
    const missing = functions.filter((name) => !new RegExp(`\\b${name}\\b\\s*(?:\\(|=|<)`).test(sources));
    expect(missing).toEqual([]);
  });

  it('name test files that exist', () => {
    const text = read('docs/access-patterns.md');
    const files = [...text.matchAll(/\b([cs])\/([a-z.-]+[a-z])/g)].map(
      ([, suite, name = '']) => `test/${suite === 'c' ? 'contract' : 'scenario'}/${name}.test.ts`,
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('dependencies', () => {
  /** Names in the first column; `client-sns` after `@aws-sdk/…` in one cell is of the same scope. */
  const described = read('docs/dependencies.md')
    .split('## Refused')[0]
    ?.matchAll(/^\| (`[^|]+?) *\|/gm);

  it('are all described, and nothing else is', () => {
    const names = [...(described ?? [])].flatMap(([, cell = '']) => {
      const listed = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      const scope = /^(@[^/]+\/)/.exec(listed[0] ?? '')?.[1] ?? '';
      return listed.map((name) => (packages.includes(name) ? name : scope + name));
    });
    expect(names.toSorted()).toEqual(packages.toSorted());
  });

  it('are pinned exactly', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('the runbook', () => {
  /** Names in the tables of the section on alarms; `…Late` stands for all that end so. */
  const [, section = ''] = read('docs/runbook.md').split(/^## Alarms$/m);
  const [alarmTables = ''] = section.split(/^## /m);
  const rows = alarmTables.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`(…?)([A-Za-z]+)`/g)].map(([, isEnd = '', name = '']) => ({
      matches: (alarm: string) => (isEnd === '' ? alarm === name : alarm.endsWith(name)),
      name: `${isEnd}${name}`,
    })),
  );
  const alarms = synthesize('prod')
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ properties }) => String(properties.AlarmName).replace(/^contacta-prod-/, ''));

  it('says of every alarm of the stacks what to do', () => {
    expect(alarms.length).toBeGreaterThan(Object.keys(operationalMetrics).length);
    expect(alarms.filter((alarm) => !named.some(({ matches }) => matches(alarm)))).toEqual([]);
  });

  it('names no alarm that there is not, and says each counter’s name by itself', () => {
    expect(named.filter(({ matches }) => !alarms.some(matches)).map(({ name }) => name)).toEqual([]);
    const byItself = new Set(named.map(({ name }) => name));
    expect(Object.keys(operationalMetrics).filter((metric) => !byItself.has(metric))).toEqual([]);
  });

  it('leads to chapters that the descriptions of alarms name', () => {
    const chapters = Object.values(operationalMetrics).flatMap((text) =>
      [...text.matchAll(/runbook, "([^"]+)"/g)].map(([, chapter = '']) => anchorOf(chapter)),
    );
    expect(chapters.length).toBeGreaterThan(5);
    expect(chapters.filter((chapter) => !anchorsOf('docs/runbook.md').includes(chapter))).toEqual([]);
  });
});
