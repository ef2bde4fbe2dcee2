/** The night of a company that has chosen how long it keeps what: one process a date, whatever the repeats (ADR 67). */
import { reasonOf } from '#platform/errors.ts';
import { localDay, localHour } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { retentionProcessId } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { takeUpMs } from '#shared/processes/rules.ts';
import { noneRemoved } from './retention-checkpoint.ts';
import type { RetentionStore } from './retention-store.ts';

export interface RequestRetentionDeps {
  readonly tenants: () => AsyncIterable<{ readonly tenant: string }>;
  readonly findCompany: FindCompany;
  readonly retention: Pick<RetentionStore, 'find'>;
  readonly processes: Pick<ProcessRecords, 'create' | 'findAll'>;
  readonly jobs: ProcessJobs;
  readonly log: Pick<Log, 'error'>;
}

const requestOf = async (
  deps: RequestRetentionDeps,
  tenant: string,
  { hour, now }: { readonly hour: number; readonly now: number },
): Promise<number> => {
  const chosen = await deps.retention.find(tenant);
  if (chosen === undefined) return 0;
  const { timeZone } = await deps.findCompany(tenant);
  if (localHour(now, timeZone) < hour) return 0;
  const processId = retentionProcessId(localDay(now, timeZone));
  if ((await deps.processes.findAll(tenant, [processId])).length > 0) return 0;
  const process = pendingProcess({
    tenant,
    processId,
    kind: 'retention',
    createdAt: now,
    requestedBy: 'system',
    retention: { periods: chosen.value.periods, removed: noneRemoved() },
    dueAt: now + takeUpMs,
  });
  // Were the call of the worker lost, the sweep would make it.
  if (!(await deps.processes.create(process))) return 0;
  await deps.jobs.enqueue({ tenant, processId });
  return 1;
};

/** @param run hour of the company's day from which on it is done; now, epoch ms. @returns how many were begun */
export const requestRetention = async (
  deps: RequestRetentionDeps,
  run: { readonly hour: number; readonly now: number },
): Promise<number> => {
  let requested = 0;
  for await (const { tenant } of deps.tenants()) {
    try {
      requested += await requestOf(deps, tenant, run);
    } catch (error) {
      // The others' nights go on; this one's comes again with the next run.
      deps.log.error('retention not begun', { tenant, reason: reasonOf(error) });
    }
  }
  return requested;
};
