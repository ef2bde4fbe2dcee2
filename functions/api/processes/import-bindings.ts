/** Binds the routes of imports. */
import * as contract from '#contract/imports.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, fileRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { TakeUpload } from '#shared/companies/take-allowance.ts';
import { cancelImport } from '#shared/imports/cancel-import.ts';
import { confirmImport } from '#shared/imports/confirm-import.ts';
import { importTemplate } from '#shared/imports/import-template.ts';
import { requestImport } from '#shared/imports/request-import.ts';
import type { Uploads } from '#shared/imports/upload.ts';
import type { FileLinks } from '#shared/messaging/attachments/file-links.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import { findCompany } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { imports, processes } from '../../composition/processes.ts';
import { creationOf } from '../../composition/requests.ts';

export interface ImportRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly links: Pick<FileLinks, 'upload'>;
  readonly uploads: Uploads;
  readonly importJobs: ProcessJobs;
  readonly takeUpload: TakeUpload;
}

export const importRoutes = (on: ImportRoutesDeps): readonly BoundRoute[] => {
  const { clock } = on;
  const deps = { ...take(on, { processes, findCompany, mappings: imports, creationOf }), jobs: on.importJobs };
  return [
    route(contract.createImport, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await deps.creationOf('createImport', input);
      return requestImport(deps, { tenant, userId, body: input.body, processId, at });
    }),
    route(contract.confirmImport, async ({ caller, params, body }) =>
      processAnswer(
        await confirmImport(deps, { tenant: caller.tenant, userId: caller.userId, ...params, answer: body }),
        clock.now(),
      ),
    ),
    route(contract.cancelImport, async ({ caller, params }) =>
      processAnswer(await cancelImport(deps, { tenant: caller.tenant, userId: caller.userId, ...params }), clock.now()),
    ),
    fileRoute(contract.getImportTemplate, async ({ caller, params, query }) =>
      importTemplate(params.kind, query.format, await deps.findCompany(caller.tenant)),
    ),
  ];
};
