/** Binds the routes of the process log. */
import {
  getProcess,
  getProcessFile,
  listProcesses as listContract,
  readProcess as readContract,
} from '#contract/processes.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { findProcess } from '#shared/processes/find-process.ts';
import { linkFile, type SignDownload } from '#shared/processes/link-file.ts';
import { listProcesses } from '#shared/processes/list-processes.ts';
import { readProcess } from '#shared/processes/read-process.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import { take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';
import { type ImportRoutesDeps, importRoutes } from './import-bindings.ts';

export const processesRoutes = (
  on: ImportRoutesDeps & {
    readonly table: Table;
    readonly clock: Clock;
    readonly cursors: Cursors;
    readonly sign: SignDownload;
  },
): readonly BoundRoute[] => {
  const deps = take(on, { processes });
  return [
    route(listContract, ({ caller, query }) => listProcesses(deps, caller.tenant, query)),
    route(getProcess, async ({ caller, params }) =>
      processAnswer(await findProcess(deps, caller.tenant, params.processId), deps.clock.now()),
    ),
    route(getProcessFile, ({ caller, params }) =>
      linkFile(deps, { ...caller, processId: params.processId, name: params.name }),
    ),
    route(readContract, async ({ caller, params }) =>
      processAnswer(
        await readProcess(deps, { tenant: caller.tenant, userId: caller.userId, processId: params.processId }),
        deps.clock.now(),
      ),
    ),
    ...importRoutes(on),
  ];
};
