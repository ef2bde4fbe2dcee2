/** The company of a request, with its settings: asked for by nearly every use case. */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from './entities.ts';
import type { CompanyStore } from './store.ts';

/** @throws Refusal TENANT_MISSING when there is no such company */
export type FindCompany = (tenant: string) => Promise<CompanyValue>;

/** How long a function may work with settings that it has read, in ms. */
export const companyCacheMs = 5_000;

/** Companies that one function remembers; beyond it the oldest is forgotten. */
const remembered = 500;

/** @throws Refusal TENANT_MISSING */
export const requireCompany = <Found>(found: Found | undefined): Found => {
  if (found === undefined) {
    throw new Refusal('TENANT_MISSING', 'The company in the token is not set up. Ask the operator to set it up.');
  }
  return found;
};

/**
 * Reads companies and remembers them for a few seconds. That is safe: settings are policy (names, thresholds, time
 * zone, senders), and whatever guards a single send (alert, DND, pause) is read from the table at claim time, never
 * from here; a change of settings holds everywhere after `companyCacheMs`. A missing company is not remembered, so
 * that one which was just made is found at once.
 */
export const createFindCompany = (deps: { companies: Pick<CompanyStore, 'find'>; clock: Clock }): FindCompany => {
  const known = new Map<string, { readonly company: CompanyValue; readonly until: number }>();
  return async (tenant) => {
    const now = deps.clock.now();
    const hit = known.get(tenant);
    if (hit !== undefined && now < hit.until) return hit.company;
    known.delete(tenant);
    const { value: company } = requireCompany(await deps.companies.find(tenant));
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(tenant, { company, until: now + companyCacheMs });
    return company;
  };
};
