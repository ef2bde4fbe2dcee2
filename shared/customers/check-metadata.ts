/**
 * A customer's metadata as it is written, held to the fields of its company (E11, E16, E17). Pure. Loads the telephone
 * rules, as everything that takes numbers.
 */
import type { Fault } from '#contract/errors.ts';
import { DaySchema } from '#contract/fields.ts';
import type { Metadata, MetadataField } from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import type { MetadataFields } from '#shared/companies/metadata-fields.ts';
import { readRut } from './documents.ts';
import { readPhone } from './phones.ts';

type Value = Metadata[string];
type Read = { readonly value: Value } | { readonly wrong: string };

const text = (value: Value, read: (text: string) => Read): Read =>
  typeof value === 'string' ? read(value.trim()) : { wrong: 'Write it as text.' };

const emailPattern = /^[^\s@<>(),;"]{1,64}@[^\s@<>(),;"]{1,185}\.[^\s@<>(),;".]{2,63}$/;

/** Reads a value into the form in which it is kept, or says what is wrong with it. */
const readers: Readonly<
  Record<MetadataField['type'], (value: Value, field: MetadataField, countries: readonly string[]) => Read>
> = {
  text: (value) => text(value, (written) => ({ value: written })),
  number: (value) => (typeof value === 'number' ? { value } : { wrong: 'Send a number.' }),
  boolean: (value) => (typeof value === 'boolean' ? { value } : { wrong: 'Send true or false.' }),
  date: (value) =>
    text(value, (written) =>
      DaySchema.safeParse(written).success ? { value: written } : { wrong: 'Write a date that exists: 2026-06-05.' },
    ),
  list: (value, { options = [] }) =>
    text(value, (written) =>
      options.includes(written) ? { value: written } : { wrong: `One of: ${options.join(', ')}.` },
    ),
  email: (value) =>
    text(value, (written) =>
      emailPattern.test(written) ? { value: written.toLowerCase() } : { wrong: 'Not a valid e-mail address.' },
    ),
  phone: (value, _field, countries) =>
    text(value, (written) => {
      const phone = readPhone(written, countries);
      return 'code' in phone ? { wrong: phone.detail } : { value: phone.value };
    }),
  rut: (value) =>
    text(value, (written) => {
      const rut = readRut(written);
      return rut === undefined ? { wrong: 'The check digit is wrong. Write it as 12345678-5.' } : { value: rut };
    }),
};

/**
 * What is kept after `input` was sent in the place of `before`. A value that was there already stays as it is, also when
 * its field has changed since; values of archived fields stay, since nobody who writes has seen them.
 * @param countries whose national numbers a phone may be (`countriesOf`)
 * @throws Refusal METADATA_FIELD_UNKNOWN, METADATA_VALUE_INVALID with every fault at its field
 */
export const checkMetadata = (
  { fields }: MetadataFields,
  before: Metadata,
  input: Metadata,
  countries: readonly string[],
): Metadata => {
  const faults: (Fault & { code: 'METADATA_FIELD_UNKNOWN' | 'METADATA_VALUE_INVALID' })[] = [];
  const kept: Record<string, Value> = {};
  for (const { key, archived } of fields) {
    if (archived && before[key] !== undefined) kept[key] = before[key];
  }
  for (const [key, value] of Object.entries(input)) {
    const field = fields.find((candidate) => candidate.key === key && !candidate.archived);
    if (before[key] === value) kept[key] = value;
    else if (field === undefined) {
      const detail = 'The company has no such field; see GET /v1/metadata-fields.';
      faults.push({ path: `metadata.${key}`, code: 'METADATA_FIELD_UNKNOWN', detail });
    } else {
      const read = readers[field.type](value, field, countries);
      if ('value' in read) kept[key] = read.value;
      else faults.push({ path: `metadata.${key}`, code: 'METADATA_VALUE_INVALID', detail: read.wrong });
    }
  }
  const [first] = faults;
  if (first !== undefined) throw new Refusal(first.code, `${first.path}: ${first.detail}`, { faults });
  return kept;
};
