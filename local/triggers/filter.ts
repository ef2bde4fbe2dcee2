/**
 * Whether a record passes the filters of an event-source mapping: no filters, or any of them matches.
 * Understands lists of values, nested objects, `prefix`, `suffix`, `exists` and `anything-but`; any other rule throws,
 * so that nothing is dropped by a misunderstanding.
 * Source: AWS Lambda developer guide, "Control which events Lambda sends to your function".
 *
 * @param filters parsed patterns
 * @param record the record as a plain object, or the body of a queue message as text
 */
export const matchesFilter = (filters: readonly unknown[], record: unknown): boolean => {
  if (filters.length === 0) return true;
  return filters.some((pattern) => matchesPattern(pattern, record));
};

const matchesPattern = (pattern: unknown, value: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.some((rule) => matchesRule(rule, value));
  if (!isRecord(pattern)) throw new Error(`Not a filter pattern: ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([key, inner]) => {
    const found = isRecord(value) ? value[key] : undefined;
    return key === 'body' && typeof value === 'string'
      ? matchesPattern(inner, parse(value))
      : matchesPattern(inner, found);
  });
};

const matchesRule = (rule: unknown, value: unknown): boolean => {
  if (!isRecord(rule)) return Array.isArray(value) ? value.includes(rule) : value === rule;
  const [name] = Object.keys(rule);
  const expected = name === undefined ? undefined : rule[name];
  switch (name) {
    case 'exists':
      return (value !== undefined) === expected;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(expected));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(expected));
    case 'anything-but':
      return value !== undefined && !(Array.isArray(expected) ? expected.includes(value) : expected === value);
    default:
      throw new Error(`The local runner does not know the filter rule ${JSON.stringify(rule)}.`);
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // A body that is not JSON matches no pattern on its fields, as in Lambda.
    return undefined;
  }
};
