/**
 * Requests made to hurt, generated from docs/openapi.json: each takes what an operation accepts and bends one thing of it.
 * Bounds of every query and field, the longest texts in the widest characters, empty headers, times and numbers at the
 * ends of what there is, ids that are none (issue 10, A.5).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
}

const SchemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxItems: z.number().optional(),
    items: SchemaSchema.optional(),
    properties: z.record(z.string(), SchemaSchema).optional(),
    additionalProperties: z.union([z.boolean(), SchemaSchema]).optional(),
    anyOf: z.array(SchemaSchema).optional(),
    oneOf: z.array(SchemaSchema).optional(),
    allOf: z.array(SchemaSchema).optional(),
  }),
);

const media = z.looseObject({ schema: SchemaSchema });
const ResponseSchema = z.looseObject({ $ref: z.string().optional(), 'x-codes': z.array(z.string()).optional() });
const OperationSchema = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ in: z.string(), name: z.string(), schema: SchemaSchema })).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), ResponseSchema),
});
const DocumentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), OperationSchema)),
  components: z.looseObject({
    schemas: z.record(z.string(), SchemaSchema),
    responses: z.record(z.string(), ResponseSchema),
  }),
});
const file = join(import.meta.dirname, '../../../docs/openapi.json');
const document = DocumentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

const resolve = (schema: Schema): Schema => {
  const name = schema.$ref?.split('/').at(-1);
  const found = name === undefined ? undefined : document.components.schemas[name];
  return found === undefined ? schema : resolve(found);
};

const described = new Map(
  Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((operation) => [operation.operationId, operation] as const),
  ),
);

/** Codes that the document has for an answer of this status. */
export const documentedCodes = (operationId: string, status: number): readonly unknown[] => {
  const answer = described.get(operationId)?.responses[String(status)];
  const name = answer?.$ref?.split('/').at(-1);
  return (name === undefined ? answer : document.components.responses[name])?.['x-codes'] ?? [];
};

/** What an operation accepts. */
export interface AcceptedRequest {
  readonly ids: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** What is sent instead; what is left out stays as accepted. */
export interface HostileRequest {
  /** Names the bend, for the report: `body.addresses.0.value: 256 × カ`. */
  readonly what: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text that is sent as it is. */
  readonly body?: unknown;
}

interface Named {
  readonly name: string;
  readonly value: unknown;
}

/** `length` UTF-16 units of one text repeated. */
const fill = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length - (length % unit.length));

/** Wide in bytes, in markup, in JSON, when folded, when cut: each is longest in another way. */
const units = ['カ', '😀', 'e\u0301', '&', '"', '\\', '\ufdfa', '\u{1d7d8}', 'İ', '٣', '{{', 'a '];
/** Tags that the system fills in with more than they are long. */
const tags = ['{{payButton}}', '{{accountStatement}}', '{{paymentLink}}', '{{customerName}}', '{{totalBalance}}'];
const oddTexts = [
  '',
  ' ',
  '\u200b',
  '\u0000',
  '\ud800',
  '\u202eabc',
  '__proto__',
  'constructor',
  '=1+1',
  'a\nb',
  '%',
  '#',
];
/** Longest text that fits into a body of 256 KB when its characters have 3 bytes. */
const longestText = 80_000;

const textsOf = (maxLength: number | undefined): Named[] => {
  const lengths =
    maxLength === undefined ? [64, 1_000, longestText] : [Math.min(maxLength, longestText), maxLength + 1];
  const tagged = maxLength === undefined || maxLength < 1_000 ? [] : [1_000, Math.min(maxLength, longestText)];
  return [
    ...lengths.flatMap((length) => units.map((unit) => ({ name: `${length} × ${unit}`, value: fill(unit, length) }))),
    ...tagged.flatMap((length) =>
      tags.flatMap((tag) => [
        { name: `${length} × ${tag}`, value: fill(tag, length) },
        { name: `${tag} and ${length} × カ`, value: `${tag}${fill('カ', length - tag.length)}` },
      ]),
    ),
    ...oddTexts.map((value) => ({ name: JSON.stringify(value), value })),
  ];
};

