import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedValues } from './changed-values.ts';

describe('what an audit entry tells', () => {
  it('is each value that differs, by its place, and nothing else', () => {
    const before = { name: 'Demo', channels: { sms: { enabled: true, threshold: 3 } }, noDebtSegment: null };
    const after = { name: 'Demo', channels: { sms: { enabled: false, threshold: 3 } }, noDebtSegment: 'Sin deuda' };
    expect(changedValues(before, after)).toEqual({
      changes: [
        { field: 'channels.sms.enabled', before: true, after: false },
        { field: 'noDebtSegment', before: null, after: 'Sin deuda' },
      ],
      omitted: 0,
    });
    expect(changedValues(before, before).changes).toEqual([]);
  });

  it('names elements of a list by what tells them apart, so that one taken out leaves the others as they are', () => {
    const results = [
      { code: 'promise', label: 'Promesa' },
      { code: 'paid', label: 'Pagó' },
    ];
    expect(changedValues({ results }, { results: results.slice(1) }).changes).toEqual([
      { field: 'results.promise.code', before: 'promise', after: null },
      { field: 'results.promise.label', before: 'Promesa', after: null },
      { field: 'results.order', before: 'promise, paid', after: 'paid' },
    ]);
    expect(changedValues({ results }, { results: results.toReversed() }).changes).toEqual([
      { field: 'results.order', before: 'promise, paid', after: 'paid, promise' },
    ]);
  });

  it('holds values of a plain list together, and things that are new or gone as a whole', () => {
    expect(changedValues({ roles: ['advisor'] }, { roles: ['advisor', 'admin'] }).changes).toEqual([
      { field: 'roles', before: 'advisor', after: 'advisor, admin' },
    ]);
    expect(changedValues(undefined, { name: 'x', on: false }).changes).toEqual([
      { field: 'name', before: null, after: 'x' },
      { field: 'on', before: null, after: false },
    ]);
    expect(changedValues({ name: 'x' }, undefined).changes).toEqual([{ field: 'name', before: 'x', after: null }]);
  });

  it('says that a secret changed, and never what it was or is', () => {
    const told = changedValues(
      { hook: { secret: 'old-one' } },
      { hook: { secret: 'new-one', apiToken: { value: 'x1' } } },
    );
    expect(told.changes.map(({ field }) => field)).toEqual(['hook.secret', 'hook.apiToken']);
    expect(JSON.stringify(told)).not.toMatch(/old-one|new-one|x1/);
  });

  it('stays far below the size of an item, whatever changes, and says how much it left out', () => {
    const longest = '漢'.repeat(50_000);
    const after = Object.fromEntries(Array.from({ length: 2_000 }, (_, position) => [`field${position}`, longest]));
    const { changes, omitted } = changedValues({}, after);
    expect(Buffer.byteLength(JSON.stringify(changes))).toBeLessThan(350_000);
    expect(changes.length + omitted).toBe(2_000);
    expect(changes[0]?.after).toHaveLength(2_001);
  });

  it('is nothing exactly when nothing differs (property)', () => {
    const thing = fc.dictionary(
      fc.stringMatching(/^[a-d]{1,2}$/),
      fc.oneof(fc.boolean(), fc.integer(), fc.string({ minLength: 1 })),
    );
    fc.assert(
      fc.property(thing, thing, (before, after) => {
        const { changes } = changedValues(before, after);
        const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
        const differing = [...fields].filter((field) => before[field] !== after[field]);
        expect(changes.map(({ field }) => field).toSorted()).toEqual(differing.toSorted());
      }),
    );
  });
});
