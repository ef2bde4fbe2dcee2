/** The bench's figures as Markdown: the same text for the terminal and for docs/performance.md. */
import type { Audit } from './audit.ts';
import type { Backlog } from './backlog.ts';
import { assumptions, costOf, linesOf, type Portfolio, type Prices } from './bill-lines.ts';
import { type Bundle, bundleCeiling } from './bundles.ts';
import { type FirstLoad, firstLoadCeilings } from './console-bundle.ts';
import type { CpuRatio } from './cpu-time.ts';
import type { CustomerFinding, CustomersPage } from './customer-finding.ts';
import type { ExportRows } from './export-rows.ts';
import type { ImportRows } from './import-rows.ts';
import type { Limit, Measured } from './measured.ts';
import type { Charge, Difference } from './meter.ts';
import type { NightReport } from './night-report.ts';
import { sum } from './operations.ts';
import { type Load, listPartitions } from './partition-kinds.ts';
import { eventShares, type Hours } from './partition-load.ts';
import { type Heat, hottestOf, writeBound, writeLimit } from './partition-model.ts';
import type { Finding, FirstPage } from './register-finding.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, position) => (position === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n');

const number = (value: number, digits = 1): string =>
  value.toLocaleString('en', { maximumFractionDigits: digits, useGrouping: true });

export const backlogTable = (rows: readonly Backlog[]): string =>
  [
    '### Waiting',
    table(
      ['situation', 'messages', 'read units', 'write units', ''],
      rows.map(({ situation, messages, read, write, note }) => [
        situation,
        number(messages, 0),
        number(read),
        number(write),
        note,
      ]),
    ),
  ].join('\n\n');

export const auditTable = ({ customers, itemsOfOne, lambdaMinutes, memoryMb, invocations }: Audit): string => {
  const read = invocations.reduce((all, one) => all + one.read, 0);
  const cpuMs = invocations.reduce((all, one) => all + one.cpuMs, 0);
  return [
    '### Nightly check',
    `${number(customers, 0)} customers with ${itemsOfOne} items each; an invocation has ${lambdaMinutes} minutes of CPU and ${number(memoryMb, 0)} MB. ` +
      `${number(read / customers)} read units and ${number(cpuMs / customers)} ms of CPU a customer.`,
    table(
      ['invocation', 'subjects so far', 'read units', 'write units', 'CPU seconds', 'peak memory', 'then'],
      invocations.map((one, position) => [
        String(position + 1),
        number(one.checked, 0),
        number(one.read, 0),
        number(one.write, 0),
        number(one.cpuMs / 1_000),
        `${number(one.peakBytes / MiB, 0)} MiB`,
        one.done ? 'done' : 'hands over',
      ]),
    ),
  ].join('\n\n');
};

/** Units beside ceiling and floor; what is above its ceiling is marked. */
const beside = (units: number, limit: Limit | null): string => {
  if (limit === null) return number(units);
  const text = `${number(units)} of ${number(limit.ceiling)} (${number(limit.floor)})`;
  return units > limit.ceiling ? `**${text}**` : text;
};

/** Adds up charges of one name: `put facetRow ×9: 9`. */
const arithmetic = (charges: readonly Charge[], kind: Charge['kind']): string => {
  const groups = new Map<string, { count: number; units: number }>();
  for (const charge of charges) {
    if (charge.kind !== kind) continue;
    const group = groups.get(charge.what) ?? { count: 0, units: 0 };
    groups.set(charge.what, { count: group.count + 1, units: group.units + charge.units });
  }
  return [...groups]
    .map(([what, { count, units }]) => `${what}${count > 1 ? ` (${count} times)` : ''} ${number(units)}`)
    .join(' + ');
};

const explained = (charges: readonly Charge[]): string =>
  (['write', 'read'] as const)
    .map((kind) => [kind, arithmetic(charges, kind)] as const)
    .filter(([, text]) => text !== '')
    .map(([kind, text]) => `${kind}: ${text}`)
    .join('; ');

/** Operations above a ceiling, for the last line of the terminal. */
export const missedOf = (measured: readonly Measured[]): string[] =>
  measured.flatMap(({ operation, charges, write, read }) => {
    const [written, seen] = [sum(charges, 'write'), sum(charges, 'read')];
    return [
      ...(write !== null && written > write.ceiling ? [`${operation}: ${number(written)} write units`] : []),
      ...(read !== null && seen > read.ceiling ? [`${operation}: ${number(seen)} read units`] : []),
    ];
  });

