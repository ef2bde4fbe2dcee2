/** The fields that a company records of its customers, and what a change of them may do (E16, E17). Pure. */
import type { Fault } from '#contract/errors.ts';
import {
  activeFieldLimit,
  defaultMetadataFields,
  type MetadataField,
  type MetadataFieldInput,
} from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from './entities.ts';

/** As the company keeps them; nothing is kept until somebody changes the fields that all begin with. */
export interface MetadataFields {
  readonly fields: readonly MetadataField[];
  readonly version: number;
}

const builtIn = new Set(defaultMetadataFields.map(({ key }) => key));

const complete = ({ archived, ...field }: MetadataFieldInput): MetadataField => ({
  ...field,
  archived: archived ?? false,
  builtIn: builtIn.has(field.key),
});

const beginning: MetadataFields = { fields: defaultMetadataFields.map(complete), version: 1 };

export const metadataFieldsOf = (company: Pick<CompanyValue, 'metadata'>): MetadataFields =>
  company.metadata === undefined
    ? beginning
    : { fields: company.metadata.fields.map(complete), version: company.metadata.version };

const faultsOf = (before: readonly MetadataField[], input: readonly MetadataFieldInput[]): Fault[] => {
  const faults: Fault[] = [];
  const add = (path: string, code: Fault['code'], detail: string) => faults.push({ path, code, detail });
  const seen = new Set<string>();
  for (const [position, field] of input.entries()) {
    const path = `fields.${position}`;
    const old = before.find(({ key }) => key === field.key);
    if (seen.has(field.key)) add(`${path}.key`, 'VALUE_INVALID', 'Another field has this key.');
    seen.add(field.key);
    if (old !== undefined && old.type !== field.type) {
      add(`${path}.type`, 'METADATA_FIELD_KEPT', 'Values are kept in the old type: archive the field and add another.');
    }
    if ((field.type === 'list') !== (field.options !== undefined)) {
      add(`${path}.options`, 'VALUE_INVALID', 'List fields need options; other fields take none.');
    }
  }
  for (const { key } of before.filter((field) => !seen.has(field.key))) {
    add('fields', 'METADATA_FIELD_KEPT', `Field "${key}" is missing: archive it instead.`);
  }
  if (input.filter(({ archived }) => archived !== true).length > activeFieldLimit) {
    add('fields', 'VALUE_INVALID', `At most ${activeFieldLimit} fields that are not archived.`);
  }
  return faults;
};

/**
 * The fields after a change. Labels, options, order and archiving are free; what values rely on stays.
 * @throws Refusal METADATA_FIELD_KEPT, VALUE_INVALID with every fault
 */
export const changedMetadataFields = (
  before: MetadataFields,
  input: readonly MetadataFieldInput[],
): NonNullable<CompanyValue['metadata']> => {
  const faults = faultsOf(before.fields, input);
  const [first] = faults;
  if (first !== undefined) {
    const code = first.code === 'METADATA_FIELD_KEPT' ? 'METADATA_FIELD_KEPT' : 'VALUE_INVALID';
    throw new Refusal(code, `${first.path}: ${first.detail}`, { faults });
  }
  return { fields: input.map((field) => ({ ...field })), version: before.version + 1 };
};
