/** Whether there is a hold of a scope, lifted ones that are not empty yet included: for the check of what waits under it. */
import { deploymentScope } from './hold.ts';
import type { HoldStore } from './hold-store.ts';

export const createHoldStands =
  ({ holds }: { readonly holds: Pick<HoldStore, 'find' | 'findDeployment'> }) =>
  async (tenant: string, scope: string): Promise<boolean> => {
    if (scope === deploymentScope) return (await holds.findDeployment({ consistent: true })) !== undefined;
    return (await holds.find(tenant, { consistent: true })).some((hold) => hold.scope === scope);
  };