export const unitsTables = (
  measured: readonly Measured[],
  engine: { readonly compared: number; readonly differences: readonly Difference[] },
): string => {
  const rows = measured.map(({ operation, charges, write, read, note }) => [
    note === undefined ? operation : `${operation} (${note})`,
    beside(sum(charges, 'write'), write),
    beside(sum(charges, 'read'), read),
  ]);
  const differing = engine.differences.map(
    ({ call, computed, engine: told }) => `${call}: ${computed}, engine ${told}`,
  );
  return [
    '### Units',
    '',
    '“3 of 4 (2)” is 3 units, ceiling 4, floor 2; bold is above the ceiling. Rows without a ceiling have none in the design.',
    '',
    table(['Operation', 'Write units', 'Read units'], rows),
    '',
    `${number(engine.compared)} single-item calls and queries were compared with the engine's \`ReturnConsumedCapacity\`: ${
      differing.length === 0 ? 'all equal.' : `${differing.join('; ')}.`
    }`,
    '',
    'The arithmetic (`×2`: within a transaction):',
    '',
    ...measured
      .filter(({ charges }) => charges.length > 0 && charges.some(({ what }) => what !== 'as above'))
      .map(({ operation, charges }) => `- ${operation}: ${explained(charges)}`),
  ].join('\n');
};

/** The hour that one company is to have (issue 13): 500,000 messages in it, 100,000 events in five minutes. */
const busyHour: Load = { messages: 500_000 / 3_600, events: 100_000 / 300, advisors: 40 };

/** Fewer write units a second than this are told together. */
const told = 25;

