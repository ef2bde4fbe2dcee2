/** Places in a company's feed, signed and bound to the company. */
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';

/**
 * How far before its cursor a client is told again, ms. An entry is placed at the time at which it was about to be
 * written, so it shows up that much later than its place at most: writing, posting and the timeout of the function that
 * does it (lib/constructs/live-updates.ts, 20 s) are in it, and clocks that differ.
 */
export const overlapMs = 30_000;

const scopeOf = (tenant: string): string => `${tenant}:live`;

/** @param at epoch ms */
export const sealPlace = (cursors: Cursors, tenant: string, at: number): string => cursors.seal(scopeOf(tenant), at);

/** @returns epoch ms; undefined for a cursor of another company, of a list, or one that was changed */
export const openPlace = (cursors: Cursors, tenant: string, cursor: string): number | undefined => {
  try {
    return cursors.open<number>(scopeOf(tenant), cursor);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};
