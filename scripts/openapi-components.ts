/**
 * One component for one thing: what the contract names becomes a component under its name, and the document refers to
 * it wherever that shape stands, so that a generated client has one class for it.
 */
import * as z from 'zod';
import * as accounts from '#contract/accounts.ts';
import * as alertActions from '#contract/alert-actions.ts';
import * as alerts from '#contract/alerts.ts';
import * as attachments from '#contract/attachments.ts';
import * as audit from '#contract/audit.ts';
import * as calls from '#contract/calls.ts';
import * as companies from '#contract/companies.ts';
import * as companyDeletion from '#contract/company-deletion.ts';
import * as contactability from '#contract/contactability.ts';
import * as conversations from '#contract/conversations.ts';
import * as customers from '#contract/customers.ts';
import * as debts from '#contract/debts.ts';
import * as documents from '#contract/documents.ts';
import { FaultSchema, ProblemSchema } from '#contract/errors.ts';
import * as exports from '#contract/exports.ts';
import * as holds from '#contract/holds.ts';
import * as importOptions from '#contract/import-options.ts';
import * as importQuestions from '#contract/import-questions.ts';
import * as imports from '#contract/imports.ts';
import * as inbound from '#contract/inbound.ts';
import * as interactions from '#contract/interactions.ts';
import * as limits from '#contract/limits.ts';
import * as merges from '#contract/merges.ts';
import * as messages from '#contract/messages.ts';
import * as metadata from '#contract/metadata.ts';
import * as privacy from '#contract/privacy.ts';
import * as processes from '#contract/processes.ts';
import * as received from '#contract/received.ts';
import * as results from '#contract/results.ts';
import * as retention from '#contract/retention.ts';
import type { Route } from '#contract/route.ts';
import * as templates from '#contract/templates.ts';
import * as tickets from '#contract/tickets.ts';
import * as views from '#contract/views.ts';
import * as vocabulary from '#contract/vocabulary-schemas.ts';

const modules: readonly Readonly<Record<string, unknown>>[] = [
  vocabulary,
  accounts,
  attachments,
  audit,
  calls,
  companies,
  contactability,
  conversations,
  customers,
  debts,
  documents,
  exports,
  holds,
  importOptions,
  importQuestions,
  imports,
  inbound,
  interactions,
  limits,
  merges,
  messages,
  companyDeletion,
  metadata,
  privacy,
  alerts,
  alertActions,
  processes,
  received,
  retention,
  results,
  templates,
  tickets,
  views,
  { FaultSchema, ProblemSchema },
];

/** `createDebt` is `CreateDebt`, `NOT_FOUND` is `NotFound`. */
export const pascal = (name: string): string =>
  (name === name.toUpperCase() ? name.toLowerCase() : name)
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The rows of a page (`pageOf`), or undefined when the schema is no page. */
const rowOf = (schema: z.ZodType): z.core.$ZodType | undefined => {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const { items, ...rest } = schema.shape;
  const isPage = items instanceof z.ZodArray && Object.keys(rest).every((key) => key === 'nextCursor');
  return isPage ? items.element : undefined;
};

/**
 * The schemas that are components, by name. Exported schemas go by their own: `CustomerSchema` is `Customer`. Filters do
 * not: OpenAPI wants each query parameter on its own. Bodies and answers without a name of their own go by their row
 * (`DebtPage`) or by their route (`CreateDebtBody`, `GetTagsAnswer`).
 *
 * @throws Error when two schemas claim one name
 */
export const namedSchemas = (table: readonly Route[]): Record<string, z.ZodType> => {
  const names = new Map<z.core.$ZodType, string>();
  const schemas = new Map<string, z.ZodType>();
  const add = (name: string, schema: z.ZodType): void => {
    if (names.has(schema)) return;
    if (schemas.has(name)) throw new Error(`Two schemas of the contract claim the name ${name}`);
    names.set(schema, name);
    schemas.set(name, schema);
  };
  for (const module of modules) {
    for (const [name, value] of Object.entries(module)) {
      if (/(?<!Filter)Schema$/.test(name) && value instanceof z.ZodType) add(name.replace(/Schema$/, ''), value);
    }
  }
  for (const { id, body, answer } of table) {
    if (body !== undefined) add(`${pascal(id)}Body`, body);
    if (answer === undefined) continue;
    const row = rowOf(answer);
    const rowName = row === undefined ? undefined : names.get(row);
    if (rowName === undefined) add(`${pascal(id)}Answer`, answer);
    // Routes that page through the same rows make a page each; they are alike.
    else if (!schemas.has(`${rowName}Page`)) add(`${rowName}Page`, answer);
  }
  return Object.fromEntries(schemas);
};

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const prefix = '#/components/schemas/';
/** Says something about a place and nothing about what may stand there. */
const annotations = ['title', 'description', 'default', 'examples'];
/** Keywords under which names stand, not keywords. */
const holdsNames = ['properties', 'patternProperties'];
/** Keywords under which values stand, not schemas. */
const holdsValues = ['enum', 'const', 'required', 'examples', 'default'];

/** Objects with properties and enums: of these a generated client makes classes. */
export const isClass = (schema: JsonObject): boolean => isJsonObject(schema.properties) || Array.isArray(schema.enum);