export const keysTable = (hours: Hours): string => {
  const whole = hottestOf(hours, busyHour);
  const tenth = new Map(
    hottestOf(hours, { ...busyHour, messages: busyHour.messages / 10, events: busyHour.events / 10 }).map(
      ({ on, name, hottest }) => [`${on} ${name}`, hottest],
    ),
  );
  const above = (heat: Heat): string =>
    heat.hottest > writeBound ? `**${number(heat.hottest, 0)}**` : number(heat.hottest, 0);
  const shown = whole.filter(({ hottest }) => hottest >= told);
  const rest = whole.filter(({ hottest }) => hottest < told);
  const percent = (share: number): string => `${number(share * 100, 0)} %`;
  return [
    '### Partitions',
    '',
    `Write units a second on the hottest partition of each kind, for a company that sends 500,000 e-mails in an hour (${number(busyHour.messages, 0)}/s) and is told 100,000 events in five minutes (${number(busyHour.events, 0)}/s: ${percent(eventShares.delivered)} deliveries, ${percent(eventShares.read)} openings, ${percent(eventShares.bounced)} bounces), beside ${busyHour.advisors} advisors who each take in an answer, answer it and record a call in a minute. Bound: ${number(writeBound)}; DynamoDB takes ${number(writeLimit)}. Bold is above the bound: ${whole.filter(({ hottest }) => hottest > writeBound).length} of ${whole.length} kinds. \`spread.ts\` lays each of its lists over ${listPartitions} partition${listPartitions === 1 ? '' : 's'} at present.`,
    '',
    'Worked out from what the use cases write ([decision 73](decisions/0073-partitions-by-model.md)): all messages are of one campaign, portfolio, segment and day, and are divided evenly among the advisors. Of messages that go at once and messages that were scheduled the hotter stands here.',
    '',
    table(
      [
        'Partition',
        'In',
        'Units a message',
        'Units an event',
        'Partitions',
        'W/s, hottest',
        'Of the bound',
        'At a tenth',
      ],
      shown.map((heat) => [
        `\`${heat.name}\``,
        heat.on,
        number(heat.perMessage, 2),
        number(heat.perEvent, 2),
        heat.partitions === undefined ? 'its own' : number(heat.partitions, 0),
        above(heat),
        percent(heat.hottest / writeBound),
        number(tenth.get(`${heat.on} ${heat.name}`) ?? 0, 0),
      ]),
    ),
    '',
    `Below ${told} W/s: ${rest.map(({ on, name, hottest }) => `\`${name}\`${on === 'table' ? '' : ` (${on})`} ${number(hottest)}`).join(', ')}.`,
  ].join('\n');
};

const MiB = 1024 * 1024;

/** Memory in which an export is to run whatever its size, bytes (design §5). */
const memoryCeiling = 256 * MiB;

export const nightReportTable = ({ rows, charges, bareReadUnits, bytesOfRow, report, bare }: NightReport): string => {
  const perSecond = (cpuMs: number): string => number(rows / (cpuMs / 1000), 0);
  const memory = (bytes: number): string => `${number(bytes / MiB, 0)} MiB`;
  const peak = memory(report.peakBytes);
  return [
    '### Night report',
    '',
    `${number(rows)} rows of ${number(bytesOfRow, 0)} bytes in the index, written by the built function in a process of its own with a heap of 128 MB; beside it the bare loop: query, join, upload. Units are for 100,000 rows.`,
    '',
    table(
      ['', 'Report', 'Bare loop', 'Ceiling'],
      [
        ['read units', number(sum(charges, 'read'), 0), number(bareReadUnits, 0), '9,500'],
        ['write units', number(sum(charges, 'write'), 0), '0', '100'],
        [
          'peak memory',
          report.peakBytes > memoryCeiling ? `**${peak}**` : peak,
          memory(bare.peakBytes),
          memory(memoryCeiling),
        ],
        ['… of it before the first row', memory(report.loadedBytes), memory(bare.loadedBytes), ''],
        ['rows a second of CPU', perSecond(report.cpuMs), perSecond(bare.cpuMs), ''],
        ['CPU, as a multiple of the bare loop', number(report.cpuMs / bare.cpuMs, 2), '1', ''],
      ],
    ),
    '',
    `- ${explained(charges)}`,
  ].join('\n');
};

export const exportRowsTable = (found: ExportRows): string => {
  const { costs, charges } = found;
  const [least, most] = [costs[0], costs.at(-1)];
  if (least === undefined || most === undefined) throw new Error('No export was measured.');
  const memory = (bytes: number): string =>
    bytes > memoryCeiling ? `**${number(bytes / MiB, 0)} MiB**` : `${number(bytes / MiB, 0)} MiB`;
  return [
    '### Export of 45 dates',
    '',
    `Written by the built function in a process of its own with a heap of 128 MB; beside it the bare loop: query, join, upload. Every row of each file is compared with what it was made from: once, with its cells, dates in order; workbooks are read by another program. A second export of ${number(most.rows)} rows (${number(found.bytesOfFile / 1e6)} MB) was ended by SIGKILL at ${found.killedAt.join(' and at ')} parts and has the same bytes, SHA-256 \`${found.sha256.slice(0, 16)}…\`; so was a second workbook (${number(found.workbook.bytesOfFile / 1e6)} MB) at ${found.workbook.killedAt.join(' and at ')}, SHA-256 \`${found.workbook.sha256.slice(0, 16)}…\`.`,
    '',
    table(
      [
        'Rows',
        'Peak memory',
        '… workbook',
        '… bare loop',
        'Rows a second of CPU',
        '… workbook',
        '… bare loop',
        'CPU, as a multiple',
      ],
      costs.map(({ rows, report, workbook, bare }) => [
        number(rows),
        memory(report.peakBytes),
        memory(workbook.peakBytes),
        memory(bare.peakBytes),
        number(rows / (report.cpuMs / 1_000), 0),
        number(rows / (workbook.cpuMs / 1_000), 0),
        number(rows / (bare.cpuMs / 1_000), 0),
        number(report.cpuMs / bare.cpuMs, 2),
      ]),
    ),
    '',
    `Units of ${number(least.rows)} rows: ${number(sum(charges, 'read'), 0)} read (bare query: ${number(found.bareReadUnits, 0)}), ${number(sum(charges, 'write'), 0)} write.`,
  ].join('\n');
};

/** Units of an imported row, ceiling and floor (design §5). */
const importRowLimits = { write: { ceiling: 3, floor: 2 }, read: { ceiling: 2, floor: 1 } } as const;
/** Of a debt: itself and its change in a transaction, and its index entry; a twentieth of its customer. */
const debtRowLimits = { write: { ceiling: 6, floor: 5 }, read: { ceiling: 2, floor: 1 } } as const;

