import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDayFilter, partsOf, sourcesOf, unknownParts } from './listed-rows.ts';

describe('what a date of a list knows', () => {
  it('parts of marks: none of what the row has not, and every portfolio', () => {
    expect(partsOf('110ab..cd......XyZz')).toEqual(['K110', 'Aab', 'Ocd', 'PXy', 'PZz']);
    expect(partsOf('000............')).toEqual(['K000']);
  });

  it('only what is not known is added', () => {
    expect(unknownParts(['K110', 'Aab'], ['K110', 'Aab', 'Acd', 'Acd'])).toEqual(['Acd']);
    expect(unknownParts(['A*'], ['Aab', 'Tab'])).toEqual(['Tab']);
  });

  it('of more than 256 values of a filter it knows that there is anything, and every one is allowed', () => {
    const many = Array.from({ length: 1_000 }, (_, each) => `O${String(each).padStart(3, '0')}`);
    const added = unknownParts([], [...many, 'Aab']);
    expect(added).toHaveLength(258);
    expect(added).toEqual(expect.arrayContaining(['O*', 'Aab']));
    expect(unknownParts(added, many)).toEqual([]);
    const [campaign] = sourcesOf({ campaign: 'k1' });
    const [advisor] = sourcesOf({ advisor: 'ana' });
    if (campaign === undefined || advisor === undefined) throw new Error('No sources.');
    expect(createDayFilter([campaign])(added)).toBe(true);
    expect(createDayFilter([campaign, advisor])(added)).toBe(false);
  });

  it('added in any portions it allows all that was added', () => {
    const part = fc.string({ minLength: 2, maxLength: 2 }).map((text) => `A${text}`);
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 200 }), { maxLength: 12 }), (portions) => {
        const known: string[] = [];
        for (const portion of portions) known.push(...unknownParts(known, portion));
        const allowed = new Set(known);
        expect(portions.flat().every((each) => allowed.has(each) || allowed.has('A*'))).toBe(true);
        expect(known.length).toBeLessThanOrEqual(257);
      }),
    );
  });
});