/** The same schema with each part of it changed, from the outside in. */
const mapParts = (schema: Json, change: (part: JsonObject) => Json): Json => {
  if (Array.isArray(schema)) return schema.map((part) => mapParts(part, change));
  if (!isJsonObject(schema)) return schema;
  const changed = change(schema);
  if (!isJsonObject(changed)) return changed;
  return Object.fromEntries(
    Object.entries(changed).map(([key, part]) => {
      if (holdsValues.includes(key)) return [key, part];
      if (holdsNames.includes(key) && isJsonObject(part)) {
        return [key, Object.fromEntries(Object.entries(part).map(([name, value]) => [name, mapParts(value, change)]))];
      }
      return [key, mapParts(part, change)];
    }),
  );
};

/** Every schema inside of `schema` that is an object with properties or an enum, itself included unless a component. */
export const classesIn = (schema: Json): readonly JsonObject[] => {
  const found: JsonObject[] = [];
  mapParts(schema, (part) => {
    if (isClass(part)) found.push(part);
    return part;
  });
  return found;
};

/**
 * What a schema allows, as text that is the same for schemas that allow the same: references resolved, keys and enums
 * sorted, annotations left out.
 */
export const meaningOf = (schema: Json, components: JsonObject): string => {
  const expand = (part: Json, within: readonly string[]): Json => {
    if (Array.isArray(part)) return part.map((one) => expand(one, within));
    if (!isJsonObject(part)) return part;
    const name = referenceOf(part);
    if (name !== undefined && !within.includes(name)) return expand(components[name] ?? {}, [...within, name]);
    const entries = Object.entries(part).filter(([key, value]) => isJsonObject(value) || !annotations.includes(key));
    return Object.fromEntries(
      entries
        .map(([key, value]): [string, Json] => [
          key,
          Array.isArray(value) && (key === 'enum' || key === 'required') ? value.toSorted() : expand(value, within),
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return JSON.stringify(expand(schema, []));
};

const referenceOf = (schema: JsonObject): string | undefined => {
  const { $ref } = schema;
  return typeof $ref === 'string' && $ref.startsWith(prefix) ? $ref.slice(prefix.length) : undefined;
};

/**
 * The document with one component for each shape: an object or enum that stands inline where a component allows the
 * same becomes a reference to it, `XOutput` is `X` where requests have no `X` or the same, and what nothing refers to
 * is left out.
 */
export const foldComponents = (document: Json): Json => {
  const components = isJsonObject(document) ? document.components : undefined;
  const schemas = isJsonObject(components) ? components.schemas : undefined;
  if (!(isJsonObject(document) && isJsonObject(components) && isJsonObject(schemas))) {
    throw new Error('A document without components has nothing to fold');
  }
  const { paths, responses } = { paths: document.paths ?? {}, responses: components.responses ?? {} };
  const refersTo = (value: Json): ReadonlySet<string> => {
    const names = new Set<string>();
    const visit = (part: Json): void => {
      mapParts(part, (one) => {
        const name = referenceOf(one);
        const component = name === undefined ? undefined : schemas[name];
        if (name !== undefined && component !== undefined && !names.has(name)) {
          names.add(name);
          visit(component);
        }
        return one;
      });
    };
    visit(value);
    return names;
  };
  const first = refersTo([paths, responses]);
  const base = (name: string) => name.replace(/Output$/, '');
  const byMeaning = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const name of [...first].sort((a, b) => (a < b ? -1 : 1))) {
    const schema = schemas[name] ?? {};
    const plain = base(name);
    const isSame = plain !== name && meaningOf(schemas[plain] ?? {}, schemas) === meaningOf(schema, schemas);
    if (plain !== name && (isSame || !first.has(plain))) renamed.set(name, plain);
    const meaning = meaningOf(schema, schemas);
    if (isJsonObject(schema) && isClass(schema) && !byMeaning.has(meaning)) {
      byMeaning.set(meaning, renamed.get(name) ?? name);
    }
  }
  const fold = (part: JsonObject): Json => {
    const name = referenceOf(part);
    const to = name === undefined ? undefined : renamed.get(name);
    if (to !== undefined) return { ...part, $ref: `${prefix}${to}` };
    const component = isClass(part) ? byMeaning.get(meaningOf(part, schemas)) : undefined;
    if (component === undefined) return part;
    const kept = Object.entries(part).filter(([key]) => annotations.includes(key));
    return { $ref: `${prefix}${component}`, ...Object.fromEntries(kept) };
  };
  const folded = new Map<string, Json>();
  for (const name of first) {
    const schema = schemas[name];
    if (!isJsonObject(schema)) continue;
    // The component itself is not folded into itself, its parts are.
    let isTop = true;
    folded.set(
      renamed.get(name) ?? name,
      mapParts(schema, (part) => {
        if (!isTop) return fold(part);
        isTop = false;
        return part;
      }),
    );
  }
  const sorted = [...folded].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...document,
    paths: mapParts(paths, fold),
    components: { ...components, schemas: Object.fromEntries(sorted), responses: mapParts(responses, fold) },
  };
};