const importNames = {
  csv: 'outside history, CSV',
  xlsx: 'outside history, workbook (.xlsx)',
  debts: 'debts, CSV',
} as const;

export const importRowsTable = (found: ImportRows): string => {
  const { rows, sums, whole, bare, charges, meteredRows } = found;
  const perSecond = (cpuMs: number): string => number(rows / (cpuMs / 1000), 0);
  const memory = (bytes: number): string => `${number(bytes / MiB, 0)} MiB`;
  const unitsOf = (kind: Charge['kind']): string => {
    const units = sum(charges, kind) / meteredRows;
    const { ceiling, floor } = (found.form === 'debts' ? debtRowLimits : importRowLimits)[kind];
    const text = `${number(units, 2)} of ${ceiling} (${floor})`;
    return units > ceiling ? `**${text}**` : text;
  };
  return [
    `### Import of ${importNames[found.form]}`,
    '',
    `${number(rows)} rows, ${number(found.bytes / 1e6)} MB: ${number(sums.created)} created, ${number(sums.duplicate)} duplicate, ${number(sums.rejected)} rejected, as the generator of the file says. Uploaded by form in ${number(found.uploadSeconds)} s; imported by the built function in a process of its own (heap 460 MB). Beside it the bare loop: ${found.form === 'xlsx' ? 'read by a library' : 'read, split'}, batch write.`,
    '',
    `A second company imports the same bytes with a worker that is killed (SIGKILL) three times, behind the checkpoints at ${found.killedAt.map((at) => number(at)).join(', ')} rows; the clock of the next one is 16 minutes ahead, when the lease has run out. Same sums, same ${number(found.things)} ${found.form === 'debts' ? 'debts' : 'interactions'} and error file: SHA-256 \`${found.stateHash.slice(0, 16)}…\` of both.`,
    '',
    table(
      ['', 'Import', 'Bare loop'],
      [
        ['write units of a new row', unitsOf('write'), ''],
        ['read units of a new row', unitsOf('read'), '0'],
        ['wall, s', number(found.wallSeconds, 0), number(found.bareWallSeconds, 0)],
        ['CPU of the process, s', number(whole.cpuMs / 1000), number(bare.cpuMs / 1000)],
        ['rows a second of CPU', perSecond(whole.cpuMs), perSecond(bare.cpuMs)],
        ['peak memory', memory(whole.peakBytes), memory(bare.peakBytes)],
        ['… of it before the first row', memory(whole.loadedBytes), memory(bare.loadedBytes)],
      ],
    ),
  ].join('\n');
};

export const cpuTable = (ratios: readonly CpuRatio[]): string =>
  [
    '### CPU time of our code',
    '',
    'CPU of the handler, divided by that of the bare SDK calls that it must make. Median of ten blocks, with the smallest and the largest; the times are this machine’s.',
    '',
    table(
      ['Handler', 'SDK calls', 'Ratio', 'Range', 'Handler', 'Bare calls'],
      ratios.map(({ operation, calls, ratio, range, handler, bare }) => [
        operation,
        number(calls),
        number(ratio, 2),
        `${number(range[0], 2)}–${number(range[1], 2)}`,
        `${number(handler / 1000, 2)} ms`,
        `${number(bare / 1000, 2)} ms`,
      ]),
    ),
  ].join('\n');

/** Units of a first page, and of any combination (issue 12, 4). */
const findingCeilings = { single: 40, combined: 400 } as const;

const unitsOf = (page: FirstPage, ceiling: number): string =>
  page.units > ceiling ? `**${number(page.units)}**` : number(page.units);

