/** Composes the night run. */
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type NightRunResult, requestNightReports } from '#shared/exports/request-night-reports.ts';
import { nightHour } from '#shared/exports/schedule.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { companies, findCompany } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { exports, processes } from '../../composition/processes.ts';
import { nextHourOf, tellingNext } from '../next-work.ts';
import { plannedTime } from '../planned-time.ts';

/** @returns the function's code: takes `{time}`, which is its clock, so that a run can be repeated as of any time */
export const createNightRun = (deps: { readonly table: Table; readonly jobs: ProcessJobs; readonly log: Log }) => {
  const { jobs } = deps;
  return async (event: unknown): Promise<NightRunResult> => {
    const now = plannedTime(event);
    const on = { ...deps, clock: { now: () => now } };
    const wired = take(on, { processes, findCompany });
    const done = await requestNightReports({
      ...wired,
      listStandingReports: (tenant) => exports(on).listStandingReports(tenant),
      tenants: () => companies(on).listTenantEntries(),
      resume: (job) => resumeStalledProcess({ ...wired, jobsOf: () => jobs }, job),
    });
    // A report whose worker dies waits in the due index too.
    return tellingNext(event, done, async () =>
      done.requested + done.resumed > 0
        ? now
        : nextHourOf(companies(on).listTenants(), wired.findCompany, { hour: nightHour, now }),
    );
  };
};