const same = (values: readonly unknown[]): Named[] => values.map((value) => ({ name: JSON.stringify(value), value }));

const days = [
  '0000-01-01',
  '0001-01-01',
  '1582-10-10',
  '1969-12-31',
  '1970-01-01',
  '2026-02-30',
  '9999-12-31',
  '10000-01-01',
];
const instants = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '1969-12-31T23:59:59.999Z',
  '2026-06-05T10:00:00',
  '2016-12-31T23:59:60Z',
  '2026-11-24T24:00:00Z',
  '2026-11-24T10:00:00+14:30',
  '2026-11-24T10:00:00+99:99',
  '1795446000',
  '1795446000000',
  '1795446000000000',
  '9999-12-31T23:59:59-14:00',
  '+275760-09-13T00:00:00Z',
];
const numbers = [0, -1, 0.5, 1e15, -1e15, 2 ** 53, 1e16, 1e308, -1e308, Number.MIN_VALUE];
/** Deeper than any reader goes that calls itself, and not so deep that it could not be written down. */
const nested: Named = { name: '3,000 levels', value: JSON.parse(`${'{"a":['.repeat(1_500)}${']}'.repeat(1_500)}`) };
const wrongTypes = [...same([null, true, 0, 'x', [], {}]), nested];

const isType = ({ type }: Schema, name: string): boolean =>
  typeof type === 'string' ? type === name : type?.includes(name) === true;

/** Values for one place, of its type at its ends and of none. */
const valuesOf = (given: Schema): Named[] => {
  const schema = resolve(given);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return choices.flatMap(valuesOf);
  if (schema.enum !== undefined) return [...same([...schema.enum, 'toString', '__proto__', '']), ...wrongTypes];
  if (isType(schema, 'string')) {
    const times = schema.format === 'date' ? days : schema.format === 'date-time' ? instants : [];
    return [...same(times), ...textsOf(schema.maxLength), ...wrongTypes];
  }
  if (isType(schema, 'integer') || isType(schema, 'number')) {
    const { minimum = 0, maximum = 0 } = schema;
    return [...same([minimum, minimum - 1, maximum, maximum + 1, ...numbers]), ...wrongTypes];
  }
  if (isType(schema, 'array')) {
    const { maxItems = 1_000, items = {} } = schema;
    const [first] = fullest(items, 0, 'カ');
    const many = (count: number): Named => ({
      name: `${count} items`,
      value: Array.from({ length: count }, () => first),
    });
    return [many(1), many(maxItems), many(maxItems + 1), ...wrongTypes];
  }
  if (isType(schema, 'object') && schema.properties === undefined) {
    const record = (count: number, key: string): Named => ({
      name: `${count} keys ${key}`,
      value: Object.fromEntries(Array.from({ length: count }, (_, n) => [`${key}${n}`, fill('カ', 200)])),
    });
    const own: Named = { name: '{"__proto__"}', value: JSON.parse('{"__proto__": "x", "constructor": "x", "": "x"}') };
    return [record(1, 'カ'.repeat(40)), record(300, 'k'), own, ...wrongTypes];
  }
  return wrongTypes;
};

/** Values with every optional part there and every text at its longest; as an array, so that there may be none. */
const fullest = (given: Schema, depth: number, unit: string): unknown[] => {
  const schema = resolve(given);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return choices.slice(0, 1).flatMap((choice) => fullest(choice, depth, unit));
  if (schema.enum !== undefined) return [schema.enum[0]];
  if (isType(schema, 'string')) {
    if (schema.format === 'date') return ['9999-12-31'];
    if (schema.format === 'date-time') return ['9999-12-31T23:59:59Z'];
    return [fill(unit, Math.min(schema.maxLength ?? 60, 4_000))];
  }
  if (isType(schema, 'integer') || isType(schema, 'number')) return [schema.maximum ?? 1];
  if (isType(schema, 'boolean')) return [true];
  if (isType(schema, 'array')) {
    const count = depth > 3 ? 1 : Math.min(schema.maxItems ?? 20, 60);
    return [Array.from({ length: count }, () => fullest(schema.items ?? {}, depth + 1, unit)[0])];
  }
  const entries = Object.entries(schema.properties ?? {}).map(([name, part]) => [
    name,
    fullest(part, depth + 1, unit)[0],
  ]);
  return [Object.fromEntries(entries)];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with another one at a path. */
const withAt = (value: unknown, path: readonly string[], replacement: unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, n) => (String(n) === name ? withAt(item, rest, replacement) : item));
  const record = isRecord(value) ? value : {};
  return { ...record, [name]: withAt(record[name], rest, replacement) };
};

