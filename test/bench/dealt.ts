/** Values that are dealt to invented people and messages as they are in the field, the same in every run. */

export const numbered = (name: string, number: number): string => `${name}${String(number).padStart(2, '0')}`;

/** A number from 0 to below `most` that follows from two others and has no pattern with them. */
export const dealt = (position: number, salt: number, most: number): number => {
  let mixed = Math.imul(position + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % most;
};

/** Picks by shares of a hundred. */
export const shared = <Value>(shares: readonly (readonly [share: number, value: Value])[], of100: number): Value => {
  let left = of100;
  for (const [share, value] of shares) {
    if (left < share) return value;
    left -= share;
  }
  throw new Error('The shares are no hundred.');
};
