/** Routes of the rights over personal data. */
import * as contract from '#contract/privacy.ts';
import { getRetention, putRetention } from '#contract/retention.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { changeRetention, readRetention } from '#shared/privacy/change-retention.ts';
import { requestErasure } from '#shared/privacy/request-erasure.ts';
import { requestPortability } from '#shared/privacy/request-portability.ts';
import type { SignDownload } from '#shared/processes/link-file.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { findCompany } from '../../composition/companies.ts';
import { type On, take } from '../../composition/part.ts';
import { privacy, readPage, retention } from '../../composition/privacy.ts';
import { processes } from '../../composition/processes.ts';

export const privacyRoutes = (
  on: On<'table' | 'clock'> & { readonly jobs: ProcessJobs; readonly sign: SignDownload },
): readonly BoundRoute[] => {
  const deps = take(on, { privacy, retention, processes, readPage, findCompany });

  return [
    route(contract.eraseCustomer, ({ caller, params, body }) =>
      requestErasure(deps, {
        tenant: caller.tenant,
        userId: caller.userId,
        customerId: params.customerId,
        reason: body.reason,
        reference: body.reference ?? null,
      }),
    ),
    route(contract.getPortability, ({ caller, params }) =>
      requestPortability(deps, { tenant: caller.tenant, userId: caller.userId, customerId: params.customerId }),
    ),
    route(getRetention, ({ caller }) => readRetention(deps, caller.tenant)),
    route(putRetention, ({ caller, body, ifMatch }) =>
      changeRetention(deps, {
        tenant: caller.tenant,
        userId: caller.userId,
        periods: body.periods,
        expectedVersion: ifMatch,
      }),
    ),
  ];
};