/** Every place of a body: its path, and what may stand there. */
function* placesOf(given: Schema, value: unknown, path: readonly string[]): Generator<[readonly string[], Schema]> {
  const schema = resolve(given);
  for (const choice of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []) yield* placesOf(choice, value, path);
  if (path.length > 5) return;
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    yield [[...path, name], part];
    yield* placesOf(part, isRecord(value) ? value[name] : undefined, [...path, name]);
  }
  if (schema.items !== undefined && Array.isArray(value) && value.length > 0) {
    yield [[...path, '0'], schema.items];
    yield* placesOf(schema.items, value[0], [...path, '0']);
  }
}

const oddIds = [
  '0',
  '~',
  'a-b-c',
  'a-',
  'A'.repeat(64),
  'A'.repeat(65),
  '%00',
  '%23',
  '%F0%9F%98%80',
  '%',
  '__proto__',
  'undefined',
];
const oddKeys = ['', ' ', 'k'.repeat(255), 'k'.repeat(256), 'ñ', '"', 'a b'];
/** As many levels as fit into a body of 256 KB. */
const deepest = `{"x":${'['.repeat(130_000)}${']'.repeat(130_000)}}`;
const oddVersions = ['', '*', '""', '"999999999999999"', '"9999999999999999"', '-1', 'W/"1"'];

/** All bends of one operation, in the order of the document. */
export function* hostileRequests(operationId: string, accepted: AcceptedRequest): Generator<HostileRequest> {
  const operation = described.get(operationId);
  if (operation === undefined) return;
  const body = operation.requestBody?.content['application/json']?.schema;
  for (const { in: place, name, schema } of operation.parameters) {
    if (place === 'path') for (const id of oddIds) yield { what: `${name}: ${id.slice(0, 20)}`, ids: { [name]: id } };
    if (place === 'query') {
      for (const { name: value, value: text } of valuesOf(schema)) {
        // Whole requests are bounded by API Gateway: 10,240 bytes of line and headers.
        const query = { [name]: String(text).slice(0, 700) };
        yield { what: `?${name}: ${value}`, query };
      }
    }
    const header = name.toLowerCase();
    const odd = header === 'idempotency-key' ? oddKeys : header === 'if-match' ? oddVersions : [];
    if (place === 'header') {
      for (const value of odd) yield { what: `${header}: ${value.slice(0, 20)}`, headers: { [header]: value } };
    }
  }
  if (body === undefined) return;
  for (const raw of [
    '',
    'null',
    '[]',
    '"x"',
    '{',
    '{"a":1e999}',
    deepest,
    '\ufeff{}',
    `{"x":"${'カ'.repeat(100_000)}"}`,
  ]) {
    yield { what: `body ${raw.slice(0, 12)}`, body: raw };
  }
  yield { what: 'no content type', headers: { 'content-type': '' } };
  for (const unit of units) yield { what: `body full of ${unit}`, body: fullest(body, 0, unit)[0] };
  for (const [path, schema] of placesOf(body, accepted.body, [])) {
    for (const { name, value } of valuesOf(schema)) {
      yield { what: `body.${path.join('.')}: ${name}`, body: withAt(accepted.body, path, value) };
    }
  }
}

/** A sequence of numbers in [0, 1) that a seed repeats (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** At most `count` of the items, chosen by the seed, in an order of its own. */
export const sample = <Item>(items: readonly Item[], count: number, random: () => number): Item[] => {
  const rest = [...items];
  for (let at = rest.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const item = rest[at];
    const swapped = rest[other];
    if (item !== undefined && swapped !== undefined) {
      rest[at] = swapped;
      rest[other] = item;
    }
  }
  return rest.slice(0, count);
};
