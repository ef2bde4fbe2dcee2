/**
 * One import of a company writes at a time: two of the same file side by side would both count a row as theirs. The
 * turn ends by itself when its worker cannot live any more.
 */
import type { Clock } from '#platform/clock.ts';
import type { ImportStore } from './store.ts';

/** How long beyond its worker's end a turn lasts, ms. */
const graceMs = 30_000;

export interface ImportTurn {
  /** @returns false when another import of the company writes */
  take(tenant: string, processId: string, remainingMs: number): Promise<boolean>;
  leave(tenant: string, processId: string): Promise<void>;
}

export const createImportTurn = (deps: {
  readonly turns: Pick<ImportStore, 'findTurn' | 'saveTurn'>;
  readonly clock: Clock;
}): ImportTurn => ({
  async take(tenant, processId, remainingMs) {
    const now = deps.clock.now();
    const known = await deps.turns.findTurn(tenant);
    if (known !== undefined && known.value.processId !== processId && known.value.until > now) return false;
    return deps.turns.saveTurn({ tenant, processId, until: now + remainingMs + graceMs }, known);
  },
  async leave(tenant, processId) {
    const known = await deps.turns.findTurn(tenant);
    if (known?.value.processId === processId) await deps.turns.saveTurn({ ...known.value, until: 0 }, known);
  },
});
