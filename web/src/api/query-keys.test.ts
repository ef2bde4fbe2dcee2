import { describe, expect, it } from 'vitest';

/** Every file of the console but tests, by path. */
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!./query-keys.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * A key of its own after `queryKey:`: anything but one of `queryKeys`, the key of a query (`xQuery.queryKey`), or the type
 * of a parameter.
 */
const ownKey = /\bqueryKey:\s*(?!queryKeys\b|\w+Query(?:\(\w*\))?\.queryKey\b|[A-Z]\w*Key[,)])[^\s].*/g;
/** The cache, asked with a key written there. */
const ownKeyOfCache = /\b(?:get|set|ensure|remove)Quer(?:y|ies)(?:Data|State)(?:<[^>(]*>)?\(\s*\[.*/g;
const ownKeysIn = (text: string): string[] => [...(text.match(ownKey) ?? []), ...(text.match(ownKeyOfCache) ?? [])];

describe('keys of queries', () => {
  it('are recognised when they are written beside the module', () => {
    expect(ownKeysIn("useQuery({ queryKey: ['customers', id] })")).toHaveLength(1);
    expect(ownKeysIn("invalidateQueries({\n queryKey:\n [...customerKeys.lists, 'x'] })")).toHaveLength(1);
    expect(ownKeysIn('invalidateQueries({ queryKey: key })')).toHaveLength(1);
    expect(ownKeysIn("queryClient.setQueryData<Customer>(['customers', 'one', id], customer)")).toHaveLength(1);
    expect(ownKeysIn('invalidateQueries({ queryKey: queryKeys.customers.one(id) })')).toEqual([]);
    expect(ownKeysIn('invalidateQueries({ queryKey: sharedViewsQuery(list).queryKey })')).toEqual([]);
  });

  it('come from the module everywhere', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(100);
    const found = Object.entries(sources).flatMap(([path, text]) => ownKeysIn(text).map((key) => `${path}: ${key}`));
    expect(found).toEqual([]);
  });
});
