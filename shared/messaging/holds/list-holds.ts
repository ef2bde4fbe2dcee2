/** What holds the sending of a company, as it is shown. */
import type * as z from 'zod';
import type { getHolds, HoldSchema } from '#contract/holds.ts';
import { type Clock, isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { accountsOf } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { TemplateStore } from '../templates/template-store.ts';
import { type Hold, isFresh, isInForce, scopeOf } from './hold.ts';
import type { HoldStore } from './hold-store.ts';

type HoldView = z.input<typeof HoldSchema>;

export interface ListHoldsDeps {
  readonly holds: Pick<HoldStore, 'find' | 'findDeployment' | 'findWarnings'>;
  readonly templates: Pick<TemplateStore, 'find'>;
  readonly clock: Clock;
}

type ScopeView = HoldView['scope'];

/** The scope with the name of its account or template; undefined for those that follow from the settings. */
const scopeView = async (deps: ListHoldsDeps, company: CompanyValue, text: string): Promise<ScopeView | undefined> => {
  const scope = scopeOf(text);
  if (scope === undefined) return undefined;
  if (!('id' in scope)) return { kind: scope.kind, id: null, name: null };
  const { kind, id } = scope;
  if (kind === 'account') {
    return { kind, id, name: accountsOf(company).find(({ accountId }) => accountId === id)?.value ?? null };
  }
  const template = kind === 'template' ? await deps.templates.find(company.tenant, id) : undefined;
  return { kind, id, name: template?.value.name ?? null };
};

const viewOf = async (deps: ListHoldsDeps, company: CompanyValue, hold: Hold): Promise<readonly HoldView[]> => {
  const scope = await scopeView(deps, company, hold.scope);
  // What follows from the settings is seen there.
  if (scope === undefined || hold.source === 'settings') return [];
  const { source, reason, by } = hold;
  const times = { since: isoTime(hold.since), until: isoTimeOrNull(hold.until) };
  return [{ scope, source, reason, by, ...times, waiting: scope.kind === 'deployment' ? null : hold.waiting }];
};

/** @param own holds of the company as they are known; left out: read again */
export const listHolds = async (
  deps: ListHoldsDeps,
  company: CompanyValue,
  own?: readonly Hold[],
): Promise<z.input<(typeof getHolds)['answer']>> => {
  const now = deps.clock.now();
  const { tenant } = company;
  const [deployment, holds, warnings] = await Promise.all([
    deps.holds.findDeployment({ consistent: true }),
    own ?? deps.holds.find(tenant, { consistent: true }),
    deps.holds.findWarnings(tenant),
  ]);
  const all = (deployment === undefined ? holds : [deployment, ...holds]).filter((hold) => isInForce(hold, now));
  const views = await Promise.all(all.map((hold) => viewOf(deps, company, hold)));
  const open = warnings.filter((each) => isFresh(each, now) && !all.some(({ scope }) => scope === each.scope));
  const told = await Promise.all(
    open.map(async ({ scope, reason, at }) => ({
      scope: await scopeView(deps, company, scope),
      reason,
      at: isoTime(at),
    })),
  );
  return {
    holds: views.flat(),
    warnings: told.flatMap(({ scope, ...rest }) => (scope === undefined ? [] : { scope, ...rest })),
  };
};
