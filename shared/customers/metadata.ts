/** A customer's metadata, held to the fields of its company (E11, E13, E16, E17). Pure. */

import type { Fault } from '#contract/errors.ts';
import { DaySchema } from '#contract/fields.ts';
import type { Metadata, MetadataField } from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import type { MetadataFields } from '#shared/companies/metadata-fields.ts';
import { readRut } from './documents.ts';

type Value = Metadata[string];
type Read = { readonly value: Value } | { readonly wrong: string };

const text = (value: Value, read: (text: string) => Read): Read =>
  typeof value === 'string' ? read(value.trim()) : { wrong: 'Write it as text.' };

const emailPattern = /^[^\s@<>(),;"]{1,64}@[^\s@<>(),;"]{1,185}\.[^\s@<>(),;".]{2,63}$/;
const phonePattern = /^\+?\d[\d\s().-]{4,28}\d$/;

/** Reads a value into the form in which it is kept, or says what is wrong with it. */
const readers: Readonly<Record<MetadataField['type'], (value: Value, field: MetadataField) => Read>> = {
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
      emailPattern.test(written) ? { value: written.toLowerCase() } : { wrong: 'Not an e-mail address.' },
    ),
  phone: (value) =>
    text(value, (written) =>
      phonePattern.test(written) ? { value: written.replace(/[\s().-]/g, '') } : { wrong: 'Not a telephone number.' },
    ),
  rut: (value) =>
    text(value, (written) => {
      const rut = readRut(written);
      return rut === undefined ? { wrong: 'The check digit does not fit. Write it as 12345678-5.' } : { value: rut };
    }),
};

/**
 * What is kept after `input` was sent in the place of `before`. A value that was there already stays as it is, also when
 * its field has changed since; values of archived fields stay, since nobody who writes has seen them.
 * @throws Refusal METADATA_FIELD_UNKNOWN, METADATA_VALUE_INVALID with every fault at its field
 */
export const checkMetadata = ({ fields }: MetadataFields, before: Metadata, input: Metadata): Metadata => {
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
      const read = readers[field.type](value, field);
      if ('value' in read) kept[key] = read.value;
      else faults.push({ path: `metadata.${key}`, code: 'METADATA_VALUE_INVALID', detail: read.wrong });
    }
  }
  const [first] = faults;
  if (first !== undefined) throw new Refusal(first.code, `${first.path}: ${first.detail}`, { faults });
  return kept;
};

/** What people see of it: everything but the values of archived fields. */
export const shownMetadata = ({ fields }: MetadataFields, metadata: Metadata): Metadata => {
  const archived = new Set(fields.filter((field) => field.archived).map(({ key }) => key));
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !archived.has(key)));
};

/**
 * Keys of a list's metadata columns, `email,rut` in a query (E13).
 * @throws Refusal FILTER_INVALID for a field that the company has not, or has archived
 */
export const columnKeys = ({ fields }: MetadataFields, columns: string | undefined): readonly string[] => {
  const keys = [...new Set((columns ?? '').split(',').map((key) => key.trim()))].filter((key) => key !== '');
  const unknown = keys.find((key) => !fields.some((field) => field.key === key && !field.archived));
  if (unknown !== undefined) {
    throw new Refusal('FILTER_INVALID', `columns: no field "${unknown.slice(0, 40)}"; see GET /v1/metadata-fields.`);
  }
  return keys;
};
