/** Binds the routes of the register. */
import {
  interactionGlossary,
  listInteractions as listContract,
  listOrigins as originsContract,
} from '#contract/interactions.ts';
import { statusGlossary } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { listInteractions } from '#shared/interactions/list-interactions.ts';
import { listOrigins, OriginStore } from '#shared/interactions/origins.ts';
import { RegisterStore } from '#shared/interactions/store.ts';

export const interactionsRoutes = (deps: {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
}): readonly BoundRoute[] => {
  const findCompany = createFindCompany({ companies: new CompanyStore(deps.table), clock: deps.clock });
  const all = { ...deps, findCompany, register: new RegisterStore(deps.table), origins: new OriginStore(deps.table) };
  return [
    route(listContract, ({ caller, query }) => listInteractions(all, caller.tenant, query)),
    route(originsContract, ({ caller }) => listOrigins(all, caller.tenant)),
    route(interactionGlossary, async () => ({ items: [...statusGlossary] })),
  ];
};
