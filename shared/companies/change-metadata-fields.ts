/** Replaces the fields that a company records of its customers (E16, E17). */
import type { MetadataFieldInput } from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { requireCompany } from './find-company.ts';
import { changedMetadataFields, type MetadataFields, metadataFieldsOf } from './metadata-fields.ts';
import type { CompanyStore } from './store.ts';

/**
 * @param input.expectedVersion version that the caller read (`If-Match`); undefined: whatever stands there
 * @throws Refusal TENANT_MISSING, METADATA_FIELD_KEPT, VALUE_INVALID, VERSION_CONFLICT
 */
export const changeMetadataFields = async (
  deps: { companies: Pick<CompanyStore, 'find' | 'change'> },
  input: { tenant: string; fields: readonly MetadataFieldInput[]; expectedVersion: number | undefined },
): Promise<MetadataFields> => {
  const before = requireCompany(await deps.companies.find(input.tenant, { consistent: true }));
  const known = metadataFieldsOf(before.value);
  const conflict = () => new Refusal('VERSION_CONFLICT', 'The fields were changed meanwhile. Read them again.');
  if (input.expectedVersion !== undefined && input.expectedVersion !== known.version) throw conflict();
  const metadata = changedMetadataFields(known, input.fields);
  try {
    return metadataFieldsOf((await deps.companies.change(before, { ...before.value, metadata })).value);
  } catch (error) {
    if (error instanceof ConditionFailed) throw conflict();
    throw error;
  }
};
