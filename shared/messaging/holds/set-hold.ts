/** Holds the sending of a scope, or lets it go on (F18). In force at the claim within 5 s. */
import type { CompanyScope } from '#contract/holds.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { signedByOperator, signedByUser } from '#shared/audit/audit-actions.ts';
import { accountsOf } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { TemplateStore } from '../templates/template-store.ts';
import { deploymentScope, type Hold, isInForce, newHold, scopeText, withHold, withLifted } from './hold.ts';
import type { HoldStore } from './hold-store.ts';

export interface SetHoldDeps {
  readonly holds: Pick<HoldStore, 'change'>;
  readonly templates: Pick<TemplateStore, 'find'>;
  readonly clock: Clock;
}

/** @throws Refusal NOT_FOUND where the company has no such account or template */
const checkScope = async (
  deps: Pick<SetHoldDeps, 'templates'>,
  company: CompanyValue,
  scope: CompanyScope,
): Promise<void> => {
  if (scope.kind === 'account' && !accountsOf(company).some(({ accountId }) => accountId === scope.id)) {
    throw Refusal.at('scope.id', 'NOT_FOUND', 'the company has no account with this id.');
  }
  if (scope.kind === 'template' && (await deps.templates.find(company.tenant, scope.id)) === undefined) {
    throw Refusal.at('scope.id', 'NOT_FOUND', 'the company has no template with this id.');
  }
};

/**
 * A hold that stands already stays as it is; lifting what is not held changes nothing.
 * @throws Refusal NOT_FOUND
 */
export const setHold = async (
  deps: SetHoldDeps,
  input: {
    readonly company: CompanyValue;
    readonly scope: CompanyScope;
    readonly held: boolean;
    readonly reason: string;
    readonly by: string;
  },
): Promise<readonly Hold[]> => {
  const now = deps.clock.now();
  const scope = scopeText(input.scope);
  if (input.held) await checkScope(deps, input.company, input.scope);
  const change = (holds: readonly Hold[]): readonly Hold[] => {
    const standing = holds.find((hold) => hold.scope === scope && isInForce(hold, now));
    if (input.held === (standing !== undefined)) return holds;
    const { reason, by } = input;
    if (!input.held) return withLifted(holds, scope, { at: now, reason });
    return withHold(holds, newHold({ scope, source: 'person', reason, by, since: now, until: null }));
  };
  return deps.holds.change(input.company.tenant, change, signedByUser(input.by, now));
};

/** All sending of the deployment: the operator's alone. @returns the hold that stands; undefined: none */
export const setDeploymentHold = async (
  deps: { readonly holds: Pick<HoldStore, 'changeDeployment'>; readonly clock: Clock },
  input: { readonly held: boolean; readonly reason: string; readonly by: string },
): Promise<Hold | undefined> => {
  const { held, reason, by } = input;
  const now = deps.clock.now();
  const change = (before: Hold | undefined): Hold | undefined => {
    const stands = before !== undefined && isInForce(before, now);
    if (held === stands) return before;
    if (before !== undefined && !held) return { ...before, liftedAt: now, liftedReason: reason };
    return newHold({ scope: deploymentScope, source: 'operator', reason, by, since: now, until: null });
  };
  const hold = await deps.holds.changeDeployment(change, signedByOperator(now), by);
  return held ? hold : undefined;
};
