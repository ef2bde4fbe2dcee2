/** How long, how many and between which numbers the API takes the fields of a request: what forms must know beforehand. */
import * as z from 'zod';
import type { Route } from '#contract/route.ts';

/** Bounds of one field; `longest` in UTF-16 code units. */
interface FieldLimits {
  readonly longest?: number;
  readonly most?: number;
  readonly least?: number;
  readonly greatest?: number;
}

/** What is read of a JSON schema here. */
interface Schema {
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Bounds that no person reaches: an integer without any has these. */
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;

const boundsOf = ({ maxLength, maxItems, minimum, maximum }: Schema): FieldLimits => ({
  ...(isBound(maxLength) ? { longest: maxLength } : {}),
  ...(isBound(maxItems) ? { most: maxItems } : {}),
  ...(isBound(minimum) ? { least: minimum } : {}),
  ...(isBound(maximum) ? { greatest: maximum } : {}),
});

const collect = (schema: Schema, path: string, found: Map<string, FieldLimits>): void => {
  const bounds = { ...found.get(path), ...boundsOf(schema) };
  if (path !== '' && Object.keys(bounds).length > 0) found.set(path, bounds);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    collect(field, path === '' ? name : `${path}.${name}`, found);
  }
  // What stands in a list goes by the name of the list.
  if (schema.items !== undefined) collect(schema.items, `${path}.each`, found);
  for (const form of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) collect(form, path, found);
};

/** Bounds of the fields of a route's body by their dotted paths; entries of a list are `each`: `segments.each.name`. */
const fieldLimitsOf = ({ body }: Route): Readonly<Record<string, FieldLimits>> => {
  const found = new Map<string, FieldLimits>();
  if (body !== undefined) collect(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema, '', found);
  return Object.fromEntries(found);
};

/** The same of several routes, by their ids. @param ids routes that the console has forms of */
export const fieldLimits = (table: readonly Route[], ids: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(table.filter(({ id }) => ids.includes(id)).map((route) => [route.id, fieldLimitsOf(route)]));
