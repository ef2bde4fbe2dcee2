/**
 * Fields of an entity whose attributes have short names: each is declared once, with its schema, its attribute, and what
 * it is where nobody gave it. Schema, packing, the factory's input and the lists of attributes follow from that. A value
 * that is empty (null, absent, the default) is left out of the item.
 */
import * as z from 'zod';
import type { Item } from './kernel.ts';

/**
 * `key`: read back from the item's keys, not stored a second time. `required`: always given. The others need not be
 * given, and are left out of the item where they are empty.
 */
type FieldKind = 'key' | 'required' | 'nullable' | 'optional' | 'default';

export interface NamedField<Schema extends z.ZodType = z.ZodType, Kind extends FieldKind = FieldKind> {
  readonly kind: Kind;
  readonly schema: Schema;
  /** Attribute in which it lies; of a key none, nor of what lies inside of another's. */
  readonly attribute: string | undefined;
  /** What it is where it was not given. */
  readonly empty?: z.output<Schema> | undefined;
}
export type NamedFields = Readonly<Record<string, NamedField>>;

export const inKey = <Schema extends z.ZodType>(schema: Schema): NamedField<Schema, 'key'> => ({
  kind: 'key',
  schema,
  attribute: undefined,
});

export const required = <Schema extends z.ZodType>(
  attribute: string,
  schema: Schema,
): NamedField<Schema, 'required'> => ({ kind: 'required', schema, attribute });

export const nullable = <Schema extends z.ZodType>(
  attribute: string,
  schema: Schema,
): NamedField<z.ZodNullable<Schema>, 'nullable'> => ({
  kind: 'nullable',
  schema: schema.nullable(),
  attribute,
  empty: null,
});

/** Lies in the attribute of another field, where the entity's codec puts it and finds it again. */
export const inside = <Schema extends z.ZodType>(
  schema: Schema,
): NamedField<z.ZodExactOptional<Schema>, 'optional'> => ({
  kind: 'optional',
  schema: z.exactOptional(schema),
  attribute: undefined,
});

export const optional = <Schema extends z.ZodType>(
  attribute: string,
  schema: Schema,
): NamedField<z.ZodExactOptional<Schema>, 'optional'> => ({
  kind: 'optional',
  schema: z.exactOptional(schema),
  attribute,
});

/** @param empty compared by its JSON: a small plain value */
export const defaulted = <Schema extends z.ZodType>(
  attribute: string,
  schema: Schema,
  empty: z.output<Schema>,
): NamedField<Schema, 'default'> => ({ kind: 'default', schema, attribute, empty });

/** The field stands in the register's index as well: reading a list needs no look at the item itself. */
export const indexed = <Field extends NamedField>(field: Field): Field & { readonly indexed: true } => ({
  ...field,
  indexed: true,
});

/** Schemas by name, for `z.object`. */
export type SchemasOf<Fields extends NamedFields> = { readonly [Name in keyof Fields]: Fields[Name]['schema'] };
export type ValueOf<Fields extends NamedFields> = z.output<z.ZodObject<SchemasOf<Fields>>>;
type NamesOfKind<Fields extends NamedFields, Kind extends FieldKind> = {
  [Name in keyof Fields]: Fields[Name]['kind'] extends Kind ? Name : never;
}[keyof Fields];
/** What has to be given of a new value; the rest may be. */
export type InitialOf<Fields extends NamedFields> = Pick<
  ValueOf<Fields>,
  NamesOfKind<Fields, 'key' | 'required'> & keyof ValueOf<Fields>
> & {
  readonly [Name in NamesOfKind<Fields, 'nullable' | 'optional' | 'default'> & keyof ValueOf<Fields>]?:
    | ValueOf<Fields>[Name]
    | undefined;
};
/** Names of the fields that are declared as `indexed`. */
export type IndexedNames<Fields extends NamedFields> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly indexed: true } ? Name : never;
}[keyof Fields];

/** Schema of the whole value. */
export const schemaOf = <Fields extends NamedFields>(fields: Fields): z.ZodObject<SchemasOf<Fields>> =>
  z.object(Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])) as SchemasOf<Fields>);

/** Attributes of these fields, in the order of their declaration. */
export const attributesOf = <Fields extends NamedFields>(
  fields: Fields,
  names: readonly (keyof Fields & string)[],
): readonly string[] =>
  Object.entries(fields).flatMap(([name, { attribute }]) =>
    attribute !== undefined && names.includes(name) ? [attribute] : [],
  );

/** Names of the fields that are declared as `indexed`, and of those that every key tells. */
export const indexedNames = <Fields extends NamedFields>(
  fields: Fields,
): readonly (IndexedNames<Fields> | NamesOfKind<Fields, 'key'>)[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    'indexed' in field || field.kind === 'key' ? [name as IndexedNames<Fields>] : [],
  );

const isEmpty = ({ empty }: NamedField, value: unknown): boolean =>
  value === undefined || value === null || (empty !== undefined && JSON.stringify(value) === JSON.stringify(empty));

/** What is stored beside the keys. */
export const packFields = (fields: NamedFields, value: Readonly<Record<string, unknown>>): Item => {
  const item: Item = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.attribute !== undefined && !isEmpty(field, value[name])) item[field.attribute] = value[name];
  }
  return item;
};

/** Undoes `packFields`, the fields of the keys left out; a schema checks what comes out. */
export const unpackFields = (fields: NamedFields, item: Item): Item => {
  const value: Item = {};
  for (const [name, { attribute, empty }] of Object.entries(fields)) {
    const stored = attribute === undefined ? undefined : (item[attribute] ?? empty);
    if (stored !== undefined) value[name] = stored;
  }
  return value;
};

/** A new value: what was not given is empty. */
export const initialValue = <Fields extends NamedFields>(fields: Fields, given: InitialOf<Fields>): ValueOf<Fields> => {
  const value: Record<string, unknown> = {};
  for (const [name, { empty }] of Object.entries(fields)) {
    const chosen = given[name as keyof typeof given] ?? empty;
    if (chosen !== undefined) value[name] = chosen;
  }
  return value as ValueOf<Fields>;
};
