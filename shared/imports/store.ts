/** Access patterns of imports: whose turn it is, which files were imported before, what their titles mean. */
import type { ImportKind } from '#contract/import-columns.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored, Table } from '#platform/table/kernel.ts';
import {
  ImportedContent,
  ImportMapping,
  ImportTurnEntry,
  type ImportTurnValue,
  importedContentKey,
  importMappingKey,
  importTurnKey,
} from './entities.ts';
import type { ColumnMapping } from './header.ts';

/** Titles that are remembered of a kind of file; the oldest go first. */
const mostRemembered = 200;

export class ImportStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  findTurn(tenant: string): Promise<Stored<ImportTurnValue> | undefined> {
    return this.#table.get(ImportTurnEntry, importTurnKey(tenant), { consistent: true });
  }

  /** @throws ConditionFailed when somebody else was quicker */
  async saveTurn(turn: ImportTurnValue, before: Stored<ImportTurnValue> | undefined): Promise<void> {
    await this.#table.put(ImportTurnEntry, turn, before?.revision ?? 'absent');
  }

  /** Process that imported the same bytes first. */
  async findContent(tenant: string, sha256: string): Promise<string | undefined> {
    return (await this.#table.get(ImportedContent, importedContentKey(tenant, sha256)))?.value.processId;
  }

  async noteContent(tenant: string, sha256: string, processId: string): Promise<void> {
    await this.#table.put(ImportedContent, { tenant, sha256, processId }, 'any');
  }

  /** What people said that titles of such files mean. */
  async findMapping(tenant: string, kind: ImportKind): Promise<ColumnMapping> {
    return (await this.#table.get(ImportMapping, importMappingKey(tenant, kind)))?.value.columns ?? {};
  }

  /** Adds to what was said before; of two who say something at once, both are kept. */
  addMapping(tenant: string, kind: ImportKind, columns: ColumnMapping): Promise<void> {
    return changeItem({
      item: `titles of ${kind} of ${tenant}`,
      read: () => this.#table.get(ImportMapping, importMappingKey(tenant, kind), { consistent: true }),
      decide: (known) => {
        const all = Object.entries({ ...known?.value.columns, ...columns }).slice(-mostRemembered);
        const value = { tenant, kind, columns: Object.fromEntries(all) };
        return {
          write: async () => {
            await this.#table.put(ImportMapping, value, known?.revision ?? 'absent');
          },
        };
      },
    });
  }
}
