/**
 * The nightly check (reliability §5.1): whenever it looks, each company whose local night has come is checked once, by
 * one worker at a time. A worker whose time is up leaves the place, and the next run of the schedule goes on there.
 */
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import { timePart } from '#platform/ids.ts';
import { localDay, localHour } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { IntegrityRecord, ProcessValue } from '#shared/processes/entities.ts';
import { takeLease } from '#shared/processes/lease.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import { type CheckDeps, CompanyCheck } from './check-company.ts';

/** Local hour from which a company is checked: its night report, which begins at three, is mostly done. */
export const checkHour = 4;

export interface NightDeps extends CheckDeps {
  readonly tenants: () => AsyncIterable<{ readonly tenant: string }>;
  readonly findCompany: (tenant: string) => Promise<Pick<CompanyValue, 'timeZone'>>;
  readonly processes: ProcessRecords;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error' | 'warn' | 'count'>;
}

export interface CheckRun {
  /** Id of this invocation. */
  readonly worker: string;
  remainingMs(): number;
}

/** Time that a page and its confirmation may take, ms. */
const reserveMs = 60_000;
const nothing: IntegrityRecord = { checked: 0, repaired: 0, left: 0, findings: [] };

const newCheck = (tenant: string, processId: string, date: string, now: number): ProcessValue =>
  pendingProcess({
    tenant,
    processId,
    kind: 'integrity_check',
    date,
    createdAt: now,
    requestedBy: 'system',
    // Its schedule goes on with it, not the sweep.
    dueAt: null,
    integrity: nothing,
  });

/** Id of the check of one local date: the same whatever the repeats. */
export const integrityCheckId = (date: string): string =>
  `${timePart(Date.parse(`${date}T00:00:00Z`) + 86_400_000)}-integrity-${date}`;

export interface CheckAnswer {
  readonly processId: string;
  /** False while something is left to the next run. */
  readonly done: boolean;
  readonly integrity: IntegrityRecord;
}

/** Goes on with a check until it has ended or this worker's time is up. */
const workOn = async (deps: NightDeps, tenant: string, processId: string, run: CheckRun): Promise<CheckAnswer> => {
  const found = await deps.processes.find(tenant, processId);
  const before = { processId, done: found !== undefined && hasEnded(found), integrity: found?.integrity ?? nothing };
  if (before.done) return before;
  const { worker } = run;
  const taken = await takeLease(deps, { tenant, processId, worker, remainingMs: run.remainingMs() });
  if (taken.kind !== 'taken') return before;
  const { leased } = taken;
  const { checkpoint, integrity: record = nothing } = leased.process;
  const check = new CompanyCheck(deps, tenant, { checkpoint, record });
  const place = () => ({
    checkpoint: check.checkpoint,
    integrity: check.record,
    rowsDone: check.record.checked,
    dueAt: null,
  });
  for (let more = true; more; ) {
    if (run.remainingMs() < reserveMs) {
      await leased.save({ ...place(), lease: null });
      return { processId, done: false, integrity: check.record };
    }
    more = await check.nextPage();
    await leased.save(place());
  }
  const { left, repaired, checked } = check.record;
  await leased.save({
    ...place(),
    state: left === 0 ? 'success' : 'failed',
    error: left === 0 ? null : `INTEGRITY_DAMAGE: ${left}`,
    finishedAt: deps.clock.now(),
    lease: null,
  });
  deps.log.info('company checked', { tenant, processId, count: checked, reason: `${repaired} repaired, ${left} left` });
  return { processId, done: true, integrity: check.record };
};

/** One company at once, whatever its hour: for operators. @param processId of a check that is to go on */
export const checkNow = async (
  deps: NightDeps,
  tenant: string,
  processId: string | undefined,
  run: CheckRun,
): Promise<CheckAnswer> => {
  const now = deps.clock.now();
  const { timeZone } = await deps.findCompany(tenant);
  const id = processId ?? `${timePart(now)}-integrity-now`;
  if (processId === undefined) await deps.processes.create(newCheck(tenant, id, localDay(now, timeZone), now));
  return workOn(deps, tenant, id, run);
};

/** @returns how many companies were worked on, and how many of them are done */
export const checkNight = async (deps: NightDeps, run: CheckRun): Promise<{ companies: number; done: number }> => {
  let companies = 0;
  let done = 0;
  for await (const { tenant } of deps.tenants()) {
    if (run.remainingMs() < 2 * reserveMs) break;
    try {
      const now = deps.clock.now();
      const { timeZone } = await deps.findCompany(tenant);
      if (localHour(now, timeZone) < checkHour) continue;
      const date = localDay(now, timeZone);
      const processId = integrityCheckId(date);
      const known = await deps.processes.find(tenant, processId);
      if (known !== undefined && hasEnded(known)) continue;
      if (known === undefined) await deps.processes.create(newCheck(tenant, processId, date, now));
      companies += 1;
      if ((await workOn(deps, tenant, processId, run)).done) done += 1;
    } catch (error) {
      // One company must not keep the others from being checked; the next run takes it up again.
      deps.log.error('company not checked', { tenant, reason: reasonOf(error) });
      deps.log.count('IntegrityCheckFailed');
    }
  }
  return { companies, done };
};
