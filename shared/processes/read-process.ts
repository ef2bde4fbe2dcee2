/** Whoever requested a process has looked at its end (B34). */
import type { Clock } from '#platform/clock.ts';
import { isUnreadProcess, type ProcessValue } from './entities.ts';
import { findProcess } from './find-process.ts';
import type { ProcessStore } from './store.ts';

/**
 * Idempotent; another user's look changes nothing, since the count is of whoever requested it.
 * @throws Refusal NOT_FOUND
 */
export const readProcess = async (
  deps: { readonly processes: Pick<ProcessStore, 'find' | 'change'>; readonly clock: Clock },
  input: { readonly tenant: string; readonly processId: string; readonly userId: string },
): Promise<ProcessValue> => {
  const { tenant, processId, userId } = input;
  const read = await deps.processes.change(tenant, processId, (process) =>
    isUnreadProcess(process) && process.requestedBy === userId ? { ...process, readAt: deps.clock.now() } : undefined,
  );
  return read ?? findProcess(deps, tenant, processId);
};
