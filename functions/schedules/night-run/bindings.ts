/** Composes the night run. */
import type { Context } from 'aws-lambda';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { countBalances } from '#shared/customers/count-balances.ts';
import { type NightRunResult, requestNightReports } from '#shared/exports/request-night-reports.ts';
import { nightHour } from '#shared/exports/schedule.ts';
import { requestRetention } from '#shared/privacy/request-retention.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { companies, findCompany } from '../../composition/companies.ts';
import { customers } from '../../composition/customers.ts';
import { take } from '../../composition/part.ts';
import { retention } from '../../composition/privacy.ts';
import { exports, processes } from '../../composition/processes.ts';
import { nextHourOf, tellingNext } from '../next-work.ts';
import { plannedTime } from '../planned-time.ts';

/** Time that a page of debts may take, ms; none begins with less left. */
const reserveMs = 20_000;

interface Done extends NightRunResult {
  /** Companies whose balances of the day are counted now, and those that the next run goes on with. */
  readonly balances: { readonly counted: number; readonly left: number };
  /** Companies of which the removal of what has ended was begun. */
  readonly removals: number;
}

/** @returns the function's code: takes `{time}`, which is its clock, so that a run can be repeated as of any time */
export const createNightRun = (deps: {
  readonly table: Table;
  readonly jobs: ProcessJobs;
  readonly privacyJobs: ProcessJobs;
  readonly log: Log;
}) => {
  const { jobs } = deps;
  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Done> => {
    const now = plannedTime(event);
    const on = { ...deps, clock: { now: () => now } };
    const wired = take(on, { processes, findCompany, customers });
    const tenants = () => companies(on).listTenantEntries();
    const reports = await requestNightReports({
      ...wired,
      listStandingReports: (tenant) => exports(on).listStandingReports(tenant),
      tenants,
      resume: (job) => resumeStalledProcess({ ...wired, jobsOf: () => jobs }, job),
    });
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    const balances = await countBalances({ ...wired, tenants }, { hour: nightHour, now, hasTime });
    const retained = { ...wired, ...take(on, { retention }), tenants, jobs: deps.privacyJobs };
    const removals = await requestRetention(retained, { hour: nightHour, now });
    const done = { ...reports, balances, removals };
    // A report whose worker dies waits in the due index too.
    return tellingNext(event, done, async () =>
      done.requested + done.resumed + balances.left > 0
        ? now
        : nextHourOf(companies(on).listTenants(), wired.findCompany, { hour: nightHour, now }),
    );
  };
};
