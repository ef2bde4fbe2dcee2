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
import { listInteractions } from '#shared/interactions/list-interactions.ts';
import { listOrigins } from '#shared/interactions/origins.ts';
import { findCompany } from '../../composition/companies.ts';
import { findShownCustomer } from '../../composition/customers.ts';
import { take } from '../../composition/part.ts';
import { listedRows, origins, register } from '../../composition/processes.ts';

export const interactionsRoutes = (on: {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
}): readonly BoundRoute[] => {
  const deps = take(on, { findCompany, findFamily: findShownCustomer, register, listedRows, origins });
  return [
    route(listContract, ({ caller, query, own }) => listInteractions(deps, caller.tenant, query, own?.among)),
    route(originsContract, ({ caller }) => listOrigins(deps, caller.tenant)),
    route(interactionGlossary, async () => ({ items: [...statusGlossary] })),
  ];
};
