/** Routes of the export of everything that the company has. */
import * as contract from '#contract/company-export.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { readCompanyExport, requestCompanyExport } from '#shared/company-data/request-company-export.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { type On, take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';

export const companyExportRoutes = (
  on: On<'table' | 'clock'> & { readonly companyJobs: ProcessJobs },
): readonly BoundRoute[] => {
  const deps = take(on, { processes });
  return [
    route(contract.getCompanyExport, ({ caller }) => readCompanyExport(deps, caller.tenant)),
    route(contract.requestCompanyExport, ({ caller: { tenant, userId } }) =>
      requestCompanyExport(deps, { tenant, userId }),
    ),
  ];
};
