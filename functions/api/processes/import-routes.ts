/** Binds the routes of imports. */
import * as contract from '#contract/imports.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { cancelImport } from '#shared/imports/cancel-import.ts';
import { confirmImport } from '#shared/imports/confirm-import.ts';
import { importTemplate } from '#shared/imports/import-template.ts';
import { requestImport } from '#shared/imports/request-import.ts';
import type { Uploads } from '#shared/imports/upload.ts';
import type { FileLinks } from '#shared/messaging/attachments/file-links.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import type { ProcessStore } from '#shared/processes/store.ts';

export interface ImportRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly links: Pick<FileLinks, 'upload'>;
  readonly uploads: Uploads;
  readonly importJobs: ProcessJobs;
}

export const importRoutes = (deps: ImportRoutesDeps & { readonly processes: ProcessStore }): readonly BoundRoute[] => {
  const { table, clock, processes } = deps;
  const findCompany = createFindCompany({ companies: new CompanyStore(table), clock });
  const all = { processes, findCompany, clock, jobs: deps.importJobs, links: deps.links, uploads: deps.uploads };
  return [
    route(contract.createImport, async ({ caller, body, idempotencyKey: key, rawBody }) => {
      const { tenant, userId } = caller;
      const now = clock.now();
      const resourceId = newId(now);
      const claim = { tenant, scope: 'createImport', key: key ?? '', body: rawBody, resourceId, now };
      const { resourceId: processId, at } =
        key === undefined ? { resourceId, at: now } : await claimIdempotencyKey(table, claim);
      return requestImport(all, { tenant, userId, body, processId, at });
    }),
    route(contract.confirmImport, async ({ caller, params }) =>
      processAnswer(await confirmImport(all, { tenant: caller.tenant, ...params }), clock.now()),
    ),
    route(contract.cancelImport, async ({ caller, params }) =>
      processAnswer(await cancelImport(all, { tenant: caller.tenant, ...params }), clock.now()),
    ),
    route(contract.getImportTemplate, async ({ caller, params }) =>
      importTemplate(params.kind, (await findCompany(caller.tenant)).language),
    ),
  ];
};
