/** Replaces the fields that a company records of its customers (E16, E17). */
import type { MetadataFieldInput } from '#contract/metadata.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import { requireCompany } from './find-company.ts';
import { changedMetadataFields, type MetadataFields, metadataFieldsOf } from './metadata-fields.ts';
import type { CompanyStore } from './store.ts';

/**
 * @param input.expectedVersion version that the caller read (`If-Match`); undefined: whatever stands there
 * @throws Refusal TENANT_MISSING, METADATA_FIELD_KEPT, VALUE_INVALID, VERSION_CONFLICT
 */
export const changeMetadataFields = async (
  deps: { companies: Pick<CompanyStore, 'find' | 'change'>; clock: Clock },
  input: { tenant: string; userId: string; fields: readonly MetadataFieldInput[]; expectedVersion: number | undefined },
): Promise<MetadataFields> => {
  const before = requireCompany(await deps.companies.find(input.tenant, { consistent: true }));
  const known = metadataFieldsOf(before.value);
  const conflict = () => {
    throw new Refusal('VERSION_CONFLICT', 'The fields have changed in the meantime. Read them again.');
  };
  if (input.expectedVersion !== undefined && input.expectedVersion !== known.version) conflict();
  const metadata = changedMetadataFields(known, input.fields);
  const signature = signedByUser(input.userId, deps.clock.now());
  const after = { ...before.value, metadata };
  return metadataFieldsOf((await writeOnce(() => deps.companies.change(before, after, signature), conflict)).value);
};