/** How many pages there are of a kind, what they cost, and what must not be. */
const spread = (name: string, pages: readonly FirstPage[], ceiling: number): readonly string[] => {
  const sorted = pages.map((page) => page.units).toSorted((a, b) => a - b);
  const at = (share: number): string => number(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return [
    name,
    number(pages.length),
    at(0.5),
    at(0.95),
    at(1),
    number(pages.filter((page) => page.units > ceiling).length),
    number(pages.filter((page) => page.rows === 0 && !page.isLast).length),
  ];
};

const spreads = (rows: readonly (readonly string[])[]): string =>
  table(['', 'Combinations', 'Units, median', '95 %', 'Most', 'Above the ceiling', 'Empty, with a way on'], rows);

const pageRow = (page: FirstPage, ceiling: number): readonly string[] => [
  `\`${page.query}\``,
  unitsOf(page, ceiling),
  number(page.rows),
  page.isLast ? 'all' : 'more',
];

/** The pages that cost most. */
const dearest = (pages: readonly FirstPage[]): string =>
  table(
    ['The dearest', 'Read units', 'Rows', ''],
    pages
      .toSorted((a, b) => b.units - a.units)
      .slice(0, 12)
      .map((page) => pageRow(page, findingCeilings.combined)),
  );

export const findingTable = ({ interactions, entries, singles, pairs, triples, several }: Finding): string =>
  [
    '### Filters of the register',
    '',
    `${number(interactions)} interactions of 200,000 customers in 45 dates, ${number(entries)} entries in lists. Units of the first page of 50; ceilings: ${findingCeilings.single} for one filter, ${findingCeilings.combined} for several; bold is above.`,
    '',
    table(
      ['One filter', 'Read units', 'Rows', ''],
      singles.map((page) => pageRow(page, findingCeilings.single)),
    ),
    '',
    spreads([
      spread('one filter', singles, findingCeilings.single),
      spread('two', pairs, findingCeilings.combined),
      spread('three', triples, findingCeilings.combined),
    ]),
    '',
    table(
      ['Several values', 'Read units', 'Rows', ''],
      several.map((page) =>
        pageRow(page, page.query.includes('&') ? findingCeilings.combined : findingCeilings.single),
      ),
    ),
    '',
    dearest([...pairs, ...triples]),
  ].join('\n');

/** A list in one order and in the dearest, with what it says how many there are. */
const listRow = (pages: readonly CustomersPage[]): readonly string[] => {
  const [plain, ...ordered] = pages;
  if (plain === undefined) throw new Error('A list was asked for in no order.');
  const [worst = plain] = ordered.toSorted((a, b) => b.units - a.units);
  return [
    `\`${plain.query}\``,
    unitsOf(plain, findingCeilings.single),
    unitsOf(worst, findingCeilings.single),
    `\`${worst.query.split('sort=').at(-1) ?? ''}\``,
    plain.total === null ? '' : number(plain.total),
    plain.truth === null ? '' : number(plain.truth),
  ];
};

export const listsTable = ({ customers, items, orders, singles, pairs, triples }: CustomerFinding): string =>
  [
    '### Lists of customers',
    '',
    `${number(customers)} customers, ${number(items)} items of lists. Units of the first page of 50, with the count; ceilings: ${findingCeilings.single} without a filter and for one, ${findingCeilings.combined} for several; bold is above.`,
    '',
    table(
      ['One filter', 'Read units', 'In the dearest order', 'Which', 'Counted', 'There are'],
      [...Map.groupBy(singles, (_, index) => Math.floor(index / orders)).values()].map(listRow),
    ),
    '',
    spreads([
      spread('none or one, in all orders', singles, findingCeilings.single),
      spread('two', pairs, findingCeilings.combined),
      spread('three', triples, findingCeilings.combined),
    ]),
    '',
    dearest([...pairs, ...triples]),
  ].join('\n');

const kb = 1000;

export const bundleTable = (bundles: readonly Bundle[]): string => {
  const rows = bundles.map(({ name, bytes, otherClients, packages }) => {
    const size = `${number(bytes / kb, 0)} KB`;
    const onlyTable = otherClients.length === 0;
    return [
      name,
      onlyTable && bytes > bundleCeiling ? `**${size}**` : size,
      onlyTable
        ? `${bundleCeiling / kb} KB`
        : `none: ${otherClients.map((client) => client.slice('@aws-sdk/client-'.length)).join(', ')}`,
      packages
        .slice(0, 5)
        .map(([part, partBytes]) => `${part} ${number(partBytes / kb, 0)}`)
        .join(', '),
    ];
  });
  return [
    '### Bundles',
    '',
    'Minified. The ceiling is for functions that talk to DynamoDB only; others carry the clients named.',
    '',
    table(['Function', 'Size', 'Ceiling', 'Largest parts, KB'], rows),
  ].join('\n');
};

export const firstLoadTable = (loads: readonly FirstLoad[]): string => {
  const size = (bytes: number, ceiling: number | undefined): string => {
    const text = `${number(bytes / kb, 0)} KB`;
    if (ceiling === undefined) return text;
    const limited = `${text} of ${number(ceiling / kb, 0)}`;
    return bytes > ceiling ? `**${limited}**` : limited;
  };
  return [
    '### First load of the console',
    '',
    'Gzipped, file by file: the entry, Cloudscape’s texts of one language, the page and all that it imports. The customers list has ceilings (Cloudscape alone: 310 and 234).',
    '',
    table(
      ['Page', 'Script', 'Style'],
      loads.map(({ page, script, style }) => {
        const { script: most, style: mostStyle } =
          page === firstLoadCeilings.page ? firstLoadCeilings : { script: undefined, style: undefined };
        return [page, size(script, most), size(style, mostStyle)];
      }),
    ),
  ].join('\n');
};

/** What a month costs in a region, and what is taken for granted. @throws Error where the region has no prices */
export const billText = (
  portfolio: Portfolio,
  measured: readonly Measured[],
  { regions, what }: Prices,
  region: string,
): string => {
  const prices = regions[region];
  if (prices === undefined) throw new Error(`There are no prices of ${region}.`);
  const lines = linesOf(portfolio, measured).map((line) => ({ ...line, cost: costOf(line, prices.usd) }));
  const services = Map.groupBy(lines, ({ service }) => service);
  const usd = (amount: number): string =>
    amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const total = (some: typeof lines): string => {
    const known = some.flatMap(({ cost }) => cost ?? []);
    const missing = some.length - known.length;
    const text = usd(known.reduce((all, cost) => all + cost, 0));
    if (known.length === 0) return 'not known';
    return missing === 0 ? text : `${text} and ${missing} without a price`;
  };
  const amount = (count: number): string =>
    count >= 1e6 ? `${number(count / 1e6)} million` : number(count, count < 10 ? 1 : 0);
  const percent = (share: number): string => `${number(share * 100)} %`;
  const a = assumptions;
  const unknown = new Set(lines.flatMap(({ price, cost }) => (cost === undefined ? [what[price]] : [])));
  return [
    `**${number(portfolio.customers)} customers, ${number(portfolio.messages)} messages, ${number(portfolio.advisors)} advisors: ${total(lines)} USD a month** in ${region}, without SMS, which operators charge by country. Prices of ${prices.asOf} (${prices.source}), without free tiers.`,
    '',
    table(
      ['Service', 'What', 'How much', 'USD'],
      [
        ...[...services].flatMap(([service, own]) => [
          ...own.map((line) => [
            service,
            line.what,
            line.per === 1e9 ? `${number(line.amount / 1e9)}` : amount(line.amount),
            line.cost === undefined ? 'not known' : usd(line.cost),
          ]),
          [`**${service}**`, '', '', `**${total(own)}**`],
        ]),
      ],
    ),
    '',
    ...(unknown.size === 0 ? [] : [`Not known for ${region}: ${[...unknown].join('; ')}.`, '']),
    'Measured: all units of use cases, and those of the nightly check. Taken for granted:',
    '',
    `- ${percent(a.mails)} of the messages are mails, of which ${percent(a.opened)} are opened and ${percent(a.bounced)} bounce; ${percent(a.answered)} of all are answered`,
    `- ${percent(a.newCustomers)} of the customers are new; on ${a.debtDays} days a file changes the balance of ${percent(a.changedDebts)} of them, each a change as the API makes it`,
    `- advisors work ${a.workingDays} days of ${a.hours} hours and open a conversation each ${a.secondsBetweenPages} seconds`,
    `- ${a.invocations} calls of functions a message, ${number(a.gbSeconds, 2)} GB-seconds each; ${a.queueRequests} requests of queues; ${number(a.logBytes)} bytes of logs`,
    `- a message and its conversation change ${a.told} times; messages go in blasts, so that ${a.toldTogether} changes are told in one post, and where they trickle posts cost up to ${a.toldTogether} times as much`,
    `- ${number(a.customerBytes)} bytes a customer and ${number(a.messageBytes)} a message, kept for ${a.messageMonths} months`,
    `- ${a.alarms} alarms, ${a.secrets} secrets, ${number(a.polls)} requests of pollers; exports, reports, files and data transfer are left out`,
  ].join('\n');
};
