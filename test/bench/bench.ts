/**
 * `npm run bench`: prints the budget table of the design for the operations that exist, the night report, the
 * import of a large file, the CPU time of our code beside the bare SDK calls, the bundles, and the console's first load. All in one run, on this machine alone.
 *
 *     npm run bench                  everything; after npm run build and npm run build:console
 *     npm run bench -- --only units  one part: units, cpu, report, exports, imports, bundles
 *     npm run bench -- --full        100,000 rows in the night report instead of 50,000, 200,000 in export and import
 *     npm run bench -- --write       puts the figures into docs/performance.md; needs all parts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTable } from '../support/engines.ts';
import { readBundles } from './bundles.ts';
import { readFirstLoads } from './console-bundle.ts';
import { measureConversations } from './conversations.ts';
import { measureCpu } from './cpu-time.ts';
import { measureExportRows } from './export-rows.ts';
import { measureImportRows } from './import-rows.ts';
import { Meter } from './meter.ts';
import { measureNightReport } from './night-report.ts';
import { type Measured, measureOperations } from './operations.ts';
import { startOutsideEngines } from './outside-engines.ts';
import {
  bundleTable,
  cpuTable,
  exportRowsTable,
  firstLoadTable,
  importRowsTable,
  missedOf,
  nightReportTable,
  unitsTables,
} from './tables.ts';
import { seedCompany } from './world.ts';

const parts = ['units', 'cpu', 'report', 'exports', 'imports', 'bundles'] as const;
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    repetitions: { type: 'string', default: '300' },
  },
});
const wanted = values.only === undefined ? parts : parts.filter((part) => values.only?.split(',').includes(part));
if (wanted.length === 0) throw new Error(`--only takes ${parts.join(', ')}.`);
const repetitions = Number(values.repetitions);
if (!(repetitions > 0 && repetitions % 10 === 0)) throw new Error('--repetitions takes a multiple of 10.');
if (values.write && wanted.length < parts.length) throw new Error('--write needs all parts: leave out --only.');

const texts: string[] = [];
const show = (text: string): void => {
  texts.push(text);
  console.log(`${text}\n`);
};

let measured: readonly Measured[] = [];
const units = async (): Promise<void> => {
  const engine = await startTable();
  try {
    await seedCompany(engine.table);
    const meter = new Meter(engine.client, engine.name);
    const metered = engine.through(meter.port);
    const inbox = await measureConversations(meter, metered, engine.table);
    measured = [...(await measureOperations(meter, metered, engine.table)), ...inbox];
    show(unitsTables(measured, { compared: meter.compared, differences: [...meter.differences.values()] }));
  } finally {
    await engine.stop();
  }
};

/** Lines between which docs/performance.md carries the figures. */
const marks = ['<!-- figures: npm run bench -- --write -->', '<!-- end of figures -->'] as const;

const write = (): void => {
  const file = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');
  const page = readFileSync(file, 'utf8');
  const [from, to] = [page.indexOf(marks[0]), page.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`${file} has lost its marks “${marks[0]}” and “${marks[1]}”.`);
  const figures = `${marks[0]}\n\n${texts.join('\n\n')}\n\n`;
  writeFileSync(file, page.slice(0, from) + figures + page.slice(to));
  console.log(`Written to ${file}.`);
};

// The figures of a build that is not there should not be found missing after minutes.
const bundles = wanted.some((part) => part !== 'units' && part !== 'cpu') ? readBundles() : [];
const firstLoads = wanted.includes('bundles') ? readFirstLoads() : [];
if (wanted.includes('units')) await units();
if (wanted.some((part) => part !== 'units' && part !== 'bundles')) {
  const outside = await startOutsideEngines();
  try {
    if (wanted.includes('cpu')) show(cpuTable(await measureCpu(outside, repetitions)));
    if (wanted.includes('report'))
      show(nightReportTable(await measureNightReport(outside, values.full ? 100_000 : 50_000)));
    if (wanted.includes('exports'))
      show(exportRowsTable(await measureExportRows(outside, values.full ? [50_000, 200_000] : [20_000, 120_000])));
    if (wanted.includes('imports'))
      show(importRowsTable(await measureImportRows(outside, values.full ? 200_000 : 20_000)));
  } finally {
    await outside.stop();
  }
}
if (wanted.includes('bundles')) {
  show(bundleTable(bundles));
  show(firstLoadTable(firstLoads));
}
if (values.write) write();
const missed = missedOf(measured);
if (missed.length > 0) console.log(`Above their ceilings:\n${missed.map((line) => `  ${line}`).join('\n')}`);
