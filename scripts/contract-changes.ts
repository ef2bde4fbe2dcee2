/**
 * What of a change of the contract breaks the programs that were written for the contract before it.
 *
 * Breaking is:
 * - of operations: a path or method that is gone, a role that may no longer call it;
 * - of requests: whatever was accepted and is no longer, that is, a parameter or property that is gone (bodies and
 *   queries are strict) or is required now, a body that is required now, and types, enums, bounds, patterns and formats
 *   that are narrower;
 * - of answers: a status or error code that is gone, a property that is gone or no longer always there, and whatever
 *   may stand there now that could not before: another type, `null`, another word of an enum. Generated clients refuse
 *   words that they do not know.
 *
 * Not breaking are new operations, optional parts of requests, properties of answers, statuses of errors and error
 * codes: clients pass over what they do not know there. Neither are texts, names of components, and bounds of answers.
 *
 * A breaking change is announced by the version: the major one, or below 1.0.0 the minor one (semver.org, 4 and 8).
 */
import { isJsonObject, type Json } from './openapi-components.ts';

type JsonObject = Readonly<Record<string, Json>>;

const objectAt = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const listAt = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The object that `$ref` names in its document, or the value itself. */
const resolved = (document: JsonObject, value: Json | undefined): JsonObject => {
  const object = objectAt(value);
  const { $ref } = object;
  if (typeof $ref !== 'string') return object;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((at, key) => objectAt(at)[key], document);
  if (target === undefined) throw new Error(`The document has nothing at ${$ref}`);
  return resolved(document, target);
};

/** A schema with the document that its references are of. */
interface Place {
  readonly document: JsonObject;
  readonly schema: JsonObject;
}

const placeOf = (document: JsonObject, value: Json | undefined): Place => ({
  document,
  schema: resolved(document, value),
});

/** The alternatives that a schema allows, each of one type: `anyOf`, `oneOf` and lists of types taken apart. */
const alternativesOf = ({ document, schema }: Place): readonly Place[] => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return choices.flatMap((choice) => alternativesOf(placeOf(document, choice)));
  const { type } = schema;
  return Array.isArray(type)
    ? type.map((one) => ({ document, schema: { ...schema, type: one } }))
    : [{ document, schema }];
};

const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const isTighter = (outer: JsonObject, inner: JsonObject) => (bound: string) => {
  const [given, before] = [outer[bound], inner[bound]];
  if (typeof given !== 'number') return false;
  if (typeof before !== 'number') return true;
  return lowerBounds.includes(bound) ? given > before : given < before;
};

const wordsOf = (schema: JsonObject): readonly Json[] | undefined =>
  schema.const === undefined ? (Array.isArray(schema.enum) ? schema.enum : undefined) : [schema.const];

type Direction = 'request' | 'answer';

/**
 * Why not every value of `inner` is one of `outer`; empty when each is. Of requests `inner` is the schema before, of
 * answers the schema now: both times it holds what is written, `outer` what the other side reads.
 */
const misfits = (direction: Direction, inner: Place, outer: Place, at: string): readonly string[] => {
  const outerAlternatives = alternativesOf(outer);
  return alternativesOf(inner).flatMap((alternative) => {
    const attempts = outerAlternatives.map((candidate) => singleMisfits(direction, alternative, candidate, at));
    // Of the alternatives that fail the nearest tells most.
    return attempts.toSorted((a, b) => a.length - b.length)[0] ?? [`${at}: nothing is allowed`];
  });
};

const typeMisfit = (inner: JsonObject, outer: JsonObject): boolean =>
  outer.type !== undefined && outer.type !== inner.type && !(outer.type === 'number' && inner.type === 'integer');

const singleMisfits = (direction: Direction, inner: Place, outer: Place, at: string): readonly string[] => {
  const [written, read] = [inner.schema, outer.schema];
  const [before, now] = direction === 'request' ? [written, read] : [read, written];
  if (typeMisfit(written, read)) return [`${at}: ${text(before.type)} is ${text(now.type)}`];
  const faults: string[] = [];
  const words = wordsOf(read);
  const unread = words === undefined ? [] : (wordsOf(written) ?? ['any other']).filter((word) => !words.includes(word));
  if (unread.length > 0) {
    faults.push(`${at}: ${unread.map(text).join(', ')} ${direction === 'request' ? 'is refused' : 'is new'}`);
  }
  for (const key of ['format', ...(direction === 'request' ? ['pattern'] : [])]) {
    if (read[key] !== undefined && read[key] !== written[key]) faults.push(`${at}: ${key} is another`);
  }
  if (direction === 'request') {
    const tighter = [...lowerBounds, ...upperBounds].filter(isTighter(read, written));
    faults.push(...tighter.map((bound) => `${at}: ${bound} is narrower`));
  }
  const [writtenParts, readParts] = [objectAt(written.properties), objectAt(read.properties)];
  const [beforeParts, nowParts] = direction === 'request' ? [writtenParts, readParts] : [readParts, writtenParts];
  for (const name of Object.keys(beforeParts)) {
    if (!(name in nowParts)) faults.push(`${at}.${name} is gone`);
    else {
      const parts = [placeOf(inner.document, writtenParts[name]), placeOf(outer.document, readParts[name])] as const;
      faults.push(...misfits(direction, ...parts, `${at}.${name}`));
    }
  }
  const always = listAt(written.required);
  for (const name of listAt(read.required)) {
    if (always.includes(name) || (direction === 'answer' && !(String(name) in writtenParts))) continue;
    faults.push(`${at}.${String(name)} ${direction === 'request' ? 'is required now' : 'may be missing now'}`);
  }
  for (const key of ['items', 'additionalProperties', 'propertyNames']) {
    if (!isJsonObject(read[key])) continue;
    faults.push(
      ...misfits(direction, placeOf(inner.document, written[key]), placeOf(outer.document, read[key]), `${at}[]`),
    );
  }
  const hasPartsInAll = listAt(read.allOf).length > 0 && JSON.stringify(read.allOf) !== JSON.stringify(written.allOf);
  if (hasPartsInAll) faults.push(`${at}: allOf is another`);
  return faults;
};

