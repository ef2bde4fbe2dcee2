/** Routes of exports on request and of standing reports. */
import * as contract from '#contract/exports.ts';
import type { Clock } from '#platform/clock.ts';
import { createCreationOf } from '#platform/creation.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { cancelExport, retryExport } from '#shared/exports/change-export.ts';
import { ExportStore } from '#shared/exports/export-store.ts';
import { requestExport } from '#shared/exports/request-export.ts';
import {
  createStandingReport,
  deleteStandingReport,
  listStandingReports,
  putStandingReport,
} from '#shared/exports/standing-reports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';

export const exportRoutes = (deps: {
  readonly table: Table;
  readonly clock: Clock;
  readonly jobs: ProcessJobs;
}): readonly BoundRoute[] => {
  const { table, clock, jobs } = deps;
  const companies = new CompanyStore(table);
  const all = {
    exports: new ExportStore(table),
    processes: new ProcessStore(table),
    findCompany: createFindCompany({ companies, clock }),
    isUser: async (tenant: string, userId: string) => (await companies.findUser(tenant, userId)) !== undefined,
    clock,
    jobs,
  };
  const creationOf = createCreationOf({ table, clock });

  return [
    route(contract.createExport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await creationOf(`createExport:${userId}`, input);
      return requestExport(all, { tenant, userId, processId, at, body: input.body });
    }),
    route(contract.cancelExport, ({ caller, params }) =>
      cancelExport(all, { tenant: caller.tenant, processId: params.processId }),
    ),
    route(contract.retryExport, ({ caller, params }) =>
      retryExport(all, { tenant: caller.tenant, processId: params.processId }),
    ),
    route(contract.listStandingReports, ({ caller }) => listStandingReports(all, caller.tenant)),
    route(contract.createStandingReport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: reportId, at } = await creationOf('createStandingReport', input);
      return createStandingReport(all, { tenant, userId, reportId, at, body: input.body });
    }),
    route(contract.putStandingReport, ({ caller, params, body, ifMatch }) =>
      putStandingReport(all, { tenant: caller.tenant, reportId: params.reportId, body, ifMatch }),
    ),
    route(contract.deleteStandingReport, ({ caller, params }) =>
      deleteStandingReport(all, { tenant: caller.tenant, reportId: params.reportId }),
    ),
  ];
};
