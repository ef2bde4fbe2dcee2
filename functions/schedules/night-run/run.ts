/** Composes the night run. */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { TenantEntry, tenantsPartition } from '#shared/companies/entities.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { ExportStore } from '#shared/exports/export-store.ts';
import { type NightRunResult, requestNightReports } from '#shared/exports/request-night-reports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { plannedTime } from '../planned-time.ts';

async function* listTenants(table: Table) {
  for await (const item of table.queryAll({ pk: tenantsPartition })) yield fromItem(TenantEntry, item).value;
}

/** @returns the function's code: takes `{time}`, which is its clock, so that a run can be repeated as of any time */
export const createNightRun = (deps: { readonly table: Table; readonly jobs: ProcessJobs; readonly log: Log }) => {
  const companies = new CompanyStore(deps.table);
  const processes = new ProcessStore(deps.table);
  const exports = new ExportStore(deps.table);
  return async (event: unknown): Promise<NightRunResult> => {
    const now = plannedTime(event);
    const clock: Clock = { now: () => now };
    return requestNightReports({
      ...deps,
      processes,
      clock,
      listStandingReports: (tenant) => exports.listStandingReports(tenant),
      tenants: () => listTenants(deps.table),
      findCompany: createFindCompany({ companies, clock }),
      resume: (job) => resumeStalledProcess({ processes, jobsOf: () => deps.jobs, clock }, job),
    });
  };
};
