/**
 * One import of a company writes at a time: two of the same file side by side would both count a row as theirs. The turn
 * is for one batch, so that a large import, or one that fails again and again, holds up no other; it ends by itself when
 * its worker cannot live any more.
 */
import type { Clock } from '#platform/clock.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { ImportTurnValue } from './entities.ts';
import type { ImportStore } from './store.ts';

/** How long beyond its worker's end a turn lasts, ms. */
const graceMs = 30_000;
/** After how long a turn that is taken is asked for again, ms. */
const againAfterMs = 250;
/**
 * How long a turn is waited for, ms, and at most which part of the worker's life. A batch takes seconds, on a busy table
 * tens of them: whoever gave up before it ended would not be the next one when it does, and could miss every end.
 */
const patienceMs = 60_000;
const partOfLife = 0.25;
/** How long whoever waits is kept in mind, ms: it asks again long before. */
const nextForMs = 5_000;

export interface ImportTurn {
  /**
   * Waits for the turn up to a minute.
   * @param remainingMs life of the worker
   * @returns false when other imports of the company still write
   */
  take(tenant: string, processId: string, remainingMs: number): Promise<boolean>;
  leave(tenant: string, processId: string): Promise<void>;
}

/** Who may write now; pure. `wait`: another one writes, or waited first. */
const decide = (
  turn: ImportTurnValue | undefined,
  ask: { readonly processId: string; readonly now: number },
): 'take' | 'wait' => {
  const { processId, now } = ask;
  if (turn === undefined) return 'take';
  // One's own that was not left is of a worker that died, or whose answer was lost: nobody else can take it.
  if (turn.until > now) return turn.processId === processId ? 'take' : 'wait';
  const { next } = turn;
  // Whoever had the last turn lets the one go first that waits.
  return next !== null && next.processId !== processId && next.until > now ? 'wait' : 'take';
};

/** False when somebody else was quicker: the next look tells who. */
const isSaved = (
  { turns }: { readonly turns: Pick<ImportStore, 'saveTurn'> },
  turn: ImportTurnValue,
  before: Stored<ImportTurnValue> | undefined,
): Promise<boolean> =>
  writeOnce(
    () => turns.saveTurn(turn, before).then(() => true),
    () => false,
  );

export const createImportTurn = (deps: {
  readonly turns: Pick<ImportStore, 'findTurn' | 'saveTurn'>;
  readonly clock: Clock;
  /** @param ms how long to wait */
  readonly sleep: (ms: number) => Promise<void>;
}): ImportTurn => ({
  async take(tenant, processId, remainingMs) {
    // Not `changeItem`: it waits for the others' turn to end, whether or not a write of its own was lost.
    const tries = Math.ceil(Math.min(patienceMs, remainingMs * partOfLife) / againAfterMs);
    for (let attempt = 1; ; attempt += 1) {
      const now = deps.clock.now();
      const known = await deps.turns.findTurn(tenant);
      if (decide(known?.value, { processId, now }) === 'take') {
        const next = known?.value.next ?? null;
        const turn = { tenant, processId, until: now + remainingMs + graceMs };
        const others = next?.processId === processId ? null : next;
        if (await isSaved(deps, { ...turn, next: others }, known)) return true;
      } else if (known !== undefined) {
        const isNext = known.value.next === null || known.value.next.until <= now;
        const own = known.value.next?.processId === processId;
        if (isNext || own) {
          await isSaved(deps, { ...known.value, next: { processId, until: now + nextForMs } }, known);
        }
      }
      if (attempt >= tries) {
        // The answer to one's last write may have been lost.
        await this.leave(tenant, processId);
        return false;
      }
      await deps.sleep(againAfterMs);
    }
  },
  leave: (tenant, processId) =>
    changeItem({
      item: `turn of imports of ${tenant}`,
      read: () => deps.turns.findTurn(tenant),
      decide: (known) => {
        if (known?.value.processId !== processId || known.value.until === 0) return { result: undefined };
        // Somebody may note meanwhile that it waits, which is kept.
        return { write: () => deps.turns.saveTurn({ ...known.value, until: 0 }, known) };
      },
    }),
});
