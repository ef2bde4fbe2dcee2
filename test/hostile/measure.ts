/**
 * `npm run measure:hostile [-- --reader mail,import,event,media] [-- --only words] [-- --flood]`: every input of the corpus, read in a
 * process of its own with the memory of its function: its largest memory and its CPU time, and the time of an input of
 * half the size beside it. Fails above 60 % of the memory, and where twice the length takes more than three times as long
 * (issue 10, A1). `--flood`: 1,000 innocent messages beside 200 mails that are made to hurt, through a whole system.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { hostileBodies } from './event-bodies.ts';
import { hostileFiles } from './files.ts';
import { hostileImports } from './import-files.ts';
import { hostileMails } from './mails.ts';
import { type ReadingCost, readApart } from './read-apart.ts';
import { batchOf, type HostileInput, memoryShare, type ReaderName, readers } from './readers.ts';

const { values } = parseArgs({
  options: {
    reader: { type: 'string' },
    only: { type: 'string', default: '' },
    flood: { type: 'boolean', default: false },
  },
});
if (values.flood) {
  // The scenario at full size, on a system of its own.
  const { status } = spawnSync(process.execPath, ['scripts/scenario.ts', 'hostile-mail'], {
    stdio: 'inherit',
    env: { ...process.env, HOSTILE_INNOCENT: '1000', HOSTILE_FLOOD: '200' },
  });
  process.exit(status ?? 1);
}

const corpora: Readonly<Record<ReaderName, readonly HostileInput[]>> = {
  mail: hostileMails,
  import: hostileImports,
  event: hostileBodies,
  media: hostileFiles,
};
const names = Object.keys(corpora) as ReaderName[];
const wanted = values.reader === undefined ? names : names.filter((name) => values.reader?.split(',').includes(name));
if (wanted.length === 0) throw new Error(`--reader takes ${names.join(', ')}.`);

/** Shorter times say nothing about growth, ms. */
const telling = 300;
const largestGrowth = 3;

/** Three times where once says that it grows too much: other work on the machine may have been in between. */
const growthOf = async (reader: ReaderName, { raw }: HostileInput, count: number, cost: ReadingCost) => {
  const half = await readApart(reader, raw(0.5), count);
  // What is given up at a bound takes as long whatever follows it.
  if (cost.cpuMs <= telling || half.outcome !== cost.outcome) return { half, growth: null };
  const growths = [cost.cpuMs / half.cpuMs];
  for (let again = 1; again < 3 && (growths[0] ?? 0) > largestGrowth; again += 1) {
    growths.push((await readApart(reader, raw(), count)).cpuMs / (await readApart(reader, raw(0.5), count)).cpuMs);
  }
  return { half, growth: growths.toSorted((a, b) => a - b)[Math.floor(growths.length / 2)] ?? 0 };
};

const failures: string[] = [];
const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);

const measure = async (reader: ReaderName, input: HostileInput, memoryMb: number): Promise<void> => {
  const whole = input.raw();
  const count = batchOf(reader, whole.length);
  const cost = await readApart(reader, whole, count);
  const { half, growth } = await growthOf(reader, input, count, cost);
  const share = cost.peakBytes / (memoryMb * 1_048_576);
  console.log(
    [
      input.name.padEnd(52),
      (whole.length / 1_048_576).toFixed(1).padStart(6),
      megabytes(cost.peakBytes).padStart(7),
      `${(share * 100).toFixed(0)} %`.padStart(5),
      cost.cpuMs.toFixed(0).padStart(8),
      half.cpuMs.toFixed(0).padStart(6),
      (growth?.toFixed(1) ?? '–').padStart(6),
      count === 1 ? cost.outcome : `${cost.outcome}, ${count} at once`,
    ].join('  '),
  );
  if (share > memoryShare) failures.push(`${input.name}: ${(share * 100).toFixed(0)} % of the memory`);
  if (growth !== null && growth > largestGrowth)
    failures.push(`${input.name}: ${growth.toFixed(1)} times as long for twice the length`);
  if (cost.outcome !== input.outcome) failures.push(`${input.name}: should be ${input.outcome}, is ${cost.outcome}`);
};

for (const reader of wanted) {
  const { name, memoryMb, batch } = readers[reader];
  const side = batch === 1 ? 'one at a time' : `up to ${batch} at once`;
  console.log(`\n${reader}: ${name} has ${memoryMb} MB, ${side}; at most ${memoryShare * 100} % may be used\n`);
  console.log(
    ['input'.padEnd(52), 'MB'.padStart(6), 'peak MB', 'share', '  CPU ms', '  half', 'growth', 'outcome'].join('  '),
  );
  for (const input of corpora[reader].filter((one) => one.name.includes(values.only))) {
    try {
      await measure(reader, input, memoryMb);
    } catch (error) {
      failures.push(`${input.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
console.log(failures.length === 0 ? '\nwithin the bounds' : `\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;
