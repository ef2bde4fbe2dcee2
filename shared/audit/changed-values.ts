/** What differs between two states of a thing, as an audit entry tells it. Pure. */
import type { AuditChange } from '#contract/audit.ts';

type Value = AuditChange['before'];

/** Changes of one entry, and characters of one value: a catalogue of results or the text of a mail fits. */
const mostChanges = 300;
const longestValue = 2_000;
/** UTF-16 units of all values of an entry: at 3 bytes each it stays below the 400 KB of an item (DynamoDB quotas). */
const mostCharacters = 100_000;

/** Nothing of these names is ever shown, wherever it stands; what stands in an entry is seen by people. */
const secret = /secret|password|token|credential/i;
const hidden = '•••';

/** Fields by which the elements of a list are told apart, so that an entry names the one that changed. */
const identities = ['accountId', 'code', 'key', 'name'] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const identityOf = (list: readonly unknown[]): string | undefined =>
  identities.find((name) => {
    const ids = list.map((element) => (isObject(element) ? element[name] : undefined));
    return ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length;
  });

const shown = (field: string, value: Value): Value => {
  if (value !== null && secret.test(field)) return hidden;
  if (typeof value !== 'string' || value.length <= longestValue) return value;
  return `${value.slice(0, longestValue).toWellFormed()}…`;
};

/** Every single value by its dotted place. @param into filled in the order of the fields */
const flatten = (value: unknown, place: string, into: Map<string, Value>): void => {
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    if (value.every((element) => typeof element !== 'object')) {
      into.set(place, value.join(', '));
      return;
    }
    const identity = identityOf(value);
    for (const [position, element] of value.entries()) {
      const name = identity === undefined || !isObject(element) ? String(position) : String(element[identity]);
      flatten(element, at(name), into);
    }
    // Which comes first can matter, and no single element says it.
    if (identity !== undefined) into.set(at('order'), value.map((element) => element[identity]).join(', '));
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      // Kept here as a whole, so that a new secret is a change; `shown` hides both of them.
      if (secret.test(name) && inner !== undefined && inner !== null) into.set(at(name), JSON.stringify(inner));
      else flatten(inner, at(name), into);
    }
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into.set(place, value);
  }
};

/**
 * @param before undefined: it is new
 * @param after undefined: it is gone
 * @returns the values that differ, by field; none when nothing does. `omitted`: changes beyond what an entry holds
 */
export const changedValues = (
  before: object | undefined,
  after: object | undefined,
): { readonly changes: AuditChange[]; readonly omitted: number } => {
  const [was, is] = [new Map<string, Value>(), new Map<string, Value>()];
  flatten(before, '', was);
  flatten(after, '', is);
  const differing = [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((change) => change.before !== change.after);
  const changes: AuditChange[] = [];
  let characters = 0;
  for (const change of differing) {
    const { field } = change;
    const told = { field, before: shown(field, change.before), after: shown(field, change.after) };
    characters += field.length + String(told.before).length + String(told.after).length;
    if (changes.length === mostChanges || characters > mostCharacters) break;
    changes.push(told);
  }
  return { changes, omitted: differing.length - changes.length };
};
