/** Routes of the deletion of the company. */
import * as contract from '#contract/company-deletion.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import {
  type RequestDeletionDeps,
  readDeletion,
  requestDeletion,
  takeBackDeletion,
} from '#shared/company-data/request-deletion.ts';

export const deletionRoutes = (deps: RequestDeletionDeps): BoundRoute[] => [
  route(contract.getCompanyDeletion, ({ caller }) => readDeletion(deps, caller.tenant)),
  route(contract.requestCompanyDeletion, ({ caller: { tenant, userId }, body }) =>
    requestDeletion(deps, { tenant, userId, ...body }),
  ),
  route(contract.takeBackCompanyDeletion, ({ caller: { tenant, userId } }) =>
    takeBackDeletion(deps, { tenant, userId }),
  ),
];
