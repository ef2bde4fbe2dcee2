/**
 * Brings what a deployment has stored from the form of one release to that of the next. Migrations run in their order,
 * each once, page by page: a run that is cut off goes on where it stopped. Each of them may be applied to the same item
 * twice, and runs beside the product's own work.
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { MigrationState, migrationKey } from './entities.ts';

/** Items or customers. `failed`: could not be read or written; the log says why of each. */
interface Counts {
  readonly looked: number;
  readonly changed: number;
  readonly failed: number;
}

/** What was done of one page. `cursor`: there is another one, and where it begins. */
export interface PageProgress extends Counts {
  readonly cursor?: string;
}

export interface Migration {
  /** `<release>-<what>`; it names the migration for good. */
  readonly id: string;
  /** Does one page. @param cursor as the page before gave it; undefined: the first one */
  runPage(cursor: string | undefined): Promise<PageProgress>;
}

export interface MigrationReport {
  /** False: call again. */
  readonly done: boolean;
  readonly migrations: readonly (Counts & { readonly id: string })[];
}

/**
 * @param hasTime asked before each page; false leaves the rest to the next call
 * @throws ConditionFailed when two runs are under way: one of them goes on
 */
export const runMigrations = async (
  deps: { readonly table: Pick<Table, 'get' | 'put'>; readonly clock: Clock; readonly log: Log },
  migrations: readonly Migration[],
  hasTime: () => boolean,
): Promise<MigrationReport> => {
  const told: (Counts & { readonly id: string })[] = [];
  for (const { id, runPage } of migrations) {
    let stored = await deps.table.get(MigrationState, migrationKey(id), { consistent: true });
    while (stored === undefined || stored.value.endedAt === null) {
      if (!hasTime()) return { done: false, migrations: told };
      const before = stored?.value ?? { looked: 0, changed: 0, failed: 0, cursor: null, startedAt: deps.clock.now() };
      const progress = await runPage(before.cursor ?? undefined);
      const value = {
        id,
        cursor: progress.cursor ?? null,
        looked: before.looked + progress.looked,
        changed: before.changed + progress.changed,
        failed: before.failed + progress.failed,
        startedAt: before.startedAt,
        endedAt: progress.cursor === undefined ? deps.clock.now() : null,
      };
      stored = await deps.table.put(MigrationState, value, stored?.revision ?? 'absent');
    }
    const { looked, changed, failed } = stored.value;
    told.push({ id, looked, changed, failed });
    deps.log.info('migration done', { reason: id, count: changed });
  }
  return { done: true, migrations: told };
};