const text = (value: Json | undefined): string => (value === undefined ? 'anything' : JSON.stringify(value));

/** The schemas of a body or answer by media type. */
const contentOf = (document: JsonObject, holder: JsonObject): ReadonlyMap<string, Place> =>
  new Map(
    Object.entries(objectAt(holder.content)).map(([type, media]) => [type, placeOf(document, objectAt(media).schema)]),
  );

const rolesOf = (operation: JsonObject): readonly Json[] | undefined => {
  const [first] = listAt(operation.security);
  return first === undefined ? undefined : listAt(objectAt(first).oidc);
};

const requestChanges = (before: JsonObject, now: JsonObject, was: JsonObject, is: JsonObject, id: string): string[] => {
  const faults: string[] = [];
  const roles = rolesOf(is);
  if (roles !== undefined) {
    const lost = (rolesOf(was) ?? ['no token']).filter((role) => !roles.includes(role));
    faults.push(...lost.map((role) => `${id}: ${String(role)} may no longer call it`));
  }
  const parametersOf = (document: JsonObject, operation: JsonObject) =>
    new Map(
      listAt(operation.parameters).map((given) => {
        const parameter = resolved(document, given);
        return [`${String(parameter.in)} ${String(parameter.name)}`, parameter] as const;
      }),
    );
  const [parametersBefore, parametersNow] = [parametersOf(before, was), parametersOf(now, is)];
  for (const [name, parameter] of parametersBefore) {
    const same = parametersNow.get(name);
    if (same === undefined) faults.push(`${id}: ${name} is gone`);
    else {
      const schemas = [placeOf(before, parameter.schema), placeOf(now, same.schema)] as const;
      faults.push(...misfits('request', ...schemas, `${id}: ${name}`));
    }
  }
  for (const [name, parameter] of parametersNow) {
    const isNew = parameter.required === true && parametersBefore.get(name)?.required !== true;
    if (isNew) faults.push(`${id}: ${name} is required now`);
  }
  const [bodyBefore, bodyNow] = [resolved(before, was.requestBody), resolved(now, is.requestBody)];
  if (bodyNow.required === true && bodyBefore.required !== true) faults.push(`${id}: the body is required now`);
  const contentNow = contentOf(now, bodyNow);
  for (const [type, schema] of contentOf(before, bodyBefore)) {
    const same = contentNow.get(type);
    faults.push(
      ...(same === undefined ? [`${id}: no body of ${type}`] : misfits('request', schema, same, `${id}: body`)),
    );
  }
  return faults;
};

const answerChanges = (before: JsonObject, now: JsonObject, was: JsonObject, is: JsonObject, id: string): string[] => {
  const faults: string[] = [];
  const answersNow = objectAt(is.responses);
  for (const [status, given] of Object.entries(objectAt(was.responses))) {
    if (!(status in answersNow)) {
      faults.push(`${id}: ${status} is gone`);
      continue;
    }
    const [answerBefore, answerNow] = [resolved(before, given), resolved(now, answersNow[status])];
    const codes = listAt(answerNow['x-codes']);
    const lost = listAt(answerBefore['x-codes']).filter((code) => !codes.includes(code));
    faults.push(...lost.map((code) => `${id}: ${status} ${String(code)} is gone`));
    const contentNow = contentOf(now, answerNow);
    for (const [type, schema] of contentOf(before, answerBefore)) {
      const same = contentNow.get(type);
      const at = `${id}: ${status}`;
      faults.push(...(same === undefined ? [`${at} is not ${type}`] : misfits('answer', same, schema, at)));
    }
  }
  return faults;
};

/**
 * Breaking changes from one OpenAPI document to the next, each in a line that names the operation and the place;
 * empty when every program written for the first works with the second.
 */
export const breakingChanges = (before: Json, now: Json): readonly string[] => {
  const [documentBefore, documentNow] = [objectAt(before), objectAt(now)];
  const pathsNow = objectAt(documentNow.paths);
  return Object.entries(objectAt(documentBefore.paths)).flatMap(([path, methods]) =>
    Object.entries(objectAt(methods)).flatMap(([method, given]) => {
      const was = objectAt(given);
      const operation = objectAt(pathsNow[path])[method];
      if (!isJsonObject(operation)) return [`${method.toUpperCase()} ${path} is gone`];
      const rest = [documentBefore, documentNow, was, operation, String(was.operationId)] as const;
      return [...requestChanges(...rest), ...answerChanges(...rest)];
    }),
  );
};

/** Whether `version` may break what `released` promised: a later major version, or below 1.0.0 a later minor one. */
export const announcesBreak = (released: string, version: string): boolean => {
  const [[major = 0, minor = 0] = [], [nextMajor = 0, nextMinor = 0] = []] = [released, version].map((one) =>
    one.split('.').map(Number),
  );
  return nextMajor > major || (major === 0 && nextMajor === 0 && nextMinor > minor);
};
