/** Binds the routes of imports. */
import * as contract from '#contract/imports.ts';
import type { Clock } from '#platform/clock.ts';
import { createCreationOf } from '#platform/creation.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
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
  const creationOf = createCreationOf({ table, clock });
  return [
    route(contract.createImport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await creationOf('createImport', input);
      return requestImport(all, { tenant, userId, body: input.body, processId, at });
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
