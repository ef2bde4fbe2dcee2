/** Whether a company is being deleted, or was: whatever comes for it is dropped, so that nothing of it is made anew (ADR 68). */
import type { Clock } from '#platform/clock.ts';
import { isClosedBy } from './entities.ts';
import { companyCacheMs } from './find-company.ts';
import type { CompanyStore } from './store.ts';

export type IsClosed = (tenant: string) => Promise<boolean>;

/** Companies that one function remembers; beyond it all are forgotten. */
const remembered = 500;

/** A company that is closed stays so; that it is open is believed for a few seconds, which the deletion waits for. */
export const createIsClosed = (deps: {
  readonly companies: Pick<CompanyStore, 'findDeletion'>;
  readonly clock: Clock;
}): IsClosed => {
  const known = new Map<string, { readonly closed: boolean; readonly until: number }>();
  return async (tenant) => {
    const now = deps.clock.now();
    const hit = known.get(tenant);
    if (hit !== undefined && (hit.closed || now < hit.until)) return hit.closed;
    const closed = isClosedBy(await deps.companies.findDeletion(tenant));
    if (known.size >= remembered) known.clear();
    known.set(tenant, { closed, until: now + companyCacheMs });
    return closed;
  };
};
