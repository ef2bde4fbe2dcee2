/** Access patterns of imports: whose turn it is, and which files were imported before. */
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored, Table } from '#platform/table/kernel.ts';
import {
  ImportedContent,
  ImportTurnEntry,
  type ImportTurnValue,
  importedContentKey,
  importTurnKey,
} from './entities.ts';

export class ImportStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  findTurn(tenant: string): Promise<Stored<ImportTurnValue> | undefined> {
    return this.#table.get(ImportTurnEntry, importTurnKey(tenant), { consistent: true });
  }

  /** @returns false when somebody else was quicker */
  async saveTurn(turn: ImportTurnValue, before: Stored<ImportTurnValue> | undefined): Promise<boolean> {
    try {
      await this.#table.put(ImportTurnEntry, turn, before?.revision ?? 'absent');
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  /** Process that imported the same bytes first. */
  async findContent(tenant: string, sha256: string): Promise<string | undefined> {
    return (await this.#table.get(ImportedContent, importedContentKey(tenant, sha256)))?.value.processId;
  }

  async noteContent(tenant: string, sha256: string, processId: string): Promise<void> {
    await this.#table.put(ImportedContent, { tenant, sha256, processId }, 'any');
  }
}
