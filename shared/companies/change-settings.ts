/** Replaces the settings of a company. */
import type { SettingsInput } from '#contract/companies.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { CompanyValue } from './entities.ts';
import { requireCompany } from './find-company.ts';
import { changedCompany } from './settings.ts';
import type { CompanyStore } from './store.ts';

/**
 * @param input.expectedVersion version that the caller read (`If-Match`); undefined: whatever stands there
 * @throws Refusal TENANT_MISSING, RANGE_INVALID, VERSION_CONFLICT
 */
export const changeSettings = async (
  deps: { companies: Pick<CompanyStore, 'find' | 'change'>; clock: Clock },
  input: { tenant: string; settings: SettingsInput; expectedVersion: number | undefined },
): Promise<CompanyValue> => {
  const before = requireCompany(await deps.companies.find(input.tenant, { consistent: true }));
  const { version } = before.value;
  const after = changedCompany(before.value, input.settings, deps.clock.now());
  const conflict = () => new Refusal('VERSION_CONFLICT', 'The settings were changed meanwhile. Read them again.');
  if (input.expectedVersion !== undefined && input.expectedVersion !== version) throw conflict();
  try {
    return (await deps.companies.change(before, after)).value;
  } catch (error) {
    if (error instanceof ConditionFailed) throw conflict();
    throw error;
  }
};
