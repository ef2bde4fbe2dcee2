/** Routes of exports on request and of standing reports. */
import * as contract from '#contract/exports.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { cancelExport, retryExport } from '#shared/exports/change-export.ts';
import { requestExport } from '#shared/exports/request-export.ts';
import {
  createStandingReport,
  deleteStandingReport,
  listStandingReports,
  putStandingReport,
} from '#shared/exports/standing-reports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { findCompany, isUser } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { exports, processes } from '../../composition/processes.ts';
import { creationOf } from '../../composition/requests.ts';

export const exportRoutes = (on: {
  readonly table: Table;
  readonly clock: Clock;
  readonly jobs: ProcessJobs;
}): readonly BoundRoute[] => {
  const deps = take(on, { exports, processes, findCompany, isUser, creationOf });

  return [
    route(contract.createExport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await deps.creationOf(`createExport:${userId}`, input);
      return requestExport(deps, { tenant, userId, processId, at, body: input.body });
    }),
    route(contract.cancelExport, ({ caller, params }) =>
      cancelExport(deps, { tenant: caller.tenant, userId: caller.userId, processId: params.processId }),
    ),
    route(contract.retryExport, ({ caller, params }) =>
      retryExport(deps, { tenant: caller.tenant, processId: params.processId }),
    ),
    route(contract.listStandingReports, ({ caller }) => listStandingReports(deps, caller.tenant)),
    route(contract.createStandingReport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: reportId, at } = await deps.creationOf('createStandingReport', input);
      return createStandingReport(deps, { tenant, userId, reportId, at, body: input.body });
    }),
    route(contract.putStandingReport, ({ caller: { tenant, userId }, params, body, ifMatch }) =>
      putStandingReport(deps, { tenant, userId, reportId: params.reportId, body, ifMatch }),
    ),
    route(contract.deleteStandingReport, ({ caller: { tenant, userId }, params }) =>
      deleteStandingReport(deps, { tenant, userId, reportId: params.reportId }),
    ),
  ];
};
