/**
 * `npm run bench`: prints the budget table of the design for the operations that exist, the night report, the
 * import of a large file, the CPU time of our code beside the bare SDK calls, the bundles, and the console's first load. All in one run, on this machine alone.
 *
 *     npm run bench                  everything; after npm run build and npm run build:console
 *     npm run bench -- --only units  one part: units, keys, waiting, audit, cpu, report, exports, imports, workbooks, debts, register, lists, bundles
 *     npm run bench -- --full        100,000 rows in the night report instead of 50,000; 200,000 in export, import, waiting and audit; 400 messages instead of 32 in keys
 *     npm run bench -- --only audit --customers 20000   so many customers, an invocation of the real length
 *     npm run bench -- --only register --full           the filters of the register over 1,001,995 interactions; only when it is named
 *     npm run bench -- --only lists --full              lists of 200,000 customers: filters, orders, counts; only when it is named
 *     npm run bench -- --write       puts the figures into docs/performance.md; with --only those of the parts, the others stay
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTable } from '../support/engines.ts';
import { measureAudit } from './audit.ts';
import { measureBacklog } from './backlog.ts';
import { readBundles } from './bundles.ts';
import { readFirstLoads } from './console-bundle.ts';
import { measureCpu } from './cpu-time.ts';
import { faultsOf, measureCustomers } from './customer-finding.ts';
import { measureExportRows } from './export-rows.ts';
import { measureImportRows } from './import-rows.ts';
import type { Measured } from './measured.ts';
import { measureUnits } from './measured-units.ts';
import { Meter } from './meter.ts';
import { measureNightReport } from './night-report.ts';
import { startOutsideEngines } from './outside-engines.ts';
import { measureHours } from './partition-load.ts';
import { emptyWithWayOn, measureFinding } from './register-finding.ts';
import { replaceSections, rewriteBetween } from './sections.ts';
import {
  auditTable,
  backlogTable,
  bundleTable,
  cpuTable,
  exportRowsTable,
  findingTable,
  firstLoadTable,
  importRowsTable,
  keysTable,
  listsTable,
  missedOf,
  nightReportTable,
  unitsTables,
} from './tables.ts';
import { seedCompany } from './world.ts';

const parts = [
  'units',
  'keys',
  'waiting',
  'audit',
  'cpu',
  'report',
  'exports',
  'imports',
  'workbooks',
  'debts',
  'register',
  'lists',
  'bundles',
] as const;
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    repetitions: { type: 'string', default: '300' },
    customers: { type: 'string' },
  },
});
/** Parts that take so long that they run when they are named. */
const long: readonly string[] = ['register', 'lists'];
const wanted =
  values.only === undefined
    ? parts.filter((part) => !long.includes(part))
    : parts.filter((part) => values.only?.split(',').includes(part));
if (wanted.length === 0) throw new Error(`--only takes ${parts.join(', ')}.`);
const repetitions = Number(values.repetitions);
if (!(repetitions > 0 && repetitions % 10 === 0)) throw new Error('--repetitions takes a multiple of 10.');

const texts: string[] = [];
const show = (text: string): void => {
  texts.push(text);
  console.log(`${text}\n`);
};

let measured: readonly Measured[] = [];
const units = async (): Promise<void> => {
  const found = await measureUnits();
  measured = found.measured;
  show(unitsTables(measured, found.engine));
};

/** What single messages write, and what that is on each kind of partition in a busy hour; an unknown key ends it. */
const keys = async (): Promise<void> => {
  const engine = await startTable();
  try {
    show(keysTable(await measureHours(engine, values.full ? 400 : 32)));
  } finally {
    await engine.stop();
  }
};

const tell = (line: string): void => console.error(line);

const waiting = async (): Promise<void> => {
  const engine = await startTable();
  try {
    await seedCompany(engine.table);
    const meter = new Meter(engine.client, engine.name);
    show(
      backlogTable(await measureBacklog(meter, engine, values.full ? 200_000 : 5_000, (line) => console.error(line))),
    );
  } finally {
    await engine.stop();
  }
};

/** With few customers the time of an invocation is cut, so that it hands over too. */
const audit = async (): Promise<void> => {
  const whole = values.customers ?? (values.full ? '200000' : undefined);
  show(
    auditTable(whole === undefined ? await measureAudit(2_000, tell, 1.1) : await measureAudit(Number(whole), tell)),
  );
};

const finding = async (): Promise<void> => {
  const found = await measureFinding(values.full ? 1_001_995 : 50_000, tell);
  show(findingTable(found));
  const wrong = emptyWithWayOn(found);
  if (wrong.length > 0) throw new Error(`An empty page with a way on answers ${wrong.join(', ')}.`);
};

const lists = async (): Promise<void> => {
  const found = await measureCustomers(values.full ? 200_000 : 10_000, tell);
  show(listsTable(found));
  const faults = faultsOf(found);
  if (faults.length > 0) throw new Error(`Lists of customers:\n${faults.join('\n')}`);
};

/** Lines between which docs/performance.md carries the figures. */
const marks = ['<!-- figures: npm run bench -- --write -->', '<!-- end of figures -->'] as const;

const write = (): void => {
  const file = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');
  rewriteBetween(file, marks, (figures) => replaceSections(figures, texts));
  console.log(`Written to ${file}.`);
};

// The figures of a build that is not there should not be found missing after minutes.
/** Parts that run the sources, on a table alone. */
const tableParts: readonly string[] = ['units', 'keys', 'waiting', 'audit', 'register', 'lists'];
const bundles = wanted.some((part) => part !== 'cpu' && !tableParts.includes(part)) ? readBundles() : [];
const firstLoads = wanted.includes('bundles') ? readFirstLoads() : [];
if (wanted.includes('units')) await units();
if (wanted.includes('keys')) await keys();
if (wanted.includes('waiting')) await waiting();
if (wanted.includes('audit')) await audit();
if (wanted.includes('register')) await finding();
if (wanted.includes('lists')) await lists();
if (wanted.some((part) => part !== 'bundles' && !tableParts.includes(part))) {
  const outside = await startOutsideEngines();
  try {
    if (wanted.includes('cpu')) show(cpuTable(await measureCpu(outside, repetitions)));
    if (wanted.includes('report'))
      show(nightReportTable(await measureNightReport(outside, values.full ? 100_000 : 50_000)));
    if (wanted.includes('exports'))
      show(exportRowsTable(await measureExportRows(outside, values.full ? [50_000, 200_000] : [20_000, 120_000])));
    for (const [part, form] of [
      ['imports', 'csv'],
      ['workbooks', 'xlsx'],
      ['debts', 'debts'],
    ] as const) {
      if (!wanted.includes(part)) continue;
      show(importRowsTable(await measureImportRows(outside, values.full ? 200_000 : 20_000, form)));
    }
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
