import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { part, take } from './part.ts';

describe('parts', () => {
  it('are made when they are first asked for, and once for what they stand on', () => {
    let made = 0;
    const counted = part(({ name }: { readonly name: string }) => {
      made += 1;
      return { name };
    });
    const [one, two] = [{ name: 'one' }, { name: 'two' }];
    expect(made).toBe(0);
    expect(counted(one)).toBe(counted(one));
    expect(counted(two)).not.toBe(counted(one));
    expect(made).toBe(2);
  });

  it('may be nothing, which is not made twice either', () => {
    let made = 0;
    const nothing = part((_on: object) => {
      made += 1;
    });
    const on = {};
    nothing(on);
    nothing(on);
    expect(made).toBe(1);
  });

  it('are taken beside what they stand on', () => {
    const shout = part(({ name }: { readonly name: string }) => name.toUpperCase());
    expect(take({ name: 'one', more: 1 }, { shout })).toEqual({ name: 'one', more: 1, shout: 'ONE' });
  });

  it('of the composition are marked for the bundler, so that one which nobody takes is left out', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => !name.startsWith('part.'));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      expect(text.match(/= (part|storePart)\(/g), name).toBeNull();
    }
  });
});
