/** One process of the caller's company. */
import { Refusal } from '#platform/errors.ts';
import type { ProcessValue } from './entities.ts';
import type { ProcessStore } from './store.ts';

/** @throws Refusal NOT_FOUND also for another company's id: the two look the same (I17) */
export const findProcess = async (
  deps: { readonly processes: Pick<ProcessStore, 'find'> },
  tenant: string,
  processId: string,
): Promise<ProcessValue> => {
  const process = await deps.processes.find(tenant, processId);
  if (process === undefined) throw new Refusal('NOT_FOUND', 'No process has this id.');
  return process;
};
