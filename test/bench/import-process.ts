/**
 * Reads, checks and compares the rows of a file that is made on the way, in a process of its own, so that the peak of
 * its memory is known: `node test/bench/import-process.ts <rows>`. Prints rows per CPU second beside csv-parse, which
 * only splits the same bytes.
 */
import { parse } from 'csv-parse';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { readBatches } from '#shared/imports/batches.ts';
import { columnNames } from '#shared/imports/header.ts';
import { createHistoryKind } from '#shared/imports/import-history.ts';
import { readRows } from '#shared/imports/judge-batch.ts';
import { SeenRows } from '#shared/imports/seen-rows.ts';
import { inspectSource } from '#shared/imports/source/inspect-source.ts';
import { createHistoryFile } from '../support/import-files.ts';
import { peakMemory } from '../support/peak-memory.ts';

const rows = Number(process.argv[2] ?? 100_000);
const fileOf = () => createHistoryFile({ seed: 1, rows, customers: 50_000 });
async function* piecesOf() {
  yield* fileOf().pieces();
}
const cpuSeconds = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const makingSeconds = await cpuSeconds(async () => {
  for await (const piece of piecesOf()) void piece.length;
});

const now = Date.UTC(2026, 5, 15);
const senders = { email: null, sms: null, whatsapp: null };
const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
const company = newCompany({ tenant: 'bench', name: 'Bench', senders, ...place }, now);
const never = (): never => {
  throw new Error('Parsing asks nobody.');
};
const counts = { taken: 0, rejected: 0 };
async function* from(offset: number) {
  let left = offset;
  for await (const piece of piecesOf()) {
    if (left >= piece.length) left -= piece.length;
    else {
      yield piece.subarray(left);
      left = 0;
    }
  }
}
const inspect = () =>
  inspectSource(
    { read: async (offset) => from(offset), beginCopy: never },
    { names: columnNames('interactions'), dateFormat: 'auto' },
  );
const inspectSeconds = await cpuSeconds(async () => {
  await inspect();
});
const rowSeconds = await cpuSeconds(async () => {
  const { header, end, line } = await inspect();
  const deps = {
    findCustomers: never,
    history: { find: never, write: never },
    raiseFailure: never,
    clock: { now: () => now },
  };
  const target = { tenant: 'bench', processId: 'p', by: 'u', company, now };
  const metadataFields = metadataFieldsOf(company);
  const context = {
    options: { ...ImportOptionsSchema.parse({}), dateFormat: 'yyyy-mm-dd' } as const,
    timeZone: company.timeZone,
    now,
    company,
    metadataFields,
    advisors: new Map(),
    paddedTypes: {},
  };
  const kind = createHistoryKind(deps, target, header, context);
  const seen = new SeenRows();
  for await (const { records } of readBatches(from(end), header.separator, { offset: end, line, isCopied: false })) {
    for (const { taken } of readRows(kind, records, seen)) counts[taken === undefined ? 'rejected' : 'taken'] += 1;
  }
});
const peakMb = Math.round(peakMemory() / 1_048_576);
const librarySeconds = await cpuSeconds(async () => {
  const parser = parse({ delimiter: ';', bom: true, relax_column_count: true, relax_quotes: true });
  const done = (async () => {
    for await (const record of parser) void (record as string[]).length;
  })();
  for await (const piece of piecesOf())
    if (!parser.write(piece)) await new Promise((resolve) => parser.once('drain', resolve));
  parser.end();
  await done;
});
const perSecond = (seconds: number): number => Math.round(rows / seconds);
console.log(
  JSON.stringify({
    rows,
    ...counts,
    peakMb,
    inspectRowsPerCpuSecond: perSecond(inspectSeconds - makingSeconds),
    checkRowsPerCpuSecond: perSecond(rowSeconds - inspectSeconds - makingSeconds),
    csvParseRowsPerCpuSecond: perSecond(librarySeconds - makingSeconds),
  }),
);
