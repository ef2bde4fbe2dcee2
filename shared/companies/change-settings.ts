/** Replaces the settings of a company. */
import type { SettingsInput } from '#contract/companies.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
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
  input: { tenant: string; userId: string; settings: SettingsInput; expectedVersion: number | undefined },
): Promise<CompanyValue> => {
  const before = requireCompany(await deps.companies.find(input.tenant, { consistent: true }));
  const { version } = before.value;
  const now = deps.clock.now();
  const after = changedCompany(before.value, input.settings, now);
  const conflict = () => {
    throw new Refusal('VERSION_CONFLICT', 'The settings have changed in the meantime. Read them again.');
  };
  if (input.expectedVersion !== undefined && input.expectedVersion !== version) conflict();
  return (await writeOnce(() => deps.companies.change(before, after, signedByUser(input.userId, now)), conflict)).value;
};
