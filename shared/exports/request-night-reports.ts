/**
 * The night run (B38, Q4, F21; reliability §5.8 Scheduler): whenever it looks, each company whose local time is past
 * 03:00 has a report of yesterday, once, its standing reports beside it, and the reports of the last days that were
 * missed. It heals itself, and needs no schedule per time zone. Exports on request need none of it: each waits in the due
 * index for its own night.
 */
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import { addDays, localDay, localHour } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { nightReportId, type ProcessValue, standingReportProcessId } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasStalled, takeUpMs } from '#shared/processes/rules.ts';
import type { StandingReportValue } from './entities.ts';
import { nightHour, reportSettleMs } from './schedule.ts';

/** Dates that are made up when they were missed, the latest included. */
const madeUpDays = 7;

export interface NightRunDeps {
  /** Every company; `createdAt` epoch ms. */
  readonly tenants: () => AsyncIterable<{ readonly tenant: string; readonly createdAt: number }>;
  readonly findCompany: (tenant: string) => Promise<Pick<CompanyValue, 'timeZone' | 'language' | 'defaultCountry'>>;
  readonly listStandingReports: (tenant: string) => Promise<readonly StandingReportValue[]>;
  readonly processes: Pick<ProcessRecords, 'create' | 'findAll'>;
  readonly resume: (job: { readonly tenant: string; readonly processId: string }) => Promise<boolean>;
  readonly jobs: ProcessJobs;
  /** The run's planned time, so that a run can be repeated as of any time. */
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error' | 'count'>;
}

export interface NightRunResult {
  readonly companies: number;
  readonly requested: number;
  readonly resumed: number;
}

/** Local dates whose report must exist at `now` (epoch ms), oldest first. Only the latest may precede the company. */
export const dueDates = (now: number, timeZone: string, createdAt: number): readonly string[] => {
  const last = addDays(localDay(now, timeZone), localHour(now, timeZone) >= nightHour ? -1 : -2);
  const first = localDay(createdAt, timeZone);
  return Array.from({ length: madeUpDays }, (_, index) => addDays(last, index + 1 - madeUpDays)).filter(
    (date) => date === last || date >= first,
  );
};

/** What must exist of one night: its id, and how its process differs from the company's own report. */
interface Wanted extends Pick<ProcessValue, 'processId' | 'requestedBy'> {
  readonly date: string;
  readonly selection?: ProcessValue['selection'];
}

/** @param date the night's local date, the last that the report covers */
const standingReportOf = (report: StandingReportValue, date: string): Wanted => ({
  processId: standingReportProcessId(date, report.reportId),
  requestedBy: report.createdBy,
  date,
  selection: {
    tray: 'interactions',
    from: addDays(date, 1 - report.days),
    to: date,
    filters: report.filters,
    columns: report.columns,
    bom: report.bom,
    dates: report.dates,
    ...(report.fileType === undefined ? {} : { fileType: report.fileType }),
    reportId: report.reportId,
    name: report.name,
    notify: report.notify,
  },
});

const newReport = (
  input: { readonly tenant: string; readonly now: number },
  { selection, ...wanted }: Wanted,
  { timeZone, language, defaultCountry }: Pick<CompanyValue, 'timeZone' | 'language' | 'defaultCountry'>,
): ProcessValue =>
  pendingProcess({
    tenant: input.tenant,
    ...wanted,
    kind: 'night_report',
    format: { timeZone, language, country: defaultCountry },
    cut: input.now - reportSettleMs,
    createdAt: input.now,
    ...(selection === undefined ? {} : { selection }),
    dueAt: input.now + takeUpMs,
  });

const runCompany = async (deps: NightRunDeps, tenant: string, createdAt: number, now: number) => {
  const company = await deps.findCompany(tenant);
  const standing = (await deps.listStandingReports(tenant)).filter(({ active }) => active);
  const wanted = dueDates(now, company.timeZone, createdAt).flatMap((date): Wanted[] => [
    { processId: nightReportId(date), requestedBy: 'system', date },
    ...standing
      .filter((report) => date >= addDays(localDay(report.createdAt, company.timeZone), -1))
      .map((report) => standingReportOf(report, date)),
  ]);
  const known = new Map(
    (
      await deps.processes.findAll(
        tenant,
        wanted.map(({ processId }) => processId),
      )
    ).map((process) => [process.processId, process]),
  );
  let requested = 0;
  let resumed = 0;
  for (const report of wanted) {
    const { processId } = report;
    const process = known.get(processId);
    if (process !== undefined) {
      if (hasStalled(process, now)) resumed += Number(await deps.resume({ tenant, processId }));
    } else if (await deps.processes.create(newReport({ tenant, now }, report, company))) {
      // Were this call lost, the next run would find the process stalled.
      await deps.jobs.enqueue({ tenant, processId });
      requested += 1;
    }
  }
  return { requested, resumed };
};

/**
 * Requests what is missing; a repeat changes nothing. A company that fails does not hold up the others.
 * @throws Error at the end when a company failed, so that the run is repeated and counted as failed
 */
export const requestNightReports = async (deps: NightRunDeps): Promise<NightRunResult> => {
  const now = deps.clock.now();
  let companies = 0;
  let requested = 0;
  let resumed = 0;
  let failed = 0;
  for await (const { tenant, createdAt } of deps.tenants()) {
    companies += 1;
    try {
      const result = await runCompany(deps, tenant, createdAt, now);
      requested += result.requested;
      resumed += result.resumed;
    } catch (error) {
      failed += 1;
      deps.log.error('night run of a company failed', { tenant, reason: reasonOf(error) });
    }
  }
  deps.log.info('night run', { count: requested });
  if (failed > 0) {
    deps.log.count('NightRunFailed', failed);
    throw new Error(`The night run failed for ${failed} of ${companies} companies; the log names them.`);
  }
  return { companies, requested, resumed };
};
