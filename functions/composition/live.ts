/** Open connections and the feed of live events. */
import { findAdvisors as findAdvisorsIn } from '#shared/customers/own-customers.ts';
import type { FindAdvisors } from '#shared/live/own-events.ts';
import { LiveStore } from '#shared/live/store.ts';
import { customers } from './customers.ts';
import { type On, part, storePart, take } from './part.ts';

export const live = /* @__PURE__ */ storePart(LiveStore);

/** Whose customers are whose, for connections that are told of their own alone. */
export const findAdvisors = /* @__PURE__ */ part((on: On<'table'>): FindAdvisors => {
  const deps = take(on, { customers });
  return (tenant, customerIds) => findAdvisorsIn(deps, tenant, customerIds);
});
