/** The units of every operation, measured on an engine of its own: for the table of the bench, and for the bill. */
import { startTable } from '../support/engines.ts';
import { measureConversations } from './conversations.ts';
import type { Measured } from './measured.ts';
import { type Difference, Meter } from './meter.ts';
import { measureOperations } from './operations.ts';
import { seedCompany } from './world.ts';

export interface MeasuredUnits {
  readonly measured: readonly Measured[];
  /** Calls that were compared with what the engine says, and those that differ. */
  readonly engine: { readonly compared: number; readonly differences: readonly Difference[] };
}

/** Runs every operation that exists now. */
export const measureUnits = async (): Promise<MeasuredUnits> => {
  const engine = await startTable();
  try {
    await seedCompany(engine.table);
    const meter = new Meter(engine.client, engine.name);
    const metered = engine.through(meter.port);
    const inbox = await measureConversations(meter, metered, engine.table);
    const measured = [...(await measureOperations(meter, metered, engine.table)), ...inbox];
    return { measured, engine: { compared: meter.compared, differences: [...meter.differences.values()] } };
  } finally {
    await engine.stop();
  }
};
